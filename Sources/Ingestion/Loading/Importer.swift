import Foundation
import Listening
import Synchronization
import TextFiles
package import Warehouse

/// Imports listening history: reads and checks files, then loads what is new in one transaction.
package struct Importer: Sendable {
    package let options: ImportOptions

    package init(_ options: ImportOptions) { self.options = options }

    /// Imports, or with `dryRun` only reports what an import would do. Files are read before the transaction begins, so that others can write
    /// meanwhile.
    /// - Throws: ``IngestionError`` where a file as a whole is wrong. Then nothing was imported.
    package func run(into warehouse: any Warehouse) async throws -> ImportReport {
        let staged = StagedFiles(try await BlockingWork.run { try stage() })
        // A dry run does everything and then takes it all back, so that its report cannot differ from the import's.
        do {
            return try await warehouse.write { connection in
                var staging = staged.take()
                if staging.recordCount == 0, staging.rejects.count > 0 {
                    throw IngestionError.nothingValid(staging.files, rejects: staging.rejects)
                }
                let report = try HistoryLoader(options: options, connection: connection).load(&staging)
                if options.dryRun { throw DryRun(report: report) }
                return report
            }
        } catch let dryRun as DryRun {
            return dryRun.report
        }
    }

    private struct DryRun: Error {
        var report: ImportReport
    }

    /// What was read, handed over once, so that loading can let go of it piece by piece.
    private final class StagedFiles: Sendable {
        private let staging: Mutex<Staging>
        init(_ staging: Staging) { self.staging = Mutex(staging) }
        func take() -> Staging {
            staging.withLock { staging in
                defer { staging = Staging() }
                return staging
            }
        }
    }

    /// Reads and checks the files.
    func stage() throws -> Staging {
        if let zone = options.zone { _ = try ListenerZone(zone) }
        let rules = PlayRules(now: options.now)
        var staging = Staging()
        do {
            switch options.format {
            case .spotify:
                let finder = InputFinder(
                    accepts: SpotifyHistory.accepts, recognises: SpotifyHistory.recognises,
                    expected: SpotifyHistory.expected)
                let history = SpotifyHistory(listener: options.listener, rules: rules)
                for input in try finder.inputs(options.paths) {
                    try history.read(input, limits: finder.limits, into: &staging)
                }
            case .spotiflow:
                try TabularHistory(listener: options.listener, rules: rules, mapping: .spotiflow, format: .csv).read(
                    options.paths, into: &staging)
            case .csv, .ndjson, .parquet:
                let mapping = try options.mapping.map(ColumnMapping.init(path:)) ?? .own
                try TabularHistory(listener: options.listener, rules: rules, mapping: mapping, format: options.format)
                    .read(
                        options.paths, into: &staging)
            }
        } catch let error as TextFileError {
            throw IngestionError(error)
        }
        return staging
    }
}
