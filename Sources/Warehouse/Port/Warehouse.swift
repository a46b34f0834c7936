package import Listening

/// A store that runs parameterised SQL text and answers in columnar batches.
///
/// Reads run side by side, each on a connection of its own. Writes run one at a time, each in one transaction: if the body throws, or the
/// process dies, nothing of it remains. Bodies run on a thread of their own, never on the cooperative pool, and may block. Cancelling the
/// calling task interrupts the running query.
package protocol Warehouse: AnyObject, Sendable {
    /// How this engine spells what engines spell differently.
    var dialect: any SQLDialect { get }

    /// Runs `body` with a connection that only reads.
    func read<Answer: Sendable>(_ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer) async throws
        -> Answer

    /// Runs `body` as ``read(_:)`` does, on connections that are kept for short questions: it does not wait for long ones.
    func readPromptly<Answer: Sendable>(_ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer)
        async throws -> Answer

    /// Runs `body` in a transaction of its own and commits it.
    func write<Answer: Sendable>(_ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer) async throws
        -> Answer

    /// Writes the rows of a statement to files and answers how many there were. A Parquet layout is a folder, with one partition for each
    /// value of a column of the statement, which the files keep as well.
    func copy(_ statement: Statement, to path: String, layout: PlaysExport.Layout, partitionedBy column: String)
        async throws -> Int

    /// Writes the rows of a statement, in its order, to Parquet files in a folder that exists; a further file is begun where one grows beyond
    /// ``FileWriter/fileBytes``. Answers how many rows there were.
    func writeParquet(_ statement: Statement, to folder: String) async throws -> Int

    /// Writes what is still in memory to disk and gives memory back where it can.
    func settle() async throws

    /// Closes the warehouse. Afterwards every call throws `warehouse.closed`.
    func close() async
}

/// One connection, confined to the thread that runs the body it was handed to.
package protocol WarehouseConnection: AnyObject {
    var dialect: any SQLDialect { get }

    /// Runs a statement and hands its rows over in batches, in order, as the engine produces them. Without rows there is one
    /// empty batch that names the columns.
    func stream(_ statement: Statement, _ body: (ColumnBatch) throws -> Void) throws

    /// Runs a statement and answers how many rows it changed.
    @discardableResult
    func execute(_ statement: Statement) throws -> Int

    /// Appends rows to a table. The batch's columns are matched by name; columns that it lacks become NULL.
    func append(_ batches: [ColumnBatch], to table: String) throws

    /// Makes room for rows of some days (since 1970-01-01) before a statement inserts them. Appending and loading do so by themselves.
    func makeRoom(in table: String, for days: ClosedRange<Int32>) throws

    /// Makes a table of a statement's rows that lasts as long as the connection, in place of one of that name.
    func stage(_ table: String, _ rows: Statement) throws

    /// Removes a table that ``stage(_:_:)`` made, if it is there.
    func unstage(_ table: String) throws

    /// Whether a table of that name is kept, with exactly these columns in this order.
    func keeps(_ table: SnapshotTable) throws -> Bool

    /// Keeps the rows of a statement in place of those of a day. A table of that name with other columns is given up.
    func keep(_ rows: Statement, in table: SnapshotTable, day: CalendarDay) throws

    /// Loads a large table part by part. `part` is called once for each index, on several threads at a time; every part has the same columns,
    /// and the order in which parts land is not told.
    func load(_ table: String, parts: Int, _ part: @escaping @Sendable (Int) -> ColumnBatch) throws
}

extension WarehouseConnection {
    /// Runs a statement and answers all of its rows.
    package func query(_ statement: Statement) throws -> ColumnBatch {
        var all: ColumnBatch?
        try stream(statement) { batch in
            if all == nil { all = batch } else { try all?.append(batch) }
        }
        return all ?? ColumnBatch(columns: [])
    }

    /// Appends one batch.
    package func append(_ batch: ColumnBatch, to table: String) throws { try append([batch], to: table) }

    /// The single whole number that a statement answers, or nil where it answers no row or NULL.
    package func integer(_ statement: Statement) throws -> Int64? {
        let rows = try query(statement)
        guard rows.rowCount > 0, let column = rows.columns.first else { return nil }
        return column.value(at: 0).integer
    }
}
