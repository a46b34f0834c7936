import CPostgres

/// A table into which rows are copied.
struct CopyTarget {
    let table: String
    let encoder: CopyEncoder
    private let list: String

    init(table: String, columns: [String], _ connection: PostgresConnection) throws {
        list = columns.joined(separator: ", ")
        self.table = table
        encoder = CopyEncoder(
            types: try connection.types(of: "SELECT \(list) FROM \(table) LIMIT 0").map { column in
                guard let type = PostgresType(rawValue: column.type) else {
                    throw WarehouseError(
                        code: "load",
                        message: "Column \(column.name) of \(table) has a type that rows cannot be copied into.",
                        fault: .system)
                }
                return type
            })
    }

    /// The statement that copies rows into the table, or into one of its partitions. What this transaction made nobody else can see, so its
    /// rows need no marks of when they came to be.
    func statement(into partition: MonthPartition?, isNew: Bool) -> String {
        "COPY \(partition?.name ?? table) (\(list)) FROM STDIN (FORMAT binary\(isNew ? ", FREEZE" : ""))"
    }

    /// Encodes a batch; where its table is partitioned, the rows of each month by themselves.
    func pieces(_ batch: ColumnBatch) throws -> [EncodedPiece] {
        guard let days = days(batch) else {
            return [
                EncodedPiece(
                    partition: nil, rows: batch.rowCount, bytes: try encoder.encode(batch, rows: 0..<batch.rowCount))
            ]
        }
        var rows: [MonthPartition: [Int]] = [:]
        var last: (day: Int32, partition: MonthPartition)?
        for (row, day) in days.enumerated() {
            if last?.day != day { last = (day, MonthPartition(of: table, day: day)) }
            if let partition = last?.partition { rows[partition, default: []].append(row) }
        }
        return try rows.sorted { $0.key.month < $1.key.month }.map {
            EncodedPiece(partition: $0, rows: $1.count, bytes: try encoder.encode(batch, rows: $1))
        }
    }

    private func days(_ batch: ColumnBatch) -> [Int32]? {
        guard MonthPartition.tables.contains(table), case .day(let days)? = batch.column(MonthPartition.column)?.storage
        else { return nil }
        return days
    }
}

/// Encoded rows, and where they go.
struct EncodedPiece: Sendable {
    /// The month's partition; nil where the table has none.
    let partition: MonthPartition?
    let rows: Int
    let bytes: [UInt8]
}
