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

    /// Adds the rows of a batch with the same columns. Numbers of different types become the type that holds both.
    /// - Throws: ``WarehouseError`` `columns` where a column is of another kind, such as text after numbers.
    package mutating func append(_ other: ColumnBatch) throws(WarehouseError) {
        for index in columns.indices where index < other.columns.count {
            try columns[index].append(other.columns[index])
        }
    }
}

extension Column {
    /// Adds the values of a column.
    mutating func append(_ other: Column) throws(WarehouseError) {
        let (count, added) = (count, other.count)
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
            if let left = storage.integers, let right = other.storage.integers {
                storage = .int64(left + right)
            } else if let left = storage.doubles, let right = other.storage.doubles {
                storage = .double(left + right)
            } else if let left = storage.texts, let right = other.storage.texts {
                storage = .text(left + right)
            } else {
                throw WarehouseError(
                    code: "columns",
                    message: "Column \(name) holds values of different kinds. Cast it to one type in the statement.",
                    fault: .usage)
            }
        }
        if valid != nil || other.valid != nil {
            valid =
                (valid ?? Array(repeating: true, count: count)) + (other.valid ?? Array(repeating: true, count: added))
        }
    }
}

extension Column.Storage {
    fileprivate var integers: [Int64]? {
        switch self {
        case .int16(let values): values.map(Int64.init)
        case .int32(let values): values.map(Int64.init)
        case .int64(let values): values
        default: nil
        }
    }

    fileprivate var doubles: [Double]? {
        if case .double(let values) = self { values } else { integers.map { $0.map(Double.init) } }
    }

    fileprivate var texts: [String]? {
        switch self {
        case .text(let values): values
        case .category(let codes, let values): codes.map { values[Int($0)] }
        default: nil
        }
    }
}
