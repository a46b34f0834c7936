import CPostgres
import Synchronization

/// One connection to a PostgreSQL server. It is confined to its ``SerialConnection``'s thread; only ``interrupt()`` may be called from elsewhere.
final class PostgresConnection: PooledConnection, TableConnection {
    let dialect: any SQLDialect = PostgresDialect()
    let endpoint: PostgresEndpoint
    private var raw: OpaquePointer
    private let canceller = Canceller()
    /// Statements that change rows, by their text and types, under the names by which the server knows them.
    private var prepared: [String: String] = [:]
    private static let mostPrepared = 200
    /// Rows copied in since the planner was last told of them.
    private var unseenRows = 0
    /// From so many on, the planner is told at once; of fewer, the server's own housekeeping tells it in time.
    private static let manyRows = 50_000

    init(_ endpoint: PostgresEndpoint) throws {
        self.endpoint = endpoint
        raw = try endpoint.connect()
        try greet()
    }

    deinit { PQfinish(raw) }

    func interrupt() { canceller.cancel() }

    /// Makes sure that the server is still there, before a transaction begins; connects again where it is not, with growing pauses.
    func revive() throws {
        if PQstatus(raw) == CONNECTION_OK, (try? runPlain("SELECT 1")) != nil { return }
        let replacement = try endpoint.reconnect()
        PQfinish(raw)
        raw = replacement
        prepared = [:]
        try greet()
    }

    /// Sets what a session needs. Questions here aggregate over whole months, and the planner cannot tell how many rows a condition on an
    /// aggregate leaves; believing in one row, it would loop over millions. So it joins by hash or merge wherever it can.
    private func greet() throws {
        canceller.replace(PQgetCancel(raw))
        try runPlain(
            """
            SET search_path TO \(PostgresWarehouse.schema), public; SET TimeZone TO 'UTC'; SET plan_cache_mode TO force_custom_plan; SET jit TO off; SET enable_nestloop TO off;
            SET client_min_messages TO warning
            """)
    }

    func stream(_ statement: Statement, _ body: (ColumnBatch) throws -> Void) throws {
        let rendered = try RenderedSQL(statement.text, dialect: dialect)
        let parameters = try StatementParameters(rendered, statement)
        try prepare(rendered.text, parameters, as: "", sql: statement.text)
        if let casted = try castedText(rendered.text, sql: statement.text) {
            try prepare(casted, parameters, as: "", sql: statement.text)
        }
        let sent = parameters.withPointers { PQsendQueryPrepared(raw, "", Int32($0.count), $0, $1, $2, 1) }
        guard sent == 1, PQsetSingleRowMode(raw) == 1 else { throw failure(nil, sql: statement.text) }
        var reader: ResultReader?
        do {
            while let result = PQgetResult(raw) {
                defer { PQclear(result) }
                switch PQresultStatus(result) {
                case PGRES_SINGLE_TUPLE, PGRES_TUPLES_OK:
                    if reader == nil { reader = ResultReader(result) }
                    try reader?.add(result)
                    if reader?.isBatch == true, let batch = reader?.take() { try body(batch) }
                case PGRES_COMMAND_OK: break
                default: throw failure(result, sql: statement.text)
                }
            }
            if let last = reader?.take(), last.rowCount > 0 || !last.columns.isEmpty { try body(last) }
        } catch {
            // Where the statement itself failed there is nothing left to stop, and a cancellation could hit the next one.
            if PQtransactionStatus(raw) == PQTRANS_ACTIVE { canceller.cancel() }
            drain()
            throw error
        }
    }

    @discardableResult
    func execute(_ statement: Statement) throws -> Int {
        let rendered = try RenderedSQL(statement.text, dialect: dialect)
        let parameters = try StatementParameters(rendered, statement)
        let name = try keep(rendered.text, parameters, sql: statement.text)
        let result = parameters.withPointers { PQexecPrepared(raw, name, Int32($0.count), $0, $1, $2, 1) }
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
            throw failure(result, sql: statement.text)
        }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    func append(_ batches: [ColumnBatch], to table: String) throws {
        guard let first = batches.first(where: { $0.rowCount > 0 }) else { return }
        let target = try CopyTarget(table: table, columns: first.names, self)
        for batch in batches where batch.rowCount > 0 {
            for piece in try target.pieces(batch) {
                if let partition = piece.partition { try makeRoom(for: partition) }
                try copy(piece, into: target)
            }
        }
    }

