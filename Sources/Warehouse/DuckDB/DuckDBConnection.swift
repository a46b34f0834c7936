import CDuckDB
import Foundation

/// One DuckDB connection. It is confined to its ``SerialConnection``'s thread; only ``interrupt()`` may be called from elsewhere.
final class DuckDBConnection: PooledConnection, TableConnection {
    let dialect: any SQLDialect = DuckDBDialect()
    let raw: duckdb_connection
    /// Whether tables are views over the files of a lake.
    private let readsLake: Bool
    /// Whether what runs now may only read: then rows are answered to questions alone, since `COPY … TO`, `CALL` and `SET` do their work in a
    /// read-only transaction as well.
    var onlyReads = false

    init(database: duckdb_database, readsLake: Bool = false) throws {
        self.readsLake = readsLake
        var connection: duckdb_connection?
        guard duckdb_connect(database, &connection) == DuckDBSuccess, let connection else {
            duckdb_disconnect(&connection)
            throw WarehouseError(code: "connect", message: "DuckDB gave no connection.", fault: .system)
        }
        raw = connection
    }

    deinit {
        var connection: duckdb_connection? = raw
        duckdb_disconnect(&connection)
    }

    func interrupt() { duckdb_interrupt(raw) }

    func stream(_ statement: Statement, _ body: (ColumnBatch) throws -> Void) throws {
        let rendered = try RenderedSQL(statement.text, dialect: dialect)
        let prepared = try prepare(rendered, statement, readable: true)
        var result = ResultHandle()
        try run(prepared, sql: statement.text, streaming: true, into: &result)
        let reader = ChunkReader(result: &result)
        var isEmpty = true
        while true {
            let chunk = ChunkHandle(raw: duckdb_fetch_chunk(result.raw))
            guard let raw = chunk.raw else { break }
            let batch = try reader.read(raw)
            if batch.rowCount == 0 { break }
            isEmpty = false
            try body(batch)
        }
        if let message = duckdb_result_error(&result.raw) {
            throw failure(String(cString: message), sql: statement.text)
        }
        // Who asks for rows learns at least which columns they would have.
        if isEmpty { try body(reader.empty) }
    }

    @discardableResult
    func execute(_ statement: Statement) throws -> Int {
        let rendered = try RenderedSQL(statement.text, dialect: dialect)
        let prepared = try prepare(rendered, statement, readable: false)
        var result = ResultHandle()
        try run(prepared, sql: statement.text, streaming: false, into: &result)
        return Int(clamping: duckdb_rows_changed(&result.raw))
    }

    func append(_ batches: [ColumnBatch], to table: String) throws {
        if readsLake { throw WarehouseError.readOnlyLake }
        try ChunkAppender.append(batches, to: table, connection: raw)
    }

    func load(_ table: String, parts: Int, _ part: @escaping @Sendable (Int) -> ColumnBatch) throws {
        if readsLake { throw WarehouseError.readOnlyLake }
        guard parts > 0 else { return }
        let source = PartSource(parts: parts, part)
        defer { source.finish() }
        let function = try source.register(on: self)
        let names = source.columns.map(\.name).joined(separator: ", ")
        // Rows may land in any order, so that threads need not wait for one another.
        try runPlain("SET preserve_insertion_order = false")
        defer { try? runPlain("RESET preserve_insertion_order") }
        try runPlain("INSERT INTO \(table) (\(names)) SELECT \(names) FROM \(function)()")
    }

    /// Nothing: tables have no partitions here.
    func makeRoom(in table: String, for days: ClosedRange<Int32>) throws {}

    /// Runs text as it is, without macros or parameters: for transactions and settings.
    func runPlain(_ sql: String) throws {
        var result = ResultHandle()
        guard duckdb_query(raw, sql, &result.raw) == DuckDBSuccess else {
            throw failure(duckdb_result_error(&result.raw).map { String(cString: $0) } ?? "unknown cause", sql: sql)
        }
    }

    private func prepare(_ rendered: RenderedSQL, _ statement: Statement, readable: Bool) throws -> PreparedHandle {
        let prepared = try prepare(rendered.text)
        if readable, onlyReads { try checkReads(prepared, rendered.text) }
        if readable, let casted = castedText(of: prepared, rendered.text) {
            let second = try prepare(casted)
            try bind(second, rendered, statement)
            return second
        }
        try bind(prepared, rendered, statement)
        return prepared
    }

