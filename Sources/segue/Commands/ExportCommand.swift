import ArgumentParser
import Foundation
import Warehouse

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write listening to files that other tools read.",
        discussion: """
            parquet --out DIR: every play, with names in place of keys, as a folder partitioned by listener-local day, readable by DuckDB, Spark, \
            pandas and `segue import parquet`.

            parquet --lake DIR: every table as it is: the lake that Apache Spark works on (docs/lake.md). Only days that changed are written; \
            `segue import parquet DIR` reads it back.

            csv --out FILE: every play in one file with a heading line, readable by `segue import csv`.

            Example:
              segue export csv --out plays.csv
            """)

    @OptionGroup(title: "Shared options") var global: GlobalOptions

    @Argument(help: "parquet or csv.")
    var format: String

    @Option(help: ArgumentHelp("The folder or file to write; it must not exist yet.", valueName: "path"))
    var out: String?

    func run() async throws {
        guard let layout = PlaysExport.Layout(rawValue: format) else {
            throw CommandError.choice("The format", format, among: ["parquet", "csv"])
        }
        switch (out, global.lake) {
        case (let out?, nil): try await exportPlays(layout, to: URL(fileURLWithPath: out))
        case (nil, let lake?) where layout == .parquet: try await writeLake(lake)
        default: throw CommandError.usage("Say where to: --out PATH, or for parquet --lake DIR.")
        }
    }

    private func exportPlays(_ layout: PlaysExport.Layout, to target: URL) async throws {
        try CommandError.checkDirectory(of: target.path, "--out")
        try await Workspace.with(global) { workspace in
            let progress = Progress(global)
            let plays = try await progress.stage("export") {
                try await PlaysExport(layout).write(workspace.warehouse, to: target)
            } done: {
                TextFormat.count($0, "play")
            }
            if global.json {
                return try Console.output(
                    .object([("format", .text(format)), ("path", .text(target.path)), ("plays", .count(plays))]))
            }
            try Console.output("\(TextFormat.count(plays, "play")) written to \(target.path).")
        }
    }

    private func writeLake(_ lake: String) async throws {
        guard !lake.contains("://") || lake.hasPrefix("file://") else {
            throw CommandError.usage(
                "A lake is written to a folder. Write it to one, and copy that to \(lake) with the tool of that storage."
            )
        }
        let folder =
            lake.hasPrefix("file://") ? URL(string: lake) ?? URL(fileURLWithPath: lake) : URL(fileURLWithPath: lake)
        try await Workspace.with(global) { workspace in
            let progress = Progress(global)
            let outcome = try await progress.stage("write lake") {
                try await LakeWriter(workspace.warehouse, to: folder).write()
            } done: {
                "\($0.written) of \(TextFormat.count($0.partitions, "partition"))"
            }
            if global.json {
                return try Console.output(
                    .object([
                        ("lake", .text(folder.path)), ("tables", .count(outcome.tables)),
                        ("rows", .count(outcome.rows)),
                        ("bytes", .count(outcome.bytes)), ("partitions", .count(outcome.partitions)),
                        ("written", .count(outcome.written)),
                        ("removed", .count(outcome.removed)),
                    ]))
            }
            try Console.output(
                """
                \(TextFormat.count(outcome.written, "partition")) of \(TextFormat.count(outcome.partitions)) written to \(folder.path), \
                \(TextFormat.count(outcome.removed)) removed; the lake holds \(TextFormat.count(outcome.rows, "row")) in \(outcome.bytes / 1_048_576) MB.
                """)
        }
    }
}
