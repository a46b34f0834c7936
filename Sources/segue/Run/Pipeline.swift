import Features
import Foundation
import Ingestion
import Insights
import Listening
import Prediction
import Simulation
import Warehouse

/// The whole way of the data, stage by stage.
struct Pipeline {
    let workspace: Workspace
    let progress: Progress

    /// The stages of a run: load, features, the models, questions.
    static let stageCount = 3 + ModelSpec.all.count

    /// Brings the data in: a history, or a simulated service where there is nothing yet.
    func load(history: [String], listener: String, zone: String?, request: SimulationRequest) async throws {
        if !history.isEmpty {
            guard try await !ImportHistory.list(workspace.warehouse).contains(where: { $0.format == "simulation" })
            else {
                throw CommandError.usage(
                    "The data directory \(workspace.directory.path) holds a simulated service, which your history would be mixed with. Choose another with --data."
                )
            }
            let options = ImportOptions(
                format: .spotify, paths: history, listener: listener, zone: zone, now: Workspace.now)
            _ = try await progress.stage("import \(history.joined(separator: ", "))") {
                try await Importer(options).run(into: workspace.warehouse)
            } done: {
                "\(TextFormat.count($0.rowsNew, "play")) new, \(TextFormat.count($0.rowsDuplicate)) known"
            }
        } else if try await InsightService(workspace.warehouse).days() == nil {
            let summary = try await progress.stage("simulate \(TextFormat.count(request.plays, "play"))") {
                try await Simulator(request).run(into: workspace.warehouse, at: Workspace.now)
            } done: {
                TextFormat.count($0.listeners, "listener")
            }
            try SimulateCommand.writeTruth(summary, to: workspace.places)
        } else {
            progress.pass("load", "the data directory has plays already")
        }
    }

    /// Features, models and insights of what there is.
    func analyse() async throws -> RunOutcome {
        let store = FeatureStore(workspace.warehouse)
        let built = try await progress.stage("build features") {
            try await store.build(weights: workspace.configuration.engagement)
        } done: {
            "\(TextFormat.count(store.catalogue.features.count, "feature")) of \(TextFormat.count($0.listeners, "listener"))"
        }
        var models: [ModelReport] = []
        var notes: [String] = []
        for spec in ModelSpec.all {
            do {
                models.append(try await model(spec))
            } catch let error as PredictionError where error.fault == .absent {
                notes.append("No \(spec.name) model: \(error.message)")
            }
        }
        let desk = InsightService(workspace.warehouse)
        let answers = try await progress.stage("answer questions") {
            var answers: [InsightAnswer] = []
            for name in Self.questions { answers.append(try await desk.ask(name)) }
            return answers
        } done: {
            TextFormat.count($0.count, "answer")
        }
        try await workspace.warehouse.settle()
        return RunOutcome(
            asOf: built.asOf, listeners: built.listeners, features: store.catalogue.features.count, models: models,
            answers: answers,
            notes: notes,
            stages: progress.stages)
    }

    /// The questions that a run answers: all but those that look behind a single number.
    static let questions = [
        "summary", "activity", "stickiness", "retention", "retention_curve", "lifecycle", "playlist_funnel",
        "playlist_drop_off",
        "activation_funnel", "skip_rates", "skip_kinds", "skip_moments", "sessions_daily", "session_lengths",
        "genre_trend", "top_tracks",
        "top_artists", "emerging_artists", "freshness",
    ]

    /// A model of the data as they are: the one in use where nothing was loaded since, else a new one.
    private func model(_ spec: ModelSpec) async throws -> ModelReport {
        let loads = try await Loads.all(workspace.warehouse)
        let registry = ModelRegistry(workspace.places.models)
        if let report = try registry.current(spec.name), report.loads == loads {
            progress.pass("\(spec.name) model", "nothing was loaded since it was trained")
            return report
        }
        return try await progress.stage("train \(spec.name) model") {
            try await spec.train(workspace.warehouse, TrainingOptions(now: Workspace.now), registry)
        } done: { report in
            let score = report.scores.first
            return score?.auc.map { "AUC \(TextFormat.decimal($0.value))" } ?? score?.rSquared.map {
                "R² \(TextFormat.decimal($0.value))"
            } ?? ""
        }
    }
}
