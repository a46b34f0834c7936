import ExperimentService
import Experimentation
import Foundation

/// The experiments for programs: the documents that `segue experiment … --json` writes.
enum ExperimentAPI {
    private struct Listing: Encodable {
        let experiments: [ExperimentRecord]
        /// The keys of those whose files cannot be relied on.
        let damaged: [String]
    }

    /// Every record.
    static func list(_ registry: ExperimentRegistry) throws -> String {
        let inventory = registry.inventory()
        return try encoded(Listing(experiments: inventory.records, damaged: inventory.damaged.map(\.key)))
    }

    /// A record: the plan, the state, and all that happened.
    static func record(_ key: String, _ registry: ExperimentRegistry) throws -> String {
        try encoded(registry.find(key))
    }

    /// The analysis in full.
    static func report(_ key: String, _ experiments: ExperimentAnswers) async throws -> String {
        try await experiments.report(experiments.registry.find(key)).json()
    }

    private static func encoded(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
