import Foundation
import Listening
import SparkWarehouse
import Warehouse

/// The data directory of a command, open.
struct Workspace {
    let directory: URL
    let warehouse: any Warehouse
    let configuration: Configuration

    /// Where everything stands in the data directory.
    var places: DataDirectory { DataDirectory(directory) }

    /// What a command does with the data directory.
    enum Access {
        /// It reads, or changes what is there: the warehouse has to be there.
        case existing
        /// It serves what is there: the directory has to be there, and may be empty.
        case directory
        /// It brings something in: the directory is made.
        case writing
        /// It tries something out: where nothing is there, in memory.
        case trial
    }

    /// Opens the data directory, runs `body`, and closes it again whatever happens.
    /// - Parameters:
    ///   - access: whether the directory may be made.
    ///   - memoryMegabytes: what queries may use before they spill to disk, where the configuration does not say.
    ///   - reachesFiles: whether statements may read and write files besides the warehouse.
    static func with<Answer>(
        _ options: GlobalOptions, for access: Access = .existing, memoryMegabytes: Int? = nil,
        reachesFiles: Bool = true,
        _ body: (Workspace) async throws -> Answer
    ) async throws -> Answer {
        let workspace = try await open(options, access, memoryMegabytes, reachesFiles)
        do {
            let answer = try await body(workspace)
            await workspace.warehouse.close()
            return answer
        } catch {
            await workspace.warehouse.close()
            throw error
        }
    }

    private static func open(_ options: GlobalOptions, _ access: Access, _ memoryMegabytes: Int?, _ reachesFiles: Bool)
        async throws
        -> Workspace
    {
        let configuration = try Configuration(options)
        let settings = DuckDBSettings(
            memoryMegabytes: configuration.memoryMegabytes ?? memoryMegabytes, threads: configuration.threads,
            reachesFiles: reachesFiles)
        let engine = try Engine(options, configuration)
        switch engine {
        case .lake(let lake):
            // What is derived from the lake is kept where there is a directory, and no directory is made for that.
            let kept = access == .writing || FileManager.default.fileExists(atPath: options.directory.path)
            let warehouse = try await DuckDBWarehouse.open(
                lake: LakeFolder(lake), directory: kept ? options.directory : nil, settings: settings)
            return Workspace(directory: options.directory, warehouse: warehouse, configuration: configuration)
        case .duckdb:
            if access == .trial, !DuckDBWarehouse.exists(in: options.directory) {
                let warehouse = try await DuckDBWarehouse.inMemory(settings: settings)
                return Workspace(directory: options.directory, warehouse: warehouse, configuration: configuration)
            }
            let directory = access == .writing ? options.directory : try options.existingDirectory()
            if access == .existing, !DuckDBWarehouse.exists(in: directory) {
                throw CommandError.noWarehouse(options.directoryName)
            }
            let warehouse = try await DuckDBWarehouse.open(directory: directory, settings: settings)
            return Workspace(directory: directory, warehouse: warehouse, configuration: configuration)
        case .postgres(let endpoint):
            if access == .writing { try options.makeDirectory() }
            return Workspace(
                directory: options.directory, warehouse: try await PostgresWarehouse.open(endpoint),
                configuration: configuration)
        case .spark(let endpoint, let lake):
            #if Spark
            if access == .writing { try options.makeDirectory() }
            let warehouse = try await SparkWarehouse.open(endpoint, lake: lake, progress: Progress.ofServer(options))
            return Workspace(directory: options.directory, warehouse: warehouse, configuration: configuration)
            #else
            throw Engine.builtWithoutSpark
            #endif
        }
    }

    /// The moment that commands record as theirs.
    static var now: Instant { .now }
}
