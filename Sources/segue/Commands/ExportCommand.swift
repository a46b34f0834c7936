import ArgumentParser
import Foundation
import Warehouse

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write every play to files that other tools read.",
        discussion: """
            parquet: a folder partitioned by listener-local day, readable by DuckDB, Spark, pandas and `segue import parquet`.
            csv: one file with a heading line, readable by `segue import csv`.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "parquet or csv.")
    var format: String

    @Option(help: ArgumentHelp("The folder or file to write; it must not exist yet.", valueName: "path"))
    var out: String

    func run() async throws {
        guard let layout = PlaysExport.Layout(rawValue: format) else {
            throw CommandError.usage("There is no export \"\(format)\"; it is parquet or csv.")
        }
        let target = URL(fileURLWithPath: out)
        try await Workspace.with(global) { workspace in
            let progress = Progress(global)
            let plays = try await progress.stage("export") {
                try await PlaysExport(layout).write(workspace.warehouse, to: target)
            } done: { Phrase.count($0, "play") }
            if global.json {
                return Console.output(.object([("format", .text(format)), ("path", .text(target.path)), ("plays", .count(plays))]))
            }
            Console.output("\(Phrase.count(plays, "play")) written to \(target.path).")
        }
    }
}
