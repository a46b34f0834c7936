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
        let zone = try zone(connection)
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
            let table = TabularHistory(zone: zone, listener: options.listener, rules: rules, mapping: .spotiflow, format: .csv)
            files = try table.read(options.paths, into: &staging)
        case .csv, .ndjson, .parquet:
            let mapping = try options.mapping.map(ColumnMapping.init(path:)) ?? .own
            let table = TabularHistory(zone: zone, listener: options.listener, rules: rules, mapping: mapping, format: options.format)
            files = try table.read(options.paths, into: &staging)
        }
        return (staging, files)
    }

    /// The listener's zone: as kept, else as given, else UTC.
    private func zone(_ connection: any WarehouseConnection) throws -> ListenerZone {
        let rows = try connection.query(
            Statement("SELECT zone FROM listeners WHERE listener_id = :listener", ["listener": .text(options.listener)]))
        let stored = rows.rowCount > 0 ? rows.columns[0].value(at: 0).text : nil
        if let stored, let given = options.zone, stored != given {
            throw IngestionError.zoneConflict(listener: options.listener, stored: stored, given: given)
        }
        return try ListenerZone(stored ?? options.zone ?? "UTC")
    }
}
