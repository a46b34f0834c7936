package import Features
package import Learning
package import Warehouse

/// A model that Segue trains, as a value: what it predicts, of what, from which features, and by which trainer.
///
/// Commands, pages and scoring ask the spec. A model that stands in ``all`` is known to all of them.
package struct ModelSpec: Sendable {
    /// What a row of the training data is.
    package struct Unit: Sendable, Hashable {
        /// The table of the facts; its name is also the plural.
        package let table: String
        /// The key of the table.
        package let key: String
        package let noun: String
    }

    /// What is predicted. Facts for which the source does not record it are left out.
    package struct Label: Sendable, Hashable {
        /// The condition on ``Unit/table`` under which the label is known.
        let condition: String
        /// The facts that are learned from: "plays whose skip is known".
        let known: String
        /// The facts that are left out: "plays of unknown outcome".
        package let unknown: String
        /// Why they are left out: "whether they were skipped is not recorded".
        package let unrecorded: String
    }

    /// The name in commands, files and addresses.
    package let name: String
    /// The name for people.
    package let title: String
    /// The question that the model answers.
    package let question: String
    package let kind: ModelArtifact.Kind
    package let unit: Unit
    package let label: Label
    /// Features whose effect within a listener is estimated as well; none for a model without ``ModelReport/Drivers``.
    package let drivers: [String]
    /// Whether the features can be checked for leaks, which takes one row for each play.
    package let hasLeakCheck: Bool
    /// What is known before a play or session begins, in an engine's SQL.
    package let features: @Sendable (_ dialect: any SQLDialect) -> ModelFeatureSet
    /// Trains on the earlier facts, judges on the later ones, and keeps the artifact and its report as the next version.
    package let train:
        @Sendable (_ warehouse: any Warehouse, _ options: TrainingOptions, _ registry: ModelRegistry) async throws ->
            ModelReport
}

extension ModelSpec {
    /// Every model, in the order in which they are trained and shown.
    package static let all: [ModelSpec] = [skip, duration]

    /// The model of a name.
    /// - Throws: ``PredictionError`` `models.unknown`, which lists the names there are.
    package static func named(_ name: String) throws(PredictionError) -> ModelSpec {
        guard let spec = all.first(where: { $0.name == name }) else {
            throw PredictionError.unknownSpec(name, known: all.map(\.name))
        }
        return spec
    }

    package static let skip = ModelSpec(
        name: "skip", title: "Skip prediction", question: "Will this play be skipped?", kind: .logistic,
        unit: Unit(table: "plays", key: "play_key", noun: "play"),
        label: Label(
            condition: "skipped IS NOT NULL", known: "plays whose skip is known", unknown: "plays of unknown outcome",
            unrecorded: "whether they were skipped is not recorded"),
        // The features that no earlier skip has part in.
        drivers: [
            "energy_distance", "taste_match", "hour_cos", "hour_sin", "session_position_10", "session_fatigue_hours",
        ],
        hasLeakCheck: true,
        features: { ModelFeatureSet.play($0) },
        train: { try await SkipTrainer($0, options: $1).train(registry: $2) })

    package static let duration = ModelSpec(
        name: "duration", title: "Session length", question: "How long will this session last?", kind: .linear,
        unit: Unit(table: "sessions", key: "session_key", noun: "session"),
        label: Label(
            condition: "seconds IS NOT NULL", known: "sessions whose length is known",
            unknown: "sessions of unknown length", unrecorded: "their length is not recorded"),
        drivers: [], hasLeakCheck: false,
        features: { ModelFeatureSet.session($0) },
        train: { try await DurationTrainer($0, options: $1).train(registry: $2) })
}
