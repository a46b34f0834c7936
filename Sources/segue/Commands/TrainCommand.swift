import ArgumentParser
import Features
import Foundation
import Insights
import Listening
import Prediction
import Warehouse

struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a model and judge it on later data, beside plain rules and, where it is known, the truth.",
        discussion: """
            skip      will the listener skip this play? Logistic regression on what was known before the play began.
            duration  how many minutes will this session last? Linear regression, features chosen by F-test.

            The data are split by time: the earlier part is learned from, the later part judged on. `segue models` shows what was trained.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "skip or duration.")
    var model: String

    @Option(help: ArgumentHelp("First listener-local day to use.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("Last listener-local day to use.", valueName: "day"))
    var to: String?

    @Option(help: "The earlier share of the data that is learned from.")
    var trainShare = 0.8

    @Option(help: "The L2 penalty, on the standardised scale.")
    var penalty = 1.0

    @Flag(name: .long, help: "Also check that no feature of the skip model knows how its own play went.")
    var checkLeaks = false

    func run() async throws {
        guard ["skip", "duration"].contains(model) else { throw CommandError.usage("There is no model \"\(model)\"; it is skip or duration.") }
        guard trainShare > 0, trainShare < 1 else { throw CommandError.usage("--train-share is \(trainShare); it takes a number between 0 and 1.") }
        guard penalty >= 0, penalty.isFinite else { throw CommandError.usage("--penalty is \(penalty); it takes a number of at least 0.") }
        let filter = try InsightFilter(from: from, to: to, tier: nil, country: nil, platform: nil)
        try await Workspace.with(global) { workspace in
            var options = TrainingOptions(now: Workspace.now)
            options.trainShare = trainShare
            options.penalty = penalty
            guard let data = try await InsightDesk(workspace.warehouse).dataRange() else { throw InsightError.empty }
            let days = (filter.firstDay ?? data.lowerBound)...max(filter.firstDay ?? data.lowerBound, filter.lastDay ?? data.upperBound)
            options.days = days
            let progress = Progress(global)
            let report = try await progress.stage("train \(model)") {
                try await Self.train(model, workspace, options)
            } done: { "\(Phrase.count($0.training.rows, "row"))" }
            let leaks = checkLeaks && model == "skip" ? try await progress.stage("check leaks") { try await Self.leaks(workspace, days) } : nil
            Console.output(global.json ? try ModelPrinter(report).json(leaks: leaks).serialized(indented: true) : ModelPrinter(report).text)
            guard let leaks else { return }
            if !global.json {
                let named = leaks.map { "\($0.feature) (changed in \(Phrase.percent($0.changed)) of retold plays)" }.joined(separator: ", ")
                Console.output(leaks.isEmpty ? "\nNo feature knows how its own play went." : "\nLEAK: \(named)")
            }
            if !leaks.isEmpty { throw ExitCode.failure }
        }
    }

    static func train(_ model: String, _ workspace: Workspace, _ options: TrainingOptions) async throws -> ModelReport {
        let registry = ModelRegistry(workspace.models)
        return model == "skip"
            ? try await SkipTrainer(workspace.warehouse, options: options).train(registry: registry)
            : try await DurationTrainer(workspace.warehouse, options: options).train(registry: registry)
    }

    private static func leaks(_ workspace: Workspace, _ days: ClosedRange<CalendarDay>) async throws -> [LeakCheck.Leak] {
        let features = ModelFeatureSet.play(workspace.warehouse.dialect)
        return try await LeakCheck(sql: features.sql, features: features.features.map(\.name)).run(workspace.warehouse, days: days)
    }
}
