import Features
import Warehouse

/// The dictionary of features for programs.
enum FeatureAPI {
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
