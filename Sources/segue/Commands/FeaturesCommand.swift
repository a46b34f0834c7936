import ArgumentParser
import Features
import Foundation
import Listening
import Warehouse

struct FeaturesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features", abstract: "Listener features: what there is, build them as of a day, export them.",
        subcommands: [List.self, Show.self, Build.self, Export.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the features, family by family.")
        @OptionGroup var global: GlobalOptions
        @Flag(name: .long, help: "Write the feature dictionary as Markdown.") var markdown = false

        func run() throws {
            let catalogue = FeatureCatalogue(dialect: DuckDBDialect())
            if markdown { return Console.output(catalogue.dictionary) }
            if global.json { return Console.output(.object([("features", .array(catalogue.features.map(\.json)))])) }
            Console.output(
                TextTable(
                    headings: ["family", "feature", "unit", "window", "formula"],
                    rows: catalogue.features.map { [$0.family, $0.name, $0.unit, $0.window, String($0.formula.prefix(80))] },
                    numeric: [false, false, false, false, false]
                ).rendered() + "\n\n\(catalogue.features.count) features")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one feature: its formula, unit, window, and the SQL that computes it.")
        @OptionGroup var global: GlobalOptions
        @Argument(help: "The feature's name.") var name: String

        func run() throws {
            let catalogue = FeatureCatalogue(dialect: DuckDBDialect())
            let feature = try catalogue.feature(name)
            let sql = catalogue.sql(of: feature)
            if global.json { return Console.output(feature.json(sql: sql)) }
            Console.output(
                """
                \(feature.name)
                  family           \(feature.family)
                  unit             \(feature.unit)
                  window           \(feature.window)
                  where undefined  \(feature.nullRule)
                  formula          \(feature.formula)

                \(sql)
                """)
        }
    }

    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Build the features of every listener, as of a day.")
        @OptionGroup var global: GlobalOptions
        @Option(help: ArgumentHelp("The first day that is not used; the day after the last play by default.", valueName: "day")) var asOf: String?

        func run() async throws {
            let day = try FeaturesCommand.day(asOf)
            try await Workspace.with(global) { workspace in
                let progress = Progress(global)
                let store = FeatureStore(workspace.warehouse)
                let built = try await progress.stage("build features") {
                    try await store.build(asOf: day, weights: workspace.configuration.engagement)
                } done: { Phrase.count($0.listeners, "listener") }
                let features = store.catalogue.features.count
                if global.json {
                    return Console.output(
                        .object([("as_of", .text("\(built.asOf)")), ("listeners", .count(built.listeners)), ("features", .count(features))]))
                }
                Console.output("\(features) features of \(Phrase.count(built.listeners, "listener")) as of \(built.asOf).")
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write the features that were built to a CSV file.")
        @OptionGroup var global: GlobalOptions
        @Argument(help: "The file.") var file: String
        @Option(help: ArgumentHelp("Features as of this day; the latest by default.", valueName: "day")) var asOf: String?

        func run() async throws {
            let day = try FeaturesCommand.day(asOf)
            try await Workspace.with(global) { workspace in
                let rows = try await FeatureStore(workspace.warehouse).features(asOf: day)
                do {
                    try rows.csv.write(toFile: file, atomically: true, encoding: .utf8)
                } catch {
                    throw CommandError.file("\(file) could not be written: \(error.localizedDescription)")
                }
                if global.json { return Console.output(.object([("file", .text(file)), ("listeners", .count(rows.rowCount))])) }
                Console.output("\(Phrase.count(rows.rowCount, "listener")) written to \(file).")
            }
        }
    }

    static func day(_ text: String?) throws -> CalendarDay? {
        try text.map { text in
            guard let day = CalendarDay(text) else { throw CommandError.usage("--as-of \(text) is no day such as 2025-12-01.") }
            return day
        }
    }
}

extension ListenerFeature {
    var json: JSONValue { json(sql: nil) }

    func json(sql: String?) -> JSONValue {
        .object(
            [
                ("name", .text(name)), ("family", .text(family)), ("unit", .text(unit)), ("window", .text(window)), ("null_rule", .text(nullRule)),
                ("formula", .text(formula)),
            ] + (sql.map { [("sql", .text($0))] } ?? []))
    }
}
