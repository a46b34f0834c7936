import Foundation

/// Answers as a table of text for a terminal, and as CSV.
package struct TextTable: Sendable {
    private let headings: [String]
    private let rows: [[String]]
    private let numeric: [Bool]

    package init(headings: [String], rows: [[String]], numeric: [Bool]) {
        self.headings = headings
        self.rows = rows
        self.numeric = numeric
    }

    /// The table of an answer. `units`, by column name, make shares percentages and numbers short.
    package init(_ batch: ColumnBatch, units: [String: String] = [:]) {
        headings = batch.names.map { $0.replacingOccurrences(of: "_", with: " ") }
        numeric = batch.columns.map { column in
            switch column.storage {
            case .int16, .int32, .int64, .double: true
            default: false
            }
        }
        rows = (0..<batch.rowCount).map { row in
            batch.columns.map { column in Self.cell(column.value(at: row), unit: units[column.name]) }
        }
    }

    /// Columns aligned with spaces, numbers to the right.
    package func rendered() -> String {
        let widths = headings.indices.map { column in ([headings[column]] + rows.map { $0[column] }).map(\.count).max() ?? 0 }
        func line(_ cells: [String]) -> String {
            var text = ""
            for (index, cell) in cells.enumerated() {
                let padding = String(repeating: " ", count: max(0, widths[index] - cell.count))
                text += (index == 0 ? "" : "  ") + (numeric[index] ? padding + cell : cell + padding)
            }
            while text.last == " " { text.removeLast() }
            return text
        }
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        return ([line(headings), rule] + rows.map(line)).joined(separator: "\n")
    }

    private static func cell(_ value: Value, unit: String?) -> String {
        switch value {
        case .null: "–"
        case .double(let number) where !(abs(number) < 1e13): number.isFinite ? "\(number)" : "–"
        case .double(let number) where unit == "share": String(decimals(number * 100, 1)) + " %"
        case .double(let number): abs(number) >= 1000 ? grouped(Int64(number.rounded())) : decimals(number, number == number.rounded() ? 0 : 2)
        case .integer(let number) where !["", "date"].contains(unit ?? "x"): grouped(number)
        default: value.description
        }
    }

    private static func decimals(_ number: Double, _ places: Int) -> String {
        guard number.isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = Int64((abs(number) * scale).rounded())
        let sign = number < 0 && scaled > 0 ? "-" : ""
        let whole = scaled / Int64(scale)
        guard places > 0 else { return sign + String(whole) }
        let fraction = String(scaled % Int64(scale))
        return "\(sign)\(whole).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }

    /// A whole number with thin groups: 1,234,567.
    package static func grouped(_ number: Int64) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits = String(digits.dropLast(3))
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }
}

extension ColumnBatch {
    /// RFC 4180 CSV with a heading line. NULL is an empty cell.
    package var csv: String {
        func field(_ text: String) -> String {
            text.contains { ",\"\n\r".contains($0) } ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
        }
        var lines = [names.map(field).joined(separator: ",")]
        for index in 0..<rowCount { lines.append(row(index).map { field($0.description) }.joined(separator: ",")) }
        return lines.joined(separator: "\n") + "\n"
    }
}
