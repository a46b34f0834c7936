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
        abstract: "Train a model and test it on later data, beside plain rules and, where it is known, the truth.",
        discussion: """
            skip      will the listener skip this play? Logistic regression on what was known before the play began.
            duration  how many minutes will this session last? Linear regression, features chosen by F-test.

            The data are split by time: the model is trained on the earlier part and tested on the later. `segue models` shows what was trained.

            Example:
              segue train skip --from 2025-10-01 --check-leaks
            """)

    @OptionGroup(title: "Shared options") var global: GlobalOptions

    @Argument(help: "skip or duration.")
    var model: String

    @Option(help: ArgumentHelp("First listener-local day to use.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("Last listener-local day to use.", valueName: "day"))
    var to: String?

    @Option(
        help: ArgumentHelp("The earlier share of the data to train on. (default: 0.8)", valueName: "share"),
        transform: Number.decimal)
    var trainShare = 0.8

    @Option(
        help: ArgumentHelp("The L2 penalty, on the standardised scale. (default: 1.0)", valueName: "number"),
        transform: Number.decimal)
    var penalty = 1.0

    @Flag(name: .long, help: "Also check that no feature of the skip model knows how its own play went.")
    var checkLeaks = false

    func run() async throws {
        guard let spec = ModelSpec.all.first(where: { $0.name == model }) else {
            throw CommandError.choice("The model", model, among: ModelSpec.all.map(\.name))
        }
        guard trainShare > 0, trainShare < 1 else {
            throw CommandError.usage("--train-share is \(trainShare); it takes a number between 0 and 1.")
        }
        guard penalty >= 0, penalty.isFinite else {
            throw CommandError.usage("--penalty is \(penalty); it takes a number of at least 0.")
        }
        try await Workspace.with(global) { workspace in
            var options = TrainingOptions(now: Workspace.now)
            options.trainShare = trainShare
            options.penalty = penalty
            let days = try await FilterOptions.days(
                InsightService(workspace.warehouse), from: from, to: to, quiet: global.quiet || global.json)
            options.days = days
            let progress = Progress(global)
            let report = try await progress.stage("train \(model)") {
                try await spec.train(workspace.warehouse, options, ModelRegistry(workspace.places.models))
            } done: {
                "\(TextFormat.count($0.training.rows, "row"))"
            }
            let leaks =
                checkLeaks && spec.hasLeakCheck
                ? try await progress.stage("check leaks") { try await Self.leaks(spec, workspace, days) } : nil
            if global.json {
                try Console.output(ModelPrinter(report).json(leaks: leaks))
            } else {
                try Console.output(ModelPrinter(report).text)
            }
            guard let leaks else { return }
            if leaks.isEmpty {
                if !global.json { try Console.output("\nNo feature knows how its own play went.") }
                return
            }
            let named = leaks.map {
                "\($0.feature) (changed in \(TextFormat.percent($0.changed)) of the plays that were told another outcome)"
            }
            throw CommandError(
                code: "command.leak",
                message: "Features of the model know how their own play went: \(named.joined(separator: ", ")).",
                fault: .system)
        }
    }

    private static func leaks(
        _ spec: ModelSpec, _ workspace: Workspace, _ days: ClosedRange<CalendarDay>
    ) async throws -> [LeakCheck.Leak] {
        let features = spec.features(workspace.warehouse.dialect)
        return try await LeakCheck(sql: features.sql, features: features.features.map(\.name)).run(
            workspace.warehouse, days: days)
    }
}
