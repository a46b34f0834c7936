import CDuckDB
package import Foundation
import Synchronization

/// The embedded warehouse: one DuckDB file in a data directory that this process owns.
package final class DuckDBWarehouse: Warehouse {
    package let dialect: any SQLDialect = DuckDBDialect()
    private let owner: DirectoryOwner?
    private let core: Mutex<Core?>

    /// What lives as long as the warehouse is open. The lanes go before the database that they point into.
    private final class Core: @unchecked Sendable {
        let readers: ConnectionPool<DuckDBConnection>
        let prompt: ConnectionPool<DuckDBConnection>
        let writer: SerialConnection<DuckDBConnection>
        private let database: Database

        private let readsLake: Bool

        init(database: Database, readsLake: Bool) throws {
            self.database = database
            self.readsLake = readsLake
            writer = SerialConnection("writer", try DuckDBConnection(database: database.raw, readsLake: readsLake))
            readers = ConnectionPool(limit: 4) {
                SerialConnection("reader-\($0)", try DuckDBConnection(database: database.raw, readsLake: readsLake))
            }
            prompt = ConnectionPool(limit: 2) {
                SerialConnection("prompt-\($0)", try DuckDBConnection(database: database.raw, readsLake: readsLake))
            }
        }

        func connect() throws -> DuckDBConnection { try DuckDBConnection(database: database.raw, readsLake: readsLake) }
    }

    /// Closes the DuckDB database when the last lane is gone.
    ///
    /// `@unchecked Sendable` is sound because a DuckDB database handle may be shared between threads and is never changed here.
    private final class Database: @unchecked Sendable {
        private let handle: DatabaseHandle
        let raw: duckdb_database

        init(_ handle: consuming DatabaseHandle, _ raw: duckdb_database) {
            self.handle = handle
            self.raw = raw
        }
    }

    /// Opens (or makes) the warehouse of a data directory, brings its schema up to date and becomes its owner.
    /// - Throws: ``WarehouseError`` `in-use` where another process owns the directory, `newer-schema` where a newer program wrote it,
    ///   `open` where the folder or file cannot be used.
    package static func open(directory: URL, settings: DuckDBSettings = .init()) async throws -> DuckDBWarehouse {
        let warehouse = try open(\.warehouse, in: directory, settings: settings)
        try await Migrator.migrate(warehouse)
        return warehouse
    }

    /// Opens (or makes) a database file of a data directory, and becomes the directory's owner.
    static func open(_ database: KeyPath<DataDirectory, URL>, in directory: URL, settings: DuckDBSettings) throws
        -> DuckDBWarehouse
    {
        do {
            try PrivateFolder.make(directory)
        } catch {
            throw WarehouseError.open(directory.path, "the folder could not be made")
        }
        let places = DataDirectory(directory)
        return try DuckDBWarehouse(
            path: places[keyPath: database].path, spill: places.spill.path,
            settings: settings,
            owner: try DirectoryOwner(directory))
    }

    /// A warehouse that lives in memory only, for trials and tests.
    package static func inMemory(settings: DuckDBSettings = .init()) async throws -> DuckDBWarehouse {
        let warehouse = try DuckDBWarehouse(path: ":memory:", spill: temporarySpill, settings: settings, owner: nil)
        try await Migrator.migrate(warehouse)
        return warehouse
    }

    /// Where a warehouse in memory spills to.
    static var temporarySpill: String {
        FileManager.default.temporaryDirectory.appending(path: "segue-spill-\(UUID().uuidString)").path
    }

    /// The version of the embedded engine.
    package static var engineVersion: String { duckdb_library_version().map { String(cString: $0) } ?? "unknown" }

    /// Whether a data directory has a warehouse of this engine.
    package static func exists(in directory: URL) -> Bool {
        FileManager.default.fileExists(atPath: DataDirectory(directory).warehouse.path)
    }

    init(path: String, spill: String, settings: DuckDBSettings, owner: DirectoryOwner?) throws {
        var config = ConfigHandle(raw: nil)
        guard duckdb_create_config(&config.raw) == DuckDBSuccess else {
            throw WarehouseError.open(path, "no configuration")
        }
        for (name, value) in settings.options(spill: spill) {
            guard duckdb_set_config(config.raw, name, value) == DuckDBSuccess else {
                throw WarehouseError.open(path, "the setting \(name) = \(value) was refused")
            }
        }
        var database = DatabaseHandle(raw: nil)
        var cause: UnsafeMutablePointer<CChar>?
        guard duckdb_open_ext(path, &database.raw, config.raw, &cause) == DuckDBSuccess, let raw = database.raw else {
            let text = cause.map { String(cString: $0) } ?? "unknown cause"
            duckdb_free(cause)
            throw WarehouseError.open(path, text)
        }
        self.owner = owner
        let opened = try Core(database: Database(database, raw), readsLake: settings.lake != nil)
        try ExactSumsFunction.register(on: opened.connect())
        core = Mutex(opened)
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
        _ lanes: ConnectionPool<DuckDBConnection>,
        _ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer
    ) async throws -> Answer {
        try await lanes.perform { connection in
            try connection.runPlain("BEGIN TRANSACTION READ ONLY")
            connection.onlyReads = true
            defer {
                connection.onlyReads = false
                try? connection.runPlain("ROLLBACK")
            }
            return try body(connection)
        }
    }

    package func write<Answer: Sendable>(_ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer)
        async throws -> Answer
    {
        try await opened().writer.perform { connection in
            try connection.runPlain("BEGIN TRANSACTION")
            do {
                let answer = try body(connection)
                try connection.runPlain("COMMIT")
                return answer
            } catch {
                try? connection.runPlain("ROLLBACK")
                throw error
            }
        }
    }

    package func copy(_ statement: Statement, to path: String, layout: PlaysExport.Layout, partitionedBy column: String)
        async throws -> Int
    {
        let copy = Statement(layout.copy(statement.text, to: path, partitionedBy: column), statement.parameters)
        return try await opened().writer.perform { try $0.execute(copy) }
    }

    package func writeParquet(_ statement: Statement, to folder: String) async throws -> Int {
        let copy = Statement(FileWriter.parquet(statement.text, to: folder), statement.parameters)
        return try await opened().writer.perform { try $0.execute(copy) }
    }

    package func settle() async throws {
        try await opened().writer.perform { try $0.runPlain("CHECKPOINT") }
    }

    package func close() async {
        let last = core.withLock { core in
            defer { core = nil }
            return core
        }
        await last?.readers.closeAll()
        await last?.prompt.closeAll()
        owner?.release()
    }

    /// Runs `body` on a connection of the calling thread, for short-lived databases that nobody else uses.
    func withPlainConnection<Answer>(_ body: (DuckDBConnection) throws -> Answer) throws -> Answer {
        try body(try plainConnection())
    }

    /// A connection of the calling thread.
    func plainConnection() throws -> DuckDBConnection { try opened().connect() }

    private func opened() throws -> Core {
        guard let core = core.withLock({ $0 }) else { throw WarehouseError.closed }
        return core
    }
}
