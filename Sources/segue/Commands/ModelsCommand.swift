import ArgumentParser
import Foundation
import Prediction
import Warehouse

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Trained models: list them, show one, put a version in use.", subcommands: [List.self, Show.self, Promote.self])

    static func registry(_ options: GlobalOptions) -> ModelRegistry { ModelRegistry(options.directory.appending(path: "models")) }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List every version of every model.")
        @OptionGroup var global: GlobalOptions

        func run() throws {
            let registry = ModelsCommand.registry(global)
            let reports = try registry.list()
            if global.json {
                return Console.output(
                    .object([
                        (
                            "models",
                            .array(
                                try reports.map { report in
                                    .object([
                                        ("id", .text("\(report.name)@\(report.version)")), ("kind", .text(report.kind)),
                                        ("trained_at", .text(report.trainedAt)), ("in_use", .bool(try registry.current(report.name)?.version == report.version)),
                                        ("auc", .optional(report.scores.first?.auc?.value)), ("r_squared", .optional(report.scores.first?.rSquared?.value)),
                                        ("fingerprint", .text(report.fingerprint)),
                                    ])
                                })
                        )
                    ]))
            }
            guard !reports.isEmpty else { return Console.output("No model was trained yet. Start with `segue train skip`.") }
            Console.output(
                TextTable(
                    headings: ["model", "in use", "trained at", "rows", "AUC", "R²", "fingerprint"],
                    rows: try reports.map { report in
                        [
                            "\(report.name)@\(report.version)", try registry.current(report.name)?.version == report.version ? "yes" : "",
                            String(report.trainedAt.prefix(16)), Phrase.count(report.training.rows), Phrase.decimal(report.scores.first?.auc?.value, places: 4),
                            Phrase.decimal(report.scores.first?.rSquared?.value, places: 4), report.fingerprint,
                        ]
                    }, numeric: [false, false, false, true, true, true, false]
                ).rendered())
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a model: its scores beside its baselines, and its coefficients.")
        @OptionGroup var global: GlobalOptions
        @Argument(help: "skip, duration, or a version such as skip@2.") var id: String

        func run() throws {
            let report = try ModelsCommand.registry(global).model(id)
            if global.json { return Console.output(try ModelPrinter(report).json(leaks: nil)) }
            Console.output(ModelPrinter(report).text)
        }
    }

    struct Promote: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put a version in use. Until one is promoted, the newest is.")
        @OptionGroup var global: GlobalOptions
        @Argument(help: "A version such as skip@2.") var id: String

        func run() throws {
            let report = try ModelsCommand.registry(global).promote(id)
            if global.json { return Console.output(.object([("promoted", .text("\(report.name)@\(report.version)"))])) }
            Console.output("\(report.name)@\(report.version) is in use.")
        }
    }
}
