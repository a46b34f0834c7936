package import Foundation

/// Where everything stands in a data directory. No other place composes a path of it.
package struct DataDirectory: Sendable, Hashable {
    package let url: URL

    package init(_ url: URL) { self.url = url }

    /// The embedded warehouse.
    package var warehouse: URL { url.appending(path: "warehouse.duckdb") }
    /// The answers of a lake that are kept, derived from it.
    package var lake: URL { url.appending(path: "lake.duckdb") }
    /// What queries write when memory is short.
    package var spill: URL { url.appending(path: "spill") }
    /// Whose directory it is at the moment.
    package var lock: URL { url.appending(path: "segue.lock") }
    /// The configuration, if there is one.
    package var configuration: URL { url.appending(path: "segue.yaml") }
    /// Trained models, a folder each.
    package var models: URL { url.appending(path: "models") }
    /// Registered experiments, a folder each.
    package var experiments: URL { url.appending(path: "experiments") }
    /// Metrics that are defined here, as SQL files.
    package var metrics: URL { url.appending(path: "metrics") }
    /// What a simulation planted.
    package var truth: URL { url.appending(path: "truth.json") }

    /// Rows that an import did not take.
    package func rejects(ofImport key: Int64) -> URL { url.appending(path: "rejects/import-\(key).ndjson") }
}
