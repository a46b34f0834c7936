import Foundation
import SparkWarehouse
import Warehouse

/// Which warehouse a command works on: what was typed, or else the environment, or else the configuration file, or else the embedded one.
enum Engine {
    case duckdb
    case postgres(PostgresEndpoint)
    case spark(SparkEndpoint, lake: String)
    /// The embedded engine over a lake.
    case lake(URL)

    init(_ options: GlobalOptions, _ configuration: Configuration) throws {
        let text = options.engine ?? GlobalOptions.environment("SEGUE_ENGINE") ?? configuration.engine ?? "duckdb"
        if text == "duckdb" {
            self = .duckdb
        } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            let endpoint = try PostgresEndpoint(text)
            // Lists of processes show what was typed.
            guard options.engine == nil || !endpoint.carriesPassword else {
                throw CommandError.usage(
                    "--engine carries a password, which every list of processes shows. Put it into PGPASSWORD or ~/.pgpass, or the whole string into SEGUE_ENGINE."
                )
            }
            self = .postgres(endpoint)
        } else if text.hasPrefix("sc://") {
            let endpoint = try SparkEndpoint(text)
            guard options.engine == nil || !endpoint.carriesToken else {
                throw CommandError.usage(
                    "--engine carries a token, which every list of processes shows. Put it into SEGUE_SPARK_TOKEN.")
            }
            self = .spark(endpoint, lake: try Self.namedLake(options, configuration))
        } else if text == "lake" {
            let lake = try Self.namedLake(options, configuration)
            guard lake.hasPrefix("/") else {
                throw CommandError.usage("The embedded engine reads a lake in a folder, and \(lake) is not one.")
            }
            self = .lake(URL(fileURLWithPath: lake))
        } else {
            // What was typed may hold a secret, so nothing of it is repeated but a plain word.
            let isWord = text.utf8.count <= 16 && text.utf8.allSatisfy { (97...122).contains($0) }
            throw CommandError.usage(
                "There is no engine \(isWord ? "\"\(text)\"" : "of that form"). Write duckdb, postgres://user@host/database, sc://host:port or lake."
            )
        }
    }

    /// The lake that was named; a folder of this machine as a whole path, since the servers run elsewhere.
    static func lake(_ options: GlobalOptions, _ configuration: Configuration) -> String? {
        guard let lake = options.lake ?? GlobalOptions.environment("SEGUE_LAKE") ?? configuration.lake else {
            return nil
        }
        return lake.contains("://") ? lake : URL(fileURLWithPath: lake).standardizedFileURL.path
    }

    private static func namedLake(_ options: GlobalOptions, _ configuration: Configuration) throws -> String {
        guard let lake = lake(options, configuration) else {
            throw CommandError.usage(
                "This engine reads a lake, and none is named. Write one with `segue export parquet --lake DIR`, and name it with --lake or SEGUE_LAKE."
            )
        }
        return lake
    }

    /// Whether Apache Spark is built in.
    static var sparkSupport: String {
        #if Spark
        "with Apache Spark"
        #else
        "without Apache Spark"
        #endif
    }

    static let builtWithoutSpark = CommandError.usage(
        "This segue was built without Apache Spark. Build it with `make build SPARK=1`.")
}