    func load(_ table: String, parts: Int, _ part: @escaping @Sendable (Int) -> ColumnBatch) throws {
        guard parts > 0 else { return }
        let first = part(0)
        let target = try CopyTarget(table: table, columns: first.names, self)
        let source = EncodedParts(parts) { try target.pieces($0 == 0 ? first : part($0)) }
        defer { source.stop() }
        // A new month is filled before it gets its keys and indexes, which are then built in one go, with room to sort in memory.
        try runPlain("SET LOCAL maintenance_work_mem TO '256MB'")
        var known: Set<MonthPartition> = [], new: [MonthPartition] = []
        while let pieces = try source.next() {
            for piece in pieces {
                if let partition = piece.partition, known.insert(partition).inserted, try !exists(partition) {
                    try runPlain(partition.standalone)
                    new.append(partition)
                }
                try copy(piece, into: target, isNew: piece.partition.map(new.contains) ?? false)
            }
        }
        for partition in new.sorted(by: { $0.month < $1.month }) { try runPlain(partition.attachment) }
    }

    func makeRoom(in table: String, for days: ClosedRange<Int32>) throws {
        guard MonthPartition.tables.contains(table) else { return }
        for partition in MonthPartition.covering(days, of: table) { try makeRoom(for: partition) }
    }

    private func makeRoom(for partition: MonthPartition) throws {
        guard try !exists(partition) else { return }
        try runPlain(partition.standalone)
        try runPlain(partition.attachment)
    }

    private func exists(_ partition: MonthPartition) throws -> Bool {
        try query(Statement("SELECT to_regclass(:name) IS NOT NULL AS found", ["name": .text(partition.name)])).value(
            "found", at: 0)
            == .bool(true)
    }

    /// Tells the planner what the tables hold now, where a load has changed much. To be called after a commit.
    func tellPlanner() {
        guard unseenRows >= Self.manyRows else { return }
        // Not being told is slow and not wrong.
        if (try? runPlain("SET default_statistics_target TO 50; ANALYZE; RESET default_statistics_target")) != nil {
            unseenRows = 0
        }
    }

