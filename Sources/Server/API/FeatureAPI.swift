import Features
import Formatting
import Warehouse

/// The dictionary of features for programs.
enum FeatureAPI {
    static func endpoints(_ services: ServerServices) -> [Endpoint] {
        let feature = JSONSchema.object(fields: [
            ("name", .string()), ("family", .string()), ("unit", .string()), ("window", .string("Days it looks at.")),
            ("null_rule", .string("When it is null.")), ("formula", .string()),
        ])
        return [
            Endpoint(
                .get, "/api/features", .read, "The dictionary of listener features",
                answer: .json("Every feature.", .object(fields: [("features", .array(of: feature))]))
            ) { _ in Responses.json(list(services.features)) }
        ]
    }

    static func list(_ catalogue: FeatureCatalogue) -> JSONValue {
        .object([
            (
                "features",
                .array(
                    catalogue.features.map { feature in
                        .object([
                            ("name", .text(feature.name)), ("family", .text(feature.family)),
                            ("unit", .text(feature.unit)),
                            ("window", .text(feature.window)), ("null_rule", .text(feature.nullRule)),
                            ("formula", .text(feature.formula)),
                        ])
                    })
            )
        ])
    }
}
