import Formatting
import Insights
import Warehouse

/// An answer for a person.
struct AnswerPrinter {
    private let answer: InsightAnswer
    private let width: Int?

    init(_ answer: InsightAnswer, width: Int?) {
        self.answer = answer
        self.width = width
    }

    var text: TerminalText {
        let table = table
        let rows = table.rendered(width: width)
        let gaps: TerminalText =
            table.hasGaps ? "\n\n\(TextTable.gap)  no value: not recorded, or too early to tell" : ""
        let definition: TerminalText = "\(answer.insight.definition)"
        return "\(answer.insight.title)\n\n\(rows)\(gaps)\n\n\(definition.wrapped(to: width))"
    }

    private static let previous = "previous_"

    private var table: TextTable {
        let rows = answer.rows, units = answer.insight.units
        if answer.insight.name == "period_changes" { return ChangesTable(answer).table }
        guard rows.rowCount == 1 else { return TextTable(rows, units: units) }
        let paired = rows.names.filter { rows.column(Self.previous + $0) != nil }
        return paired.isEmpty ? TextTable(rows, units: units) : compared(paired, rows, units)
    }

    /// A line for each number, with the one before and the change.
    private func compared(_ names: [String], _ rows: ColumnBatch, _ units: [String: String]) -> TextTable {
        // A change from a period that the data do not cover says nothing.
        let isComplete = rows.column("previous_complete") == nil || rows.value("previous_complete", at: 0).integer == 1
        return TextTable(
            headings: ["", "now", "before", "change"],
            rows: names.map { name in
                let now = rows.value(name, at: 0), before = rows.value(Self.previous + name, at: 0)
                return [
                    Self.label(name), CellFormat.text(now, unit: units[name]),
                    CellFormat.text(before, unit: units[name]),
                    isComplete ? Self.change(now, before, isShare: units[name] == "share") : TextTable.gap,
                ]
            }, numeric: [false, true, true, true])
    }

    private static func label(_ name: String) -> String {
        name.split(separator: "_").map { ["dau", "wau", "mau"].contains($0) ? $0.uppercased() : String($0) }.joined(
            separator: " ")
    }

    private static func change(_ now: Value, _ before: Value, isShare: Bool) -> String {
        guard let now = now.double, let before = before.double else { return "" }
        let change = isShare ? (now - before) * 100 : before == 0 ? .nan : (now / before - 1) * 100
        guard change.isFinite, abs(change) < 1e9 else { return TextTable.gap }
        let digits = TextFormat.decimal(abs(change), places: 1)
        let sign = digits == "0.0" ? "" : change < 0 ? "−" : "+"
        return "\(sign)\(digits) \(isShare ? "points" : "%")"
    }
}
