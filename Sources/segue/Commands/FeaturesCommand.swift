import ArgumentParser
import Features
import Formatting
import Foundation
import Listening
import Warehouse

struct FeaturesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features", abstract: "Listener features: list them, build them as of a day, export them.",
        discussion: "Example:\n  segue features show minutes_28d",
        subcommands: [List.self, Show.self, Build.self, Export.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the features, family by family.",
            discussion: "Example:\n  segue features list --markdown > features.md")
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Flag(name: .long, help: "Write the feature dictionary as Markdown.") var markdown = false

        func run() throws {
            let catalogue = FeatureCatalogue(dialect: DuckDBDialect())
            if markdown {
                return try Console.output(
                    data: catalogue.dictionary + (catalogue.dictionary.hasSuffix("\n") ? "" : "\n"))
            }
            if global.json {
                return try Console.output(.object([("features", .array(catalogue.features.map(\.json)))]))
            }
            try Console.output(
                TextTable(
                    headings: ["family", "feature", "unit", "window", "formula"],
                    rows: catalogue.features.map {
                        [
                            $0.family, $0.name, $0.unit, $0.window,
                            Terminal.width == nil ? String($0.formula.prefix(80)) : $0.formula,
                        ]
                    },
                    numeric: [false, false, false, false, false]
                ).rendered(width: Terminal.width) + "\n\n\(catalogue.features.count) features")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one feature: its formula, unit, window, and the SQL that computes it.",
            discussion: "Example:\n  segue features show minutes_28d")
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The feature's name.") var name: String

        func run() throws {
            let catalogue = FeatureCatalogue(dialect: DuckDBDialect())
            let feature = try catalogue.feature(name)
            let sql = catalogue.sql(of: feature)
            if global.json { return try Console.output(feature.json(sql: sql)) }
            try Console.output(
                """
                \(feature.name)
                  family           \(feature.family)
                  unit             \(feature.unit)
                  window           \(feature.window)
                  where undefined  \(feature.nullRule)
                  formula          \(feature.formula)

                \(TerminalText(lines: sql))
                """)
        }
    }

    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build the features of every listener, as of a day.",
            discussion: "Example:\n  segue features build --as-of 2025-12-01")
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Option(
            help: ArgumentHelp(
                "The first day that is not used; the day after the last play by default.", valueName: "day")) var asOf:
            String?

        func run() async throws {
            let day = try FeaturesCommand.day(asOf)
            try await Workspace.with(global) { workspace in
                let progress = Progress(global)
                let store = FeatureStore(workspace.warehouse)
                let built = try await progress.stage("build features") {
                    try await store.build(asOf: day, weights: workspace.configuration.engagement)
                } done: {
                    TextFormat.count($0.listeners, "listener")
                }
                let features = store.catalogue.features.count
                if global.json {
                    return try Console.output(
                        .object([
                            ("as_of", .text("\(built.asOf)")), ("listeners", .count(built.listeners)),
                            ("features", .count(features)),
                        ])
                    )
                }
                try Console.output(
                    "\(features) features of \(TextFormat.count(built.listeners, "listener")) as of \(built.asOf).")
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the features that were built to a CSV file.",
            discussion: "Example:\n  segue features export features.csv")
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The file.") var file: String
        @Option(help: ArgumentHelp("Features as of this day; the latest by default.", valueName: "day")) var asOf:
            String?

        func run() async throws {
            let day = try FeaturesCommand.day(asOf)
            try CommandError.checkDirectory(of: file, "<file>")
            try await Workspace.with(global) { workspace in
                let rows = try await FeatureStore(workspace.warehouse).features(asOf: day)
                do {
                    try rows.csv.write(toFile: file, atomically: true, encoding: .utf8)
                } catch {
                    throw CommandError.file("\(file) could not be written: \(error.localizedDescription)")
                }
                if global.json {
                    return try Console.output(.object([("file", .text(file)), ("listeners", .count(rows.rowCount))]))
                }
                try Console.output("\(TextFormat.count(rows.rowCount, "listener")) written to \(file).")
            }
        }
    }

    static func day(_ text: String?) throws -> CalendarDay? {
        try text.map { text in
            guard let day = CalendarDay(text) else {
                throw CommandError.usage("--as-of is \"\(text)\"; it takes a day such as 2025-12-01.")
            }
            return day
        }
    }
}

extension ListenerFeature {
    var json: JSONValue { json(sql: nil) }

    func json(sql: String?) -> JSONValue {
        .object(
            [
                ("name", .text(name)), ("family", .text(family)), ("unit", .text(unit)), ("window", .text(window)),
                ("null_rule", .text(nullRule)),
                ("formula", .text(formula)),
            ] + (sql.map { [("sql", .text($0))] } ?? []))
    }
}
