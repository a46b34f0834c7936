package import Formatting

extension ColumnBatch {
    /// RFC 4180 CSV with a heading line. NULL is an empty cell.
    package var csv: String {
        var lines = [names.map(CSVField.quoted).joined(separator: ",")]
        for index in 0..<rowCount {
            lines.append(row(index).map { CSVField.quoted($0.description) }.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension ColumnBatch {
    /// The rows as JSON objects, in the order of the columns.
    package var jsonRows: JSONValue {
        .array((0..<rowCount).map { row in .object(columns.map { ($0.name, JSONValue($0.value(at: row))) }) })
    }
}

extension JSONValue {
    /// A cell of an answer. Days and moments are ISO text; a number that is not finite is null.
    package init(_ value: Value) {
        self =
            switch value {
            case .null: .null
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .double(let value): .double(value)
            case .text(let value): .text(value)
            case .day, .instant: .text(value.description)
            }
    }
}

extension TextTable {
    /// The table of an answer. `units`, by column name, make shares percentages, flags words and numbers short.
    package init(_ batch: ColumnBatch, units: [String: String] = [:]) {
        let columns = batch.columns.map { CellFormat.cells(of: $0, unit: units[$0.name]) }
        self.init(
            headings: batch.names.map { $0.replacing("_", with: " ") },
            rows: (0..<batch.rowCount).map { row in columns.map { $0[row] } },
            numeric: batch.columns.map { column in
                switch column.storage {
                case .int16, .int32, .int64, .double: units[column.name] != "flag"
                default: false
                }
            })
    }
}
