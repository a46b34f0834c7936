import Foundation
import Learning
import Listening

/// Makes the artifact that scores out of a fitted model and where it came from.
struct ModelArtifactBuilder {
    let spec: ModelSpec
    let options: TrainingOptions
    let train: TrainingData
    let test: TrainingData

    /// What is saved, and its fingerprint.
    struct Made {
        let data: Data
        let fingerprint: String
    }

    func artifact(_ model: some FittedModel, metrics: [String: MetricValue]) throws -> Made {
        do {
            let provenance = try ModelProvenance(
                firstDay: "\(train.firstDay)", lastDay: "\(train.lastDay)",
                dataFingerprint: String(Windows.fingerprint(train, test).drop { $0 != ":" }.dropFirst()),
                consentScope: [],
                hyperparameters: ["l2": .number(options.penalty), "trainShare": .number(options.trainShare)],
                createdAt: Date(timeIntervalSince1970: Double(options.now.microseconds) / 1e6),
                notes: ["judged on \(test.count) rows from \(test.firstDay) to \(test.lastDay)"])
            let artifact = ModelArtifact(
                name: spec.name, model: model, metrics: metrics, provenance: provenance)
            return Made(data: try artifact.encoded(), fingerprint: "fnv1a64:" + artifact.fingerprint)
        } catch let error as LearningError {
            throw PredictionError.learning(error.message)
        }
    }
}
