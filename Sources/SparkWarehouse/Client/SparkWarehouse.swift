#if Spark
import Foundation
import Listening
import Synchronization
package import Warehouse

/// The warehouse as a lake of Parquet files that Apache Spark reads, asked through Spark Connect.
package final class SparkWarehouse: RemoteWarehouse {
    package let dialect: any SQLDialect = SparkDialect()
    package let endpoint: SparkEndpoint
    private let client: SparkClient
    private let readers: ConnectionPool<SparkConnection>
    private let prompt: ConnectionPool<SparkConnection>
    private let writer: SerialConnection<SparkConnection>
    /// Where the session writes what it derives, if that is this machine's disk.
    private let scratch: URL?
    private let isClosed = Mutex(false)

    /// Connects, and makes the lake's tables known to the session.
    /// - Parameters:
    ///   - lake: the lake's place, as the servers reach it: a path or a URI.
    ///   - progress: is told how far the running statement has come.
    /// - Throws: ``WarehouseError`` `connect`, `token`, `lake` or `lake-damaged`.
    package static func open(
        _ endpoint: SparkEndpoint, lake: String, progress: (@Sendable (SparkProgress) -> Void)? = nil
    ) async throws -> SparkWarehouse {
        let views = try LakeViews(uri: lake)
        let client = try SparkClient(endpoint)
        do {
            let local = Self.local(lake).map(LakeFolder.init)
            if let local { try local.checkSizes(try local.read()) }
            try await client.begin()
            let warehouse = SparkWarehouse(client, views, progress: progress)
            try await warehouse.register(views)
            return warehouse
        } catch {
            await client.close()
            throw error
        }
    }

    private init(_ client: SparkClient, _ views: LakeViews, progress: (@Sendable (SparkProgress) -> Void)?) {
        self.client = client
        self.scratch = Self.scratch(views, client)
        endpoint = client.endpoint
        writer = SerialConnection("spark-writer", SparkConnection(client, views, progress: progress))
        readers = ConnectionPool(limit: 4) {
            SerialConnection("spark-reader-\($0)", SparkConnection(client, views, progress: progress))
        }
        prompt = ConnectionPool(limit: 2) {
            SerialConnection("spark-prompt-\($0)", SparkConnection(client, views, progress: progress))
        }
    }

    private func register(_ views: LakeViews) async throws {
        try await writer.perform { connection in
            let rows: ColumnBatch
            do { rows = try connection.query(Statement(views.manifest)) } catch let error as WarehouseError
                where error.code == "warehouse.lake-damaged"
            {
                throw WarehouseError(
                    code: "lake",
                    message:
                        "The servers find no lake in \(views.uri). Write one with `segue export parquet --lake`, where they can read it.",
                    fault: .input)
            }
            let text = (0..<rows.rowCount).map { rows.columns[0].value(at: $0).description }.joined(separator: "\n")
            let manifest = try LakeManifest(json: Data(text.utf8), at: "\(views.uri)/\(LakeManifest.fileName)")
            let isSpark = (Int(try connection.version().prefix { $0.isNumber }) ?? 0) >= 3
            let stored = manifest.tables.filter { !manifest.isDerived($0) }
            for view in stored.flatMap({ views.views(of: $0, isSpark: isSpark) }) { try connection.command(view) }
            for table in manifest.tables where manifest.isDerived(table) {
                try connection.execute(
                    Statement(
                        "CREATE OR REPLACE TEMPORARY VIEW \(table.name) AS \(Marts.question(table.name, .everything))"))
            }
        }
    }

    /// The folder in which a session writes what it derives; nil where it is not on this machine's disk.
    static func scratch(_ views: LakeViews, _ client: SparkClient) -> URL? {
        local(views.uri)?.appending(path: "_scratch").appending(path: client.session)
    }

    /// The folder of a place on this machine's disk; nil for any other.
    private static func local(_ lake: String) -> URL? {
        if lake.hasPrefix("file://") { return URL(string: lake) }
        return lake.contains("://") ? nil : URL(fileURLWithPath: lake)
    }

    package func read<Answer: Sendable>(_ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer)
        async throws -> Answer
    {
        try checkOpen()
        return try await readers.perform { try body($0) }
    }

    package func readPromptly<Answer: Sendable>(_ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer)
        async throws -> Answer
    {
        try checkOpen()
        return try await prompt.perform { try body($0) }
    }

    /// Runs `body`, whose commands take effect one by one: Spark has no transactions.
    package func write<Answer: Sendable>(_ body: @escaping @Sendable (any WarehouseConnection) throws -> Answer)
        async throws -> Answer
    {
        try checkOpen()
        return try await writer.perform { try body($0) }
    }

    /// Nothing: the cluster keeps its own memory and disk.
    package func settle() async throws {}

    package func close() async {
        guard
            isClosed.withLock({ isClosed in
                defer { isClosed = true }; return !isClosed
            })
        else { return }
        await readers.closeAll()
        await prompt.closeAll()
        await client.close()
        if let scratch { try? FileManager.default.removeItem(at: scratch) }
    }

    private func checkOpen() throws {
        if isClosed.withLock({ $0 }) { throw WarehouseError.closed }
    }
}
#endif
