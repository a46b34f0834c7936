import Foundation
import Listening
import Prediction
import Warehouse

/// The models for programs.
enum ModelAPI {
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
