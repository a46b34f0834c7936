import ArgumentParser
import Foundation
import Ingestion
import Listening
import Warehouse

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import listening history, offline.",
        discussion: """
            Formats: spotify (account or extended history: files, folders or zips), spotiflow (plays with audio features), and csv, ndjson or \
            parquet with a mapping file that says which column is what (docs/importing.md). A lake that `segue export parquet --lake` wrote is \
            read back with `segue import parquet DIR`, every table as it was, into an empty warehouse.

            Every row is kept, skips included. An import is one transaction: it is there wholly or not at all. Importing the same files again \
            adds nothing; `segue imports undo ID` takes an import back. Addresses and user agents are never read.

            Example:
              segue import spotify my_spotify_data.zip --zone Europe/Copenhagen --dry-run
            """)

    @OptionGroup(title: "Shared options") var global: GlobalOptions

    @Argument(help: "spotify, spotiflow, csv, ndjson or parquet.")
    var format: String

    @Argument(help: ArgumentHelp("Files, folders or zips.", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("Whose history it is, where the files do not say.", valueName: "id"))
    var listener = "me"

    @Option(
        help: ArgumentHelp(
            "The listener's zone, such as Europe/Copenhagen: it decides what their days are.", valueName: "zone"))
    var zone: String?

    @Option(
        name: .customLong("map"), help: ArgumentHelp("A mapping file for csv, ndjson and parquet.", valueName: "file"))
    var mapping: String?

    @Flag(name: .long, help: "Report what would be imported, and import nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Where to write rows that were not taken, as NDJSON; rejects/ in the data directory by default.",
            valueName: "file"))
    var rejects: String?

    func run() async throws {
        guard let known = ImportFormat(rawValue: format) else {
            throw CommandError.choice("The format", format, among: ImportFormat.allCases.map(\.rawValue))
        }
        if known == .parquet, mapping == nil, paths.count == 1, LakeFolder(URL(fileURLWithPath: paths[0])).exists {
            return try await restoreLake()
        }
        if let zone { _ = try ListenerZone(zone) }
        let options = ImportOptions(
            format: known, paths: paths, listener: listener, zone: zone, mapping: mapping, dryRun: dryRun,
            now: Workspace.now)
        // An import needs little memory, and what it sorts may spill.
        try await Workspace.with(global, for: dryRun ? .trial : .writing, memoryMegabytes: 300) { workspace in
            let progress = Progress(global)
            let report: ImportReport
            do {
                report = try await progress.stage(dryRun ? "try import" : "import") {
                    try await Importer(options).run(into: workspace.warehouse)
                } done: {
                    TextFormat.count($0.rowsRead, "row")
                }
            } catch let error as IngestionError where !error.rejected.isEmpty && rejects != nil {
                _ = try writeRejects(error.rejected, importID: nil, workspace)
                throw error
            }
            let rejectsFile = try writeRejects(report.rejected, importID: report.importID, workspace)
            if global.json { return try Console.output(ImportSummary(report, rejectsFile: rejectsFile).json) }
            try Console.output(ImportSummary(report, rejectsFile: rejectsFile).text)
        }
    }

    private func restoreLake() async throws {
        guard !dryRun else { throw CommandError.usage("A lake is read back as a whole; there is no dry run of it.") }
        try await Workspace.with(global, for: .writing, memoryMegabytes: 300) { workspace in
            let tables = try await Progress(global).stage("read lake") {
                try await LakeReader(URL(fileURLWithPath: paths[0])).restore(into: workspace.warehouse)
            } done: {
                TextFormat.count($0.reduce(0) { $0 + $1.rows }, "row")
            }
            if global.json {
                return try Console.output(.object([("tables", .object(tables.map { ($0.table, .count($0.rows)) }))]))
            }
            let rows = tables.reduce(0) { $0 + $1.rows }
            try Console.output(
                "\(TextFormat.count(rows, "row")) of \(TextFormat.count(tables.count, "table")) read from \(paths[0]), imports included."
            )
        }
    }

    /// Writes the rejected rows down: where `--rejects` says, always; else in the data directory, where an import that was made has some.
    private func writeRejects(_ rows: [RejectedRow], importID: Int64?, _ workspace: Workspace) throws -> String? {
        if rejects == nil, rows.isEmpty || importID == nil { return nil }
        let kept = workspace.places.rejects(ofImport: importID ?? 0)
        let file = rejects.map { URL(fileURLWithPath: $0) } ?? kept
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            if rejects == nil {
                try FileManager.default.createDirectory(
                    at: kept.deletingLastPathComponent(), withIntermediateDirectories: true)
            }
            var lines = Data()
            for row in rows {
                lines += try encoder.encode(row)
                lines += Data("\n".utf8)
            }
            try AtomicFile.write(lines, to: file)
        } catch {
            throw CommandError.file(
                "The rejected rows could not be written to \(file.path): \(error.localizedDescription)\(importID == nil ? "" : " The import itself is done.")"
            )
        }
        return file.path
    }
}
