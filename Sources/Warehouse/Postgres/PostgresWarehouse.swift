import Synchronization

/// The warehouse in a PostgreSQL database, in a schema of its own.
package final class PostgresWarehouse: RemoteWarehouse {
    /// The schema that holds every table.
    static let schema = "segue"
    /// The number of the advisory lock that a write holds: writers of all processes take turns, so that keys are given out once.
    private static let lock = 7_365_677

    package let dialect: any SQLDialect = PostgresDialect()
    package let endpoint: PostgresEndpoint
    private let core: Mutex<Core?>

    private final class Core: Sendable {
        let readers: ConnectionPool<PostgresConnection>
        let prompt: ConnectionPool<PostgresConnection>
        let writer: SerialConnection<PostgresConnection>

        init(_ endpoint: PostgresEndpoint) throws {
            writer = SerialConnection("postgres-writer", try PostgresConnection(endpoint))
            readers = ConnectionPool(limit: 4) {
                SerialConnection("postgres-reader-\($0)", try PostgresConnection(endpoint))
            }
            prompt = ConnectionPool(limit: 2) {
                SerialConnection("postgres-prompt-\($0)", try PostgresConnection(endpoint))
            }
        }
    }

    /// Connects, and brings the schema up to date.
    /// - Throws: ``WarehouseError`` `connect` where there is no connection, `old-server`, `rights`, or `newer-schema` where a newer program wrote it.
    package static func open(_ endpoint: PostgresEndpoint) async throws -> PostgresWarehouse {
        let warehouse = try PostgresWarehouse(endpoint)
        do {
            try await warehouse.write { connection in
                let found = try connection.query(
                    Statement("SELECT to_regnamespace(:name) IS NOT NULL AS found", ["name": .text(schema)]))
                if found.value("found", at: 0) != .bool(true) {
                    try connection.execute(Statement("CREATE SCHEMA \(schema)"))
                }
            }
            try await Migrator.migrate(warehouse)
        } catch {
            await warehouse.close()
            throw error
        }
        return warehouse
    }

    private init(_ endpoint: PostgresEndpoint) throws {
        self.endpoint = endpoint
        core = Mutex(try Core(endpoint))
    }

    package func read<Answer: Sendable>(_ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer)
        async throws -> Answer
    {
        try await Self.read(opened().readers, body)
    }

    package func readPromptly<Answer: Sendable>(_ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer)
        async throws -> Answer
    {
        try await Self.read(opened().prompt, body)
    }

    private static func read<Answer: Sendable>(
        _ lanes: ConnectionPool<PostgresConnection>,
        _ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer
    ) async throws -> Answer {
        try await lanes.perform { connection in
            try connection.revive()
            try connection.runPlain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            defer { try? connection.runPlain("ROLLBACK") }
            return try body(connection)
        }
    }

    package func write<Answer: Sendable>(_ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer)
        async throws -> Answer
    {
        try await opened().writer.perform { connection in
            try connection.revive()
            try connection.runPlain("BEGIN")
            do {
                try connection.runPlain("SELECT pg_advisory_xact_lock(\(Self.lock))")
                let answer = try body(connection)
                try connection.runPlain("COMMIT")
                connection.tellPlanner()
                return answer
            } catch {
                try? connection.runPlain("ROLLBACK")
                throw error
            }
        }
    }

    /// Nothing: the server keeps its own memory and disk.
    package func settle() async throws {}

    package func close() async {
        let last = core.withLock { core in
            defer { core = nil }
            return core
        }
        await last?.readers.closeAll()
        await last?.prompt.closeAll()
    }

    private func opened() throws -> Core {
        guard let core = core.withLock({ $0 }) else { throw WarehouseError.closed }
        return core
    }
}
