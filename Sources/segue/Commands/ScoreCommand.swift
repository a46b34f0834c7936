import ArgumentParser
import Foundation
import Insights
import Learning
import Prediction
import Warehouse

struct ScoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Score plays or sessions with a trained model, where the data are.",
        discussion: """
            skip      the probability that the listener skips the play, for each play whose skip is known
            duration  the minutes that the session will last, for each session

            The model is written as SQL and runs on the engine; only the scores come back. `segue models sql` shows it.

            Example:
              segue score skip --out scores.csv
            """)

    @OptionGroup(title: "Shared options") var global: GlobalOptions

    @Argument(help: "skip, duration, or a version such as skip@2.")
    var model: String

    @Option(help: ArgumentHelp("First listener-local day to score.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("Last listener-local day to score.", valueName: "day"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "Where to write: FILE.csv, or a folder of Parquet files; it must not exist yet.", valueName: "path"))
    var out: String

    func run() async throws {
        try CommandError.checkDirectory(of: out, "--out")
        try await Workspace.with(global) { workspace in
            let scoring = try ModelsCommand.scoring(model, global, workspace.warehouse.dialect)
            let days = try await FilterOptions.days(
                InsightService(workspace.warehouse), from: from, to: to, quiet: global.quiet || global.json)
            let target = URL(fileURLWithPath: out)
            let rows = try await Progress(global).stage("score \(model)") {
                try await scoring.write(days, of: workspace.warehouse, to: target)
            } done: {
                TextFormat.count($0, "score")
            }
            if global.json {
                return try Console.output(
                    .object([("model", .text(model)), ("path", .text(target.path)), ("scores", .count(rows))]))
            }
            try Console.output("\(TextFormat.count(rows, "score")) written to \(target.path).")
        }
    }
}
