import ArgumentParser
import Foundation

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The data directory; it holds everything.", valueName: "dir"))
    var data = "./segue-data"

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

    @Option(name: .long, help: ArgumentHelp("A configuration file; segue.yaml in the data directory by default.", valueName: "file"))
    var config: String?

    @Flag(name: .long, help: "Write one JSON document to standard output, and nothing else.")
    var json = false

    @Flag(name: .long, help: "Show no progress.")
    var quiet = false

    var directory: URL { URL(fileURLWithPath: data, isDirectory: true).standardizedFileURL }
}
