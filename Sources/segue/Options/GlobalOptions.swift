import ArgumentParser
import Foundation
import Warehouse

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The data directory; it holds everything. (default: SEGUE_DATA, or else ./segue-data)", valueName: "dir"))
    var data: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            The warehouse: duckdb (embedded, in the data directory), postgres://user@host/database, sc://host:port for Apache Spark \
            over a lake, or lake for the embedded engine over one. (default: SEGUE_ENGINE, or else duckdb)
            """, valueName: "engine"))
    var engine: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The lake that the engine reads, or that an export writes: a folder, or a URI that the servers reach. (default: SEGUE_LAKE)",
            valueName: "uri"))
    var lake: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The configuration file. (default: segue.yaml in the data directory)", valueName: "file"))
    var config: String?

    @Flag(name: .long, help: "Write one JSON document to standard output; an error is one on standard error.")
    var json = false

    @Flag(name: .long, help: "Show no progress.")
    var quiet = false

    /// The data directory as it was named.
    var directoryName: String { data ?? Self.environment("SEGUE_DATA") ?? "./segue-data" }

    var directory: URL { URL(fileURLWithPath: directoryName, isDirectory: true).standardizedFileURL }

    /// Where everything stands in the data directory.
    var places: DataDirectory { DataDirectory(directory) }

    /// Whether the data directory was named, and is not just the usual one.
    var namesDirectory: Bool { data != nil || Self.environment("SEGUE_DATA") != nil }

    func validate() throws {
        for (option, value) in [("--data", data), ("--engine", engine), ("--lake", lake), ("--config", config)]
        where value?.isEmpty == true {
            throw ValidationError("\(option) is empty. Give it a value, or leave it out.")
        }
    }

    /// The data directory, which has to be there.
    /// - Throws: `command.no-data`.
    func existingDirectory() throws -> URL {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory.path, isDirectory: &isFolder) else {
            throw CommandError.noDirectory(directoryName)
        }
        guard isFolder.boolValue else {
            throw CommandError.usage("--data is \"\(directoryName)\", which is a file. Give it a directory.")
        }
        return directory
    }

    /// Makes the data directory, for its owner alone.
    func makeDirectory() throws {
        do {
            try PrivateFolder.make(directory)
        } catch {
            throw CommandError.file(
                "The data directory \(directory.path) could not be made. Check its permissions, or choose another with --data."
            )
        }
    }

    static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
