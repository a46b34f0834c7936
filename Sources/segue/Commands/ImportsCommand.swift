import ArgumentParser
import Formatting
import Ingestion
import Warehouse

struct ImportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imports", abstract: "List imports and simulations, or take one back.",
        discussion: "Example:\n  segue imports list",
        subcommands: [List.self, Undo.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what was imported or simulated, oldest first.",
            discussion: "Example:\n  segue imports list --json")

        @OptionGroup(title: "Shared options") var global: GlobalOptions

        func run() async throws {
            try await Workspace.with(global) { workspace in
                let imports = try await ImportHistory.list(workspace.warehouse)
                if global.json {
                    return try Console.output(
                        .object([("imports", .array(imports.map(\.json)))]))
                }
                guard !imports.isEmpty else {
                    return try Console.output(
                        "Nothing was imported yet. Start with `segue import` or `segue simulate`.")
                }
                try Console.output(
                    TextTable(
                        headings: [
                            "id", "format", "imported at", "new", "known", "invalid", "first day", "last day", "source",
                        ],
                        rows: imports.map {
                            [
                                "\($0.key)", $0.format, String("\($0.importedAt)".prefix(19)).replacing("T", with: " "),
                                TextFormat.count($0.rowsNew),
                                TextFormat.count($0.rowsDuplicate), TextFormat.count($0.rowsInvalid),
                                $0.firstDay?.description ?? "–",
                                $0.lastDay?.description ?? "–", Self.shortened($0.source),
                            ]
                        }, numeric: [true, false, false, true, true, true, false, false, false]
                    ).rendered(width: Terminal.width))
            }
        }

        private static func shortened(_ source: String) -> String {
            let files = source.split(separator: "\n")
            return files.count <= 1 ? source : "\(files[0]) and \(files.count - 1) more"
        }
    }

    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an import or a simulation back, as if it had never been made.",
            discussion: "Example:\n  segue imports undo 2")

        @OptionGroup(title: "Shared options") var global: GlobalOptions

        @Argument(help: "The import's id, as `segue imports list` shows it.", transform: Number.whole)
        var id: Int

        func run() async throws {
            try await Workspace.with(global) { workspace in
                let record = try await ImportHistory.undo(Int64(id), in: workspace.warehouse)
                if global.json { return try Console.output(.object([("undone", record.json)])) }
                try Console.output(
                    "Import \(id) was taken back: \(TextFormat.count(record.rowsNew, record.format == "exposures" ? "exposure" : "play")) gone."
                )
            }
        }
    }
}

extension ImportRecord {
    var json: JSONValue {
        .object([
            ("import", .integer(key)), ("format", .text(format)),
            ("source", .array(source.split(separator: "\n").map { .text(String($0)) })),
            ("listener", .optional(listenerID)), ("imported_at", .text("\(importedAt)")),
            ("rows_read", .count(rowsRead)),
            ("rows_new", .count(rowsNew)), ("rows_duplicate", .count(rowsDuplicate)),
            ("rows_ignored", .count(rowsIgnored)),
            ("rows_invalid", .count(rowsInvalid)), ("first_day", .optional(firstDay?.description)),
            ("last_day", .optional(lastDay?.description)),
        ])
    }
}
