import Formatting
import Foundation
import Listening
import Prediction
import Warehouse

/// The models for programs.
enum ModelAPI {
    static func endpoints(_ services: ServerServices) -> [Endpoint] {
        let model = JSONSchema.object(fields: [
            ("id", .string("Name and version, as in skip@2.")), ("name", .string()), ("version", .integer()),
            ("kind", .string("logistic or linear.")), ("trained_at", .moment()),
            ("in_use", .boolean("Whether this version scores.")), ("auc", .number("Area under the ROC curve.").orNull),
            ("r_squared", .number("Share of the variance explained.").orNull),
            ("fingerprint", .string("Checksum of the artifact.")),
        ])
        return [
            Endpoint(
                .get, "/api/models", .read, "All trained models",
                answer: .json("Every version of every model.", .object(fields: [("models", .array(of: model))]))
            ) { _ in Responses.json(try list(services.models)) },
            Endpoint(
                .get, "/api/models/{model}", .read, "A model's report",
                parameters: [.path("model", .string("A name, or name@version; the version in use by default."))],
                answer: .json("The report, as it is kept.", .object())
            ) { request in Responses.json(try report(request.path("model"), services.models)) },
        ]
    }

    /// Every version of every model, with the score that it is known by.
    static func list(_ registry: ModelRegistry) throws -> JSONValue {
        let reports = try registry.list()
        let inUse = try Dictionary(
            uniqueKeysWithValues: Set(reports.map(\.name)).map { ($0, try registry.current($0)?.version) })
        return .object([
            (
                "models",
                .array(
                    reports.map { report in
                        .object([
                            ("id", .text("\(report.name)@\(report.version)")), ("name", .text(report.name)),
                            ("version", .count(report.version)),
                            ("kind", .text(report.kind)), ("trained_at", .text(report.trainedAt)),
                            ("in_use", .bool(inUse[report.name] == report.version)),
                            ("auc", .optional(report.scores.first?.auc?.value)),
                            ("r_squared", .optional(report.scores.first?.rSquared?.value)),
                            ("fingerprint", .text(report.fingerprint)),
                        ])
                    })
            )
        ])
    }

    /// One report in full, as it is kept.
    static func report(_ id: String, _ registry: ModelRegistry) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(registry.model(id)), as: UTF8.self)
    }
}
