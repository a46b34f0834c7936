package import Warehouse

/// The features of one model, computed by one SQL file from what was known before the play or session began.
package struct ModelFeatureSet: Sendable {
    /// The file's question: parameters `first_day`, `last_day`, `parts` and `part`; it answers keys, `label`, baselines and the features.
    package let sql: String
    package let title: String
    package let definition: String
    package let features: [ListenerFeature]

    private init(folder: String, dialect: any SQLDialect) {
        let file =
            SQLFile.all(in: EmbeddedFiles.texts, folder: folder, dialect: dialect.name).first
            ?? SQLFile(path: folder, text: "")
        sql = file.body
        title = file.header("title") ?? ""
        definition = file.header("definition") ?? ""
        features = file.entries("feature").map { ListenerFeature($0, family: "model") }
    }

    /// What is known of a play before it begins: the skip model's features.
    package static func play(_ dialect: any SQLDialect) -> ModelFeatureSet {
        ModelFeatureSet(folder: "SQL/PlayFeatures", dialect: dialect)
    }

    /// What is known of a session before it begins: the duration model's features.
    package static func session(_ dialect: any SQLDialect) -> ModelFeatureSet {
        ModelFeatureSet(folder: "SQL/SessionFeatures", dialect: dialect)
    }
}
