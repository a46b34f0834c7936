/// Rows of an answer or of a load, column by column.
package struct ColumnBatch: Sendable {
    package var columns: [Column]

    package init(columns: [Column]) { self.columns = columns }

    package var rowCount: Int { columns.first?.count ?? 0 }
    package var names: [String] { columns.map(\.name) }

    /// The column of a name, or nil.
    package func column(_ name: String) -> Column? { columns.first { $0.name == name } }

    /// One cell; NULL where there is no such column.
    package func value(_ name: String, at row: Int) -> Value { column(name)?.value(at: row) ?? .null }

    /// One row in the order of the columns.
    package func row(_ row: Int) -> [Value] { columns.map { $0.value(at: row) } }

    /// Adds the rows of a batch with the same columns.
    package mutating func append(_ other: ColumnBatch) {
        for index in columns.indices where index < other.columns.count { columns[index].append(other.columns[index]) }
    }
}

extension Column {
    /// Adds the values of a column of the same type.
    mutating func append(_ other: Column) {
        if valid != nil || other.valid != nil {
            valid = (valid ?? Array(repeating: true, count: count)) + (other.valid ?? Array(repeating: true, count: other.count))
        }
        switch (storage, other.storage) {
        case (.bool(var left), .bool(let right)):
            storage = .bool([])
            left += right
            storage = .bool(left)
        case (.int16(var left), .int16(let right)):
            storage = .int16([])
            left += right
            storage = .int16(left)
        case (.int32(var left), .int32(let right)):
            storage = .int32([])
            left += right
            storage = .int32(left)
        case (.int64(var left), .int64(let right)):
            storage = .int64([])
            left += right
            storage = .int64(left)
        case (.double(var left), .double(let right)):
            storage = .double([])
            left += right
            storage = .double(left)
        case (.text(var left), .text(let right)):
            storage = .text([])
            left += right
            storage = .text(left)
        case (.day(var left), .day(let right)):
            storage = .day([])
            left += right
            storage = .day(left)
        case (.instant(var left), .instant(let right)):
            storage = .instant([])
            left += right
            storage = .instant(left)
        default:
            preconditionFailure("column \(name) changed its type between batches")
        }
    }
}
