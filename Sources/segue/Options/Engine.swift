import Foundation
import Warehouse

/// Which warehouse a command works on: what was typed, or else the environment, or else the configuration file, or else the embedded one.
enum Engine {
    case duckdb
    case postgres(PostgresEndpoint)

    init(_ options: GlobalOptions, _ configuration: Configuration) throws {
        let text =
            options.engine ?? ProcessInfo.processInfo.environment["SEGUE_ENGINE"].flatMap { $0.isEmpty ? nil : $0 } ?? configuration.engine
            ?? "duckdb"
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
        } else {
            // What was typed may hold a secret, so only its beginning is repeated.
            let scheme = text.split(separator: ":").first.map(String.init) ?? text
            throw CommandError.usage("There is no engine \"\(scheme)\". Write duckdb or postgres://user@host/database.")
        }
    }
}
