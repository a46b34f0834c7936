#if Spark
import Listening
import Synchronization
import Warehouse

/// The session on a Spark Connect server, as one lane uses it. Tables are those of the lake; only what is derived from them can be kept.
final class SparkConnection: PooledConnection {
    let dialect: any SQLDialect = SparkDialect()
    private let client: SparkClient
    private let views: LakeViews
    private let progress: (@Sendable (SparkProgress) -> Void)?
    private let running = Mutex<(operation: SparkOperation, task: Task<Void, Never>)?>(nil)

    init(_ client: SparkClient, _ views: LakeViews, progress: (@Sendable (SparkProgress) -> Void)?) {
        self.client = client
        self.views = views
        self.progress = progress
    }

    func interrupt() {
        running.withLock { running in
            guard let running else { return }
            running.operation.stop()
            client.interrupt(running.operation)
            running.task.cancel()
        }
    }

    func stream(_ statement: Statement, _ body: (ColumnBatch) throws -> Void) throws {
        try run(try SparkSQL.render(statement), isQuery: true, body)
    }

    /// The server's version.
    func version() throws -> String {
        try query(Statement("SELECT version() AS version")).value("version", at: 0).description
    }

    /// Runs a command. Spark does not tell how many rows it changed.
    @discardableResult
    func execute(_ statement: Statement) throws -> Int {
        try run(try SparkSQL.render(statement), isQuery: false) { _ in }
        return 0
    }

    /// Runs a command that is Spark's own text.
    func command(_ sql: String) throws { try run(sql, isQuery: false) { _ in } }

    func stage(_ table: String, _ rows: Statement) throws {
        let folder = "\(views.uri)/_scratch/\(client.session)/\(table)"
        try write(try SparkSQL.render(rows), to: folder)
        try command(views.view(table, over: folder))
    }

    func unstage(_ table: String) throws {
        try command("DROP VIEW IF EXISTS \(table)")
    }

    func keeps(_ table: SnapshotTable) throws -> Bool {
        let found: ColumnBatch
        do {
            found = try query(Statement("SELECT * FROM parquet.`\(folder(table))` WHERE FALSE"))
        } catch let error as WarehouseError where error.code == "warehouse.lake-damaged" {
            // Nothing lies there yet; Sail says so by answering no columns.
            return false
        }
        guard Set(found.names) == Set(table.columns) else { return false }
        // Some servers read the day, which stands in the names of folders, as text.
        let columns = table.columns.map { $0 == table.day ? "CAST(\($0) AS DATE) AS \($0)" : $0 }
        try command(views.view(table.name, over: folder(table), columns: columns.joined(separator: ", ")))
        return true
    }

    func keep(_ rows: Statement, in table: SnapshotTable, day: CalendarDay) throws {
        let others = table.columns.filter { $0 != table.day }.joined(separator: ", ")
        let text = try SparkSQL.render(Statement("SELECT \(others) FROM (\(rows.text)) AS kept", rows.parameters))
        try write(text, to: "\(folder(table))/\(table.day)=\(day)")
        guard try keeps(table) else {
            throw WarehouseError(
                code: "lake", message: "\(table.name) was written to \(views.uri), and cannot be read there.",
                fault: .system)
        }
    }

    /// Tables with other columns lie in other folders, so that what an older program kept is in nobody's way. FNV-1a tells them apart.
    private func folder(_ table: SnapshotTable) -> String {
        let hash = FNV1a(table.columns.joined(separator: ",").utf8)
        return "\(views.uri)/_derived/\(table.name)-\(String(hash.value, radix: 16))"
    }

    private func write(_ query: String, to folder: String) throws {
        try command("INSERT OVERWRITE DIRECTORY \(LakeViews.quoted(folder)) USING parquet \(query)")
    }

    func append(_ batches: [ColumnBatch], to table: String) throws { throw WarehouseError.readOnlyLake }
    func makeRoom(in table: String, for days: ClosedRange<Int32>) throws { throw WarehouseError.readOnlyLake }
    func load(_ table: String, parts: Int, _ part: @escaping @Sendable (Int) -> ColumnBatch) throws {
        throw WarehouseError.readOnlyLake
    }

    /// Runs a statement and hands over its rows on the calling thread.
    private func run(_ sql: String, isQuery: Bool, _ body: (ColumnBatch) throws -> Void) throws {
        let operation = SparkOperation()
        let handover = BoundedChannel<[UInt8]>(capacity: 4)
        let task = Task { [client, progress] in
            do {
                try await client.run(sql, isQuery: isQuery, operation: operation) { message in
                    switch message {
                    case .rows(let bytes): try await handover.put(bytes)
                    case .progress(let state): progress?(state)
                    }
                }
                handover.finish(.success(()))
            } catch {
                handover.finish(.failure(error))
            }
        }
        running.withLock { $0 = (operation, task) }
        defer { running.withLock { $0 = nil } }
        do {
            var stream = ArrowStream()
            while let bytes = try handover.next() {
                // What a command answers is of no interest, and need not be of a kind that is read here.
                for batch in isQuery ? try stream.read(bytes) : [] { try body(batch) }
            }
            // Who asks for rows learns at least which columns they would have.
            if isQuery, let empty = stream.empty { try body(empty) }
        } catch {
            handover.giveUp()
            client.interrupt(operation)
            task.cancel()
            throw operation.isStopped ? WarehouseError.interrupted : error
        }
    }
}
#endif
