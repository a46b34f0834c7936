import Listening
import Warehouse

/// Daily, weekly and monthly listeners as three lines.
struct ActivityChart {
    private let days: [ActiveDay]
    private let scope: Scope

    init(_ days: [ActiveDay], _ scope: Scope) {
        self.days = days
        self.scope = scope
    }

    var block: ChartBlock {
        ChartBlock(
            id: "active", title: title,
            subtitle: "Distinct listeners with at least one play, in windows of 1, 7 and 30 days that end on each day",
            chart: LineChart(
                x: ChartAxis(unit: "date", values: days.map { .text($0.day.description) }),
                y: ChartMeasure(label: "Listeners", unit: "listeners"),
                series: [
                    LineChart.Series(name: "Monthly", values: days.map { $0.isMonthWhole ? Double($0.monthly) : nil }),
                    LineChart.Series(name: "Weekly", values: days.map { $0.isWeekWhole ? Double($0.weekly) : nil }),
                    LineChart.Series(name: "Daily", values: days.map { Double($0.daily) }),
                ].filter { $0.values.contains { $0 != nil } },
                incompleteFrom: days.incompleteFrom),
            table: table, question: scope.question("activity", "daily, weekly and monthly listeners"), rowsURL: scope.rows("activity"),
            remark: remark)
    }

    /// Compares the first and the last whole week, so that weekdays weigh alike.
    private var title: String {
        let over = days.over
        guard over.count >= 14 else { return "Daily, weekly and monthly listeners" }
        let first = mean(over.prefix(7))
        let last = mean(over.suffix(7))
        guard first > 0 else { return "Daily, weekly and monthly listeners" }
        let ratio = last / first - 1
        guard abs(ratio) >= 0.03 else { return "Daily listeners held at about \(Format.mean(last))" }
        let words = ratio > 0 ? "rose" : "fell"
        return "Daily listeners \(words) from \(Format.mean(first)) in the first week to \(Format.mean(last)) in the last"
    }

    private func mean(_ days: ArraySlice<ActiveDay>) -> Double {
        Double(days.reduce(0) { $0 + $1.daily }) / Double(max(1, days.count))
    }

    private var remark: String? {
        let sentences = [
            days.last.map(\.isOver) == false ? "The last day of the data may not be over: its dashed part may still rise." : nil,
            days.contains { !$0.isMonthWhole } ? "A window that begins before the data is not drawn." : nil,
            days.count > DayTable.most ? DayTable.remark : nil,
        ]
        let text = sentences.compactMap { $0 }.joined(separator: " ")
        return text.isEmpty ? nil : text
    }

    private var table: Table {
        Table(
            columns: [.text("Day"), .number("Daily", "listeners"), .number("Weekly", "listeners"), .number("Monthly", "listeners")],
            rows: DayTable.newest(days).map { day in
                [
                    .time(day.day.description, link: scope.rows("listeners", [("day", day.day.description)])),
                    .number(Format.count(day.daily), muted: !day.isOver), .number(day.isWeekWhole ? day.weekly : nil) { Format.count($0) },
                    .number(day.isMonthWhole ? day.monthly : nil) { Format.count($0) },
                ]
            })
    }
}

/// A table with a row a day, newest first. It is cut where it would be longer than anybody reads.
enum DayTable {
    static let most = 366
    static let remark = "The table shows the last 366 days; “Rows” has all."

    static func newest<Day>(_ days: [Day]) -> [Day] { days.suffix(most).reversed() }
}
