import Foundation
import Listening
package import Warehouse

/// Imports listening history: reads and checks files, then loads what is new in one transaction.
package struct Importer: Sendable {
    package let options: ImportOptions

    package init(_ options: ImportOptions) { self.options = options }

    /// Imports, or with `dryRun` only reports what an import would do.
    /// - Throws: ``IngestionError`` where a file as a whole is wrong. Then nothing was imported.
    package func run(into warehouse: any Warehouse) async throws -> ImportReport {
        // A dry run does everything and then takes it all back, so that its report cannot differ from the import's.
        do {
            return try await warehouse.write { connection in
                var (staging, files) = try stage(connection)
                if staging.recordCount == 0, let first = staging.rejected.first {
                    throw IngestionError.nothingValid(files.first ?? "The input", rows: staging.rejectedCount, first: first)
                }
                let report = try HistoryLoader(options: options, connection: connection).load(&staging, files: files)
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

    private func stage(_ connection: any WarehouseConnection) throws -> (Staging, [String]) {
        let stored = try storedZones(connection)
        let zone = try zone(stored)
        let rules = PlayRules(now: options.now)
        var staging = Staging()
        let files: [String]
        switch options.format {
        case .spotify:
            let finder = InputFinder(accepts: SpotifyHistory.accepts, expected: SpotifyHistory.expected)
            let history = SpotifyHistory(zone: zone, listener: options.listener, rules: rules)
            let inputs = try finder.inputs(options.paths)
            for input in inputs { try history.read(input, limits: finder.limits, into: &staging) }
            files = inputs.map(\.name)
        case .spotiflow:
            let table = TabularHistory(zone: zone, listener: options.listener, rules: rules, mapping: .spotiflow, format: .csv, storedZones: stored)
            files = try table.read(options.paths, into: &staging)
        case .csv, .ndjson, .parquet:
            let mapping = try options.mapping.map(ColumnMapping.init(path:)) ?? .own
            let table = TabularHistory(zone: zone, listener: options.listener, rules: rules, mapping: mapping, format: options.format, storedZones: stored)
            files = try table.read(options.paths, into: &staging)
        }
        return (staging, files)
    }

    /// The zone that each listener is kept in.
    private func storedZones(_ connection: any WarehouseConnection) throws -> [String: String] {
        var zones: [String: String] = [:]
        try connection.stream(Statement("SELECT listener_id, zone FROM listeners")) { batch in
            for row in 0..<batch.rowCount {
                if let id = batch.columns[0].value(at: row).text { zones[id] = batch.columns[1].value(at: row).text }
            }
        }
        return zones
    }

    /// The zone of the listener that files which name none are of: as kept, else as given, else UTC.
    private func zone(_ stored: [String: String]) throws -> ListenerZone {
        let kept = stored[options.listener]
        if let kept, let given = options.zone, kept != given {
            throw IngestionError.zoneConflict(listener: options.listener, stored: kept, given: given)
        }
        return try ListenerZone(kept ?? options.zone ?? "UTC")
    }
}