    /// Runs text as it is, without macros or parameters: for transactions and settings.
    func runPlain(_ sql: String) throws {
        let result = PQexec(raw, sql)
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return
        default: throw failure(result, sql: sql)
        }
    }

    /// The types of the columns that a statement answers.
    func types(of sql: String) throws -> [(name: String, type: Oid)] {
        try prepare(sql, nil, as: "", sql: sql)
        let result = PQdescribePrepared(raw, "")
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw failure(result, sql: sql) }
        return (0..<PQnfields(result)).map { (String(cString: PQfname(result, $0)), PQftype(result, $0)) }
    }

    // MARK: - Copying

    private func copy(_ piece: EncodedPiece, into target: CopyTarget, isNew: Bool = false) throws {
        let statement = target.statement(into: piece.partition, isNew: isNew)
        let start = PQexec(raw, statement)
        let status = PQresultStatus(start)
        defer { PQclear(start) }
        guard status == PGRES_COPY_IN else { throw failure(start, sql: statement) }
        for bytes in [CopyEncoder.header[...], piece.bytes[...], CopyEncoder.trailer[...]] {
            try put(bytes, sql: statement)
        }
        guard PQputCopyEnd(raw, nil) == 1 else { throw failure(nil, sql: statement) }
        let end = PQgetResult(raw)
        defer { PQclear(end) }
        let isDone = PQresultStatus(end) == PGRES_COMMAND_OK
        if isDone { unseenRows += piece.rows }
        let error = isDone ? nil : failure(end, sql: statement)
        drain()
        if let error { throw error }
    }

    /// Hands bytes to the server, at most a megabyte at a time.
    private func put(_ bytes: ArraySlice<UInt8>, sql: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let length = min(1 << 20, buffer.count - offset)
                let base = buffer.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) }
                guard PQputCopyData(raw, base, Int32(length)) == 1 else { throw failure(nil, sql: sql) }
                offset += length
            }
        }
    }

    // MARK: - Preparing

    private func prepare(_ text: String, _ parameters: StatementParameters?, as name: String, sql: String) throws {
        let types = parameters?.types ?? []
        let result = PQprepare(raw, name, text, Int32(types.count), types)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw failure(result, sql: sql) }
    }

    /// Prepares a statement for good where it will come again, and under no name otherwise.
    private func keep(_ text: String, _ parameters: StatementParameters, sql: String) throws -> String {
        guard text.hasPrefix("INSERT"), !parameters.types.isEmpty else {
            try prepare(text, parameters, as: "", sql: sql)
            return ""
        }
        let key = text + parameters.types.map { ",\($0)" }.joined()
        if let name = prepared[key] { return name }
        if prepared.count >= Self.mostPrepared {
            try runPlain("DEALLOCATE ALL")
            prepared = [:]
        }
        let name = "segue_\(prepared.count)"
        try prepare(text, parameters, as: name, sql: sql)
        prepared[key] = name
        return name
    }

    /// The statement with the columns that cannot be read directly as text; nil where there are none.
    private func castedText(_ text: String, sql: String) throws -> String? {
        let result = PQdescribePrepared(raw, "")
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw failure(result, sql: sql) }
        let fields = 0..<PQnfields(result)
        guard fields.contains(where: { PostgresType(rawValue: PQftype(result, $0)) == nil }) else { return nil }
        let start = text.drop { $0.isWhitespace }.prefix(6).uppercased()
        guard start == "SELECT" || start.hasPrefix("WITH") else { return nil }
        let columns = fields.map { field in
            let name = String(cString: PQfname(result, field)).replacing("\"", with: "\"\"")
            return PostgresType(rawValue: PQftype(result, field)) == nil
                ? "CAST(c\(field) AS TEXT) AS \"\(name)\"" : "c\(field) AS \"\(name)\""
        }
        return
            "SELECT \(columns.joined(separator: ", ")) FROM (\(text.withoutEnd)\n) AS answer(\(fields.map { "c\($0)" }.joined(separator: ", ")))"
    }

    private func drain() {
        while let result = PQgetResult(raw) { PQclear(result) }
    }

    private func failure(_ result: OpaquePointer?, sql: String) -> WarehouseError {
        let state =
            result.flatMap { PQresultErrorField($0, Int32(UInt8(ascii: "C"))) }.map { String(cString: $0) } ?? ""
        let message = result.flatMap { PQresultErrorField($0, Int32(UInt8(ascii: "M"))) }.map { String(cString: $0) }
        return PostgresFailure(
            state: state, cause: message ?? String(cString: PQerrorMessage(raw)),
            isConnected: PQstatus(raw) == CONNECTION_OK,
            endpoint: endpoint
        )
        .error(sql: sql)
    }
}

/// Asks the server to stop what a connection is doing.
///
/// `@unchecked Sendable` is sound because `PQcancel` may be called from any thread, and the handle is replaced under the lock.
private final class Canceller: @unchecked Sendable {
    private let handle = Mutex<UInt?>(nil)

    deinit { free() }

    func replace(_ new: OpaquePointer?) {
        free()
        handle.withLock { $0 = new.map { UInt(bitPattern: $0) } }
    }

    func cancel() {
        handle.withLock { handle in
            guard let handle, let pointer = OpaquePointer(bitPattern: handle) else { return }
            var message = [CChar](repeating: 0, count: 256)
            PQcancel(pointer, &message, 256)
        }
    }

    private func free() {
        handle.withLock { handle in
            if let handle, let pointer = OpaquePointer(bitPattern: handle) { PQfreeCancel(pointer) }
            handle = nil
        }
    }
}
