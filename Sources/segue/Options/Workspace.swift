import Foundation
import Listening
import SparkWarehouse
import Warehouse

/// The data directory of a command, open.
struct Workspace {
    let directory: URL
    let warehouse: any Warehouse
    let configuration: Configuration

    var models: URL { directory.appending(path: "models") }

    /// Opens the data directory, runs `body`, and closes it again whatever happens.
    /// - Parameters:
    ///   - memoryMegabytes: what queries may use before they spill to disk, where the configuration does not say.
    ///   - reachesFiles: whether statements may read and write files besides the warehouse.
    static func with<Answer>(
        _ options: GlobalOptions, memoryMegabytes: Int? = nil, reachesFiles: Bool = true, _ body: (Workspace) async throws -> Answer
    ) async throws -> Answer {
        let workspace = try await open(options, memoryMegabytes, reachesFiles)
        do {
            let answer = try await body(workspace)
            await workspace.warehouse.close()
            return answer
        } catch {
            await workspace.warehouse.close()
            throw error
        }
    }

    private static func open(_ options: GlobalOptions, _ memoryMegabytes: Int?, _ reachesFiles: Bool) async throws -> Workspace {
        let configuration = try Configuration(options)
        let settings = DuckDBSettings(
            memoryMegabytes: configuration.memoryMegabytes ?? memoryMegabytes, threads: configuration.threads, reachesFiles: reachesFiles)
        switch try Engine(options, configuration) {
        case .lake(let lake):
            let warehouse = try await DuckDBWarehouse.open(lake: LakeFolder(lake), directory: options.directory, settings: settings)
            return Workspace(directory: options.directory, warehouse: warehouse, configuration: configuration)
        case .duckdb:
            let warehouse = try await DuckDBWarehouse.open(directory: options.directory, settings: settings)
            return Workspace(directory: options.directory, warehouse: warehouse, configuration: configuration)
        case .postgres(let endpoint):
            try makeDirectory(options.directory)
            return Workspace(
                directory: options.directory, warehouse: try await PostgresWarehouse.open(endpoint), configuration: configuration)
        case .spark(let endpoint, let lake):
            #if Spark
            try makeDirectory(options.directory)
            let warehouse = try await SparkWarehouse.open(endpoint, lake: lake, progress: Progress.ofServer(options))
            return Workspace(directory: options.directory, warehouse: warehouse, configuration: configuration)
            #else
            throw Engine.builtWithoutSpark
            #endif
        }
    }

    /// Models and the truth of a simulation are kept in the data directory whatever the engine.
    private static func makeDirectory(_ directory: URL) throws {
        do {
            try PrivateFolder.make(directory)
        } catch {
            throw CommandError.file(
                "The data directory \(directory.path) could not be made. Check its permissions, or choose another with --data.")
        }
    }

    /// The moment that commands record as theirs.
    static var now: Instant { Instant(microseconds: Int64(saturating: Date().timeIntervalSince1970 * 1_000_000)) }
}
