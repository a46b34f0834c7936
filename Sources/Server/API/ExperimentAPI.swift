import ExperimentService
import Experimentation
import Foundation

/// The experiments for programs: the documents that `segue experiment … --json` writes.
enum ExperimentAPI {
    static func endpoints(_ services: ServerServices) -> [Endpoint] {
        let registry = services.experiments.registry
        let key = Endpoint.Parameter.path("key", .string("The experiment's key."))
        return [
            Endpoint(
                .get, "/api/experiments", .read, "All experiments",
                answer: .json(
                    "The records, and the keys of those that cannot be read.",
                    .object(fields: [("experiments", .array(of: .object())), ("damaged", .array(of: .string()))]))
            ) { _ in Responses.json(try list(registry)) },
            Endpoint(
                .get, "/api/experiments/{key}", .read, "An experiment's record", parameters: [key],
                answer: .json("The plan, the state, and all that happened.", .object())
            ) { request in Responses.json(try record(request.path("key"), registry)) },
            Endpoint(
                .get, "/api/experiments/{key}/report", .read, "An experiment's analysis", parameters: [key],
                answer: .json("The analysis in full, as `segue experiment analyze --json` writes it.", .object())
            ) { request in Responses.json(try await report(request.path("key"), services.experiments)) },
        ]
    }

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
