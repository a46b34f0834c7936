import CPostgres

/// A table into which rows are copied.
struct CopyTarget {
    let table: String
    let statement: String
    let encoder: CopyEncoder

    init(table: String, columns: [String], _ connection: PostgresConnection) throws {
        let list = columns.joined(separator: ", ")
        let found = try connection.types(of: "SELECT \(list) FROM \(table) LIMIT 0")
        self.table = table
        statement = "COPY \(table) (\(list)) FROM STDIN (FORMAT binary)"
        encoder = CopyEncoder(
            types: try found.map { column in
                guard let type = PostgresType(rawValue: column.type) else {
                    throw WarehouseError(
                        code: "load", message: "Column \(column.name) of \(table) has a type that rows cannot be copied into.",
                        fault: .system)
                }
                return type
            })
    }

    /// Makes the partitions that a batch needs.
    func makeRoom(for batch: ColumnBatch, _ connection: PostgresConnection) throws {
        guard let days = batch.column("local_date").flatMap(Self.days) else { return }
        try connection.makeRoom(in: table, for: days)
    }

    /// The first and the last day of a column of days.
    @Sendable static func days(_ column: Column) -> ClosedRange<Int32>? {
        guard case .day(let days) = column.storage, let first = days.min(), let last = days.max() else { return nil }
        return first...last
    }
}
