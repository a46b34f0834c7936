import ArgumentParser
import Foundation
import Insights
import Learning
import Prediction
import Warehouse

struct ScoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Score plays or sessions with a trained model, where the data is.",
        discussion: """
            skip      the probability that the listener skips the play, for each play whose skip is known
            duration  the minutes that the session will last, for each session

            The model is written as SQL and runs on the engine; only the scores come back. `segue models sql` shows it.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "skip, duration, or a version such as skip@2.")
    var model: String

    @Option(help: ArgumentHelp("First listener-local day to score.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("Last listener-local day to score.", valueName: "day"))
    var to: String?

    @Option(help: ArgumentHelp("Where to write: FILE.csv, or a folder of Parquet files; it must not exist yet.", valueName: "path"))
    var out: String

    func run() async throws {
        let filter = try InsightFilter(from: from, to: to, tier: nil, country: nil, platform: nil)
        try await Workspace.with(global) { workspace in
            let scoring = try ModelsCommand.scoring(model, global, workspace.warehouse.dialect)
            guard let data = try await InsightDesk(workspace.warehouse).dataRange() else { throw InsightError.empty }
            let first = filter.firstDay ?? data.lowerBound, target = URL(fileURLWithPath: out)
            let rows = try await Progress(global).stage("score \(model)") {
                try await scoring.write(first...max(first, filter.lastDay ?? data.upperBound), of: workspace.warehouse, to: target)
            } done: {
                Phrase.count($0, "score")
            }
            if global.json {
                return Console.output(.object([("model", .text(model)), ("path", .text(target.path)), ("scores", .count(rows))]))
            }
            Console.output("\(Phrase.count(rows, "score")) written to \(target.path).")
        }
    }
}
