import ArgumentParser
import Formatting
import Foundation
import Learning
import Prediction
import Warehouse

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Trained models: list them, show one, print one as SQL, put a version in use.",
        discussion: "Example:\n  segue models show skip",
        subcommands: [List.self, Show.self, SQL.self, Promote.self])

    /// - Throws: `command.no-data` where there is no data directory.
    static func registry(_ options: GlobalOptions) throws -> ModelRegistry {
        _ = try options.existingDirectory()
        return ModelRegistry(options.places.models)
    }

    /// What scores with a model.
    static func scoring(_ id: String, _ options: GlobalOptions, _ dialect: any SQLDialect) throws -> Scoring {
        let registry = try registry(options)
        return try Scoring(try ModelArtifact.decode(try registry.artifact(try registry.model(id))), dialect: dialect)
    }

    struct SQL: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sql", abstract: "Print a model as an SQL expression over the columns of its features.",
            discussion: """
                DuckDB, PostgreSQL, Spark and BigQuery take it as it is. `segue score` runs it on the features.

                Example:
                  segue models sql skip > skip.sql
                """)
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "skip, duration, or a version such as skip@2.") var id: String

        func run() throws {
            let registry = try ModelsCommand.registry(global)
            let report = try registry.model(id)
            let expression = try ModelArtifact.decode(try registry.artifact(report)).sqlExpression { $0 }
            if global.json {
                return try Console.output(
                    .object([("model", .text("\(report.name)@\(report.version)")), ("sql", .text(expression))]))
            }
            try Console.output(data: expression + "\n")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List every version of every model.", discussion: "Example:\n  segue models list --json")
        @OptionGroup(title: "Shared options") var global: GlobalOptions

        func run() throws {
            let registry = try ModelsCommand.registry(global)
            let reports = try registry.list()
            if global.json {
                return try Console.output(
                    .object([
                        (
                            "models",
                            .array(
                                try reports.map { report in
                                    .object([
                                        ("id", .text("\(report.name)@\(report.version)")), ("kind", .text(report.kind)),
                                        ("trained_at", .text(report.trainedAt)),
                                        ("in_use", .bool(try registry.current(report.name)?.version == report.version)),
                                        ("auc", .optional(report.scores.first?.auc?.value)),
                                        ("r_squared", .optional(report.scores.first?.rSquared?.value)),
                                        ("fingerprint", .text(report.fingerprint)),
                                    ])
                                })
                        )
                    ]))
            }
            guard !reports.isEmpty else {
                return try Console.output("No model was trained yet. Start with `segue train skip`.")
            }
            try Console.output(
                TextTable(
                    headings: ["model", "in use", "trained at", "rows", "AUC", "R²", "fingerprint"],
                    rows: try reports.map { report in
                        [
                            "\(report.name)@\(report.version)",
                            try registry.current(report.name)?.version == report.version ? "yes" : "",
                            String(report.trainedAt.prefix(16)), TextFormat.count(report.training.rows),
                            TextFormat.decimal(report.scores.first?.auc?.value, places: 4),
                            TextFormat.decimal(report.scores.first?.rSquared?.value, places: 4), report.fingerprint,
                        ]
                    }, numeric: [false, false, false, true, true, true, false]
                ).rendered(width: Terminal.width))
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a model: its scores beside its baselines, and its coefficients.",
            discussion: "Example:\n  segue models show skip@2")
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "skip, duration, or a version such as skip@2.") var id: String

        func run() throws {
            let report = try ModelsCommand.registry(global).model(id)
            if global.json { return try Console.output(try ModelPrinter(report).json(leaks: nil)) }
            try Console.output(ModelPrinter(report).text)
        }
    }

    struct Promote: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a version in use. Until one is promoted, the newest is.",
            discussion: "Example:\n  segue models promote skip@2")
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "A version such as skip@2.") var id: String

        func run() throws {
            let report = try ModelsCommand.registry(global).promote(id)
            if global.json {
                return try Console.output(.object([("promoted", .text("\(report.name)@\(report.version)"))]))
            }
            try Console.output("\(report.name)@\(report.version) is in use.")
        }
    }
}