    private func prepare(_ sql: String) throws -> PreparedHandle {
        var prepared = PreparedHandle(raw: nil)
        guard duckdb_prepare(raw, sql, &prepared.raw) == DuckDBSuccess else {
            throw failure(duckdb_prepare_error(prepared.raw).map { String(cString: $0) } ?? "unknown cause", sql: sql)
        }
        return prepared
    }

    /// - Throws: ``WarehouseError`` `read-only` where DuckDB has understood something else than a question.
    private func checkReads(_ prepared: borrowing PreparedHandle, _ sql: String) throws {
        switch duckdb_prepared_statement_type(prepared.raw) {
        case DUCKDB_STATEMENT_TYPE_SELECT, DUCKDB_STATEMENT_TYPE_RELATION: return
        case DUCKDB_STATEMENT_TYPE_EXPLAIN:
            // `EXPLAIN ANALYZE` runs what it explains.
            let inner = try prepare(try ReadOnlySQL.check(sql))
            if duckdb_prepared_statement_type(inner.raw) == DUCKDB_STATEMENT_TYPE_SELECT { return }
        default: break
        }
        throw WarehouseError(
            code: "read-only", message: "The statement does more than read. Ask a question that begins with SELECT.",
            fault: .usage, sql: sql)
    }

    /// The text wrapped so that columns of types which Swift does not read come as text; nil where there are none.
    private func castedText(of prepared: borrowing PreparedHandle, _ sql: String) -> String? {
        let count = duckdb_prepared_statement_column_count(prepared.raw)
        guard count > 0, duckdb_prepared_statement_type(prepared.raw) == DUCKDB_STATEMENT_TYPE_SELECT else {
            return nil
        }
        var columns: [String] = []
        var needed = false
        for index in 0..<count {
            let readable = ChunkReader.reads(duckdb_prepared_statement_column_type(prepared.raw, index))
            let name =
                duckdb_prepared_statement_column_name(prepared.raw, index).map { pointer in
                    defer { duckdb_free(UnsafeMutableRawPointer(mutating: pointer)) }
                    return String(cString: pointer).replacingOccurrences(of: "\"", with: "\"\"")
                } ?? "column\(index)"
            columns.append(readable ? "c\(index) AS \"\(name)\"" : "CAST(c\(index) AS VARCHAR) AS \"\(name)\"")
            needed = needed || !readable
        }
        guard needed else { return nil }
        let aliases = (0..<count).map { "c\($0)" }.joined(separator: ", ")
        return "SELECT \(columns.joined(separator: ", ")) FROM (\(sql.withoutEnd)\n) AS answer(\(aliases))"
    }

    private func bind(_ prepared: borrowing PreparedHandle, _ rendered: RenderedSQL, _ statement: Statement) throws {
        for (index, name) in rendered.parameters.enumerated() {
            guard let value = statement.parameters[name] else {
                throw WarehouseError.missingParameter(name, sql: statement.text)
            }
            let position = idx_t(index + 1)
            let state =
                switch value {
                case .null: duckdb_bind_null(prepared.raw, position)
                case .bool(let value): duckdb_bind_boolean(prepared.raw, position, value)
                case .integer(let value): duckdb_bind_int64(prepared.raw, position, value)
                case .double(let value): duckdb_bind_double(prepared.raw, position, value)
                case .text(let value):
                    duckdb_bind_varchar_length(prepared.raw, position, value, idx_t(value.utf8.count))
                case .day(let value): duckdb_bind_date(prepared.raw, position, duckdb_date(days: value))
                case .instant(let value): duckdb_bind_timestamp(prepared.raw, position, duckdb_timestamp(micros: value))
                }
            guard state == DuckDBSuccess else {
                throw WarehouseError(
                    code: "parameter", message: "The value for :\(name) does not fit the statement.", fault: .usage,
                    sql: statement.text)
            }
        }
    }

    private func run(
        _ prepared: borrowing PreparedHandle, sql: String, streaming: Bool, into result: inout ResultHandle
    ) throws {
        let state =
            streaming
            ? duckdb_execute_prepared_streaming(prepared.raw, &result.raw)
            : duckdb_execute_prepared(prepared.raw, &result.raw)
        guard state == DuckDBSuccess else {
            throw failure(duckdb_result_error(&result.raw).map { String(cString: $0) } ?? "unknown cause", sql: sql)
        }
    }

    private func failure(_ cause: String, sql: String) -> WarehouseError {
        if cause.contains("INTERRUPT") { return .interrupted }
        if readsLake, cause.contains("Can only") { return .readOnlyLake }
        return .statement(cause, sql: sql)
    }
}
