import Foundation
package import Listening
package import Warehouse

extension ServiceContinuation {
    /// Lets a simulated service of the warehouse go on with an experiment, and loads what lies after its end as an import of its own, in one
    /// transaction. The listeners, tracks and playlists are the service's; `segue imports undo` takes the continuation back alone.
    ///
    /// A service that has gone on before goes on from where that ended. The effects of the earlier experiment end with it.
    /// - Parameter importKey: the import of the service, or of one of its continuations.
    /// - Throws: `simulation.unknown-import` where the import is none or no simulation, `simulation.service-undone` where its listeners or
    ///   tracks are gone, `simulation.experiment-exists` where the experiment's key has exposures, `simulation.service-changed` where an import
    ///   of the service came or went meanwhile.
    package static func run(
        of importKey: Int64, with experiment: PlantedExperiment, into warehouse: any Warehouse, at now: Instant
    ) async throws -> ContinuationSummary {
        let service = try await warehouse.read { connection in
            let service = try SimulationState(of: importKey, on: connection)
            try refuseKnown(experiment.key, on: connection)
            return service
        }
        let (continuation, parts) = try await Simulator.offPool {
            var continuation = try ServiceContinuation(
                of: service.request, truth: service.truth, importKey: service.importKey)
            continuation.resume(after: service.end, listeners: service.listeners, lastListened: service.lastListened)
            return (continuation, continuation.parts(experiment))
        }
        return try await warehouse.write { connection in
            guard try SimulationState(of: importKey, on: connection) == service else {
                throw SimulationError.serviceChanged
            }
            try refuseKnown(experiment.key, on: connection)
            return try continuation.load(parts, of: service, experiment, on: connection, at: now)
        }
    }

    private static func refuseKnown(_ key: String, on connection: any WarehouseConnection) throws {
        let known = try connection.integer(
            Statement("SELECT COUNT(*) AS known FROM exposures WHERE experiment = :key", ["key": .text(key)]))
        if known != 0 { throw SimulationError.experimentExists(key) }
    }

    private func load(
        _ parts: [ServicePart], of service: SimulationState, _ experiment: PlantedExperiment,
        on connection: any WarehouseConnection,
        at now: Instant
    ) throws -> ContinuationSummary {
        let keys = SimulationKeys(
            load: try SurrogateKeys.next(.imports, on: connection), listener: service.listenerKey, artist: 0,
            track: service.trackKey,
            playlist: service.playlistKey, play: try SurrogateKeys.next(.plays, on: connection),
            event: try SurrogateKeys.next(.events, on: connection))
        let rows = PlayRows(SimulatedService(simulator: simulator, parts: parts, end: until(experiment)), keys: keys)
        let activity = try ContinuedActivity(parts, keys, after: end, on: connection)
        try connection.load("plays", parts: rows.partCount) { rows.plays($0) }
        try connection.load("truth_plays", parts: rows.partCount) { rows.truth($0) }
        try connection.append((0..<rows.partCount).map(rows.sessionTruth), to: "truth_sessions")
        let events = (0..<rows.partCount).map(rows.events)
        try connection.append(events, to: "events")
        let encounters = SimulatedExposureRows(parts, keys: keys, experiment: experiment.key)
        try connection.append(encounters.exposures, to: "exposures")
        try connection.append(
            encounters.surveys(firstKey: keys.event + Int64(events.reduce(0) { $0 + $1.rowCount })), to: "events")
        try connection.append(activity.truthDays(keys), to: "truth_days")
        let planted = experiment.truth.planted(experiment.key)
        try connection.append(
            ColumnBatch(columns: [
                Column("import_key", .int64(planted.map { _ in keys.load })),
                Column("name", .text(planted.map(\.name))),
                Column("value", .double(planted.map(\.value))),
            ]), to: "truth_parameters")
        try refreshMarts(keys, on: connection)
        let summary = ContinuationSummary(
            importKey: keys.load, serviceImportKey: importKey, experiment: experiment.key, truth: experiment.truth,
            seed: experiment.seed,
            days: experiment.days, plays: rows.count, sessions: rows.sessions, listeners: activity.listeners,
            exposures: encounters.count(logged: true, of: experiment),
            exposuresLost: encounters.count(logged: false, of: experiment),
            surveys: encounters.surveyCount, firstDay: activity.days.first?.description ?? "",
            lastDay: activity.days.last?.description ?? "",
            endsAtMicroseconds: until(experiment))
        try record(summary, activity, at: now).insert(on: connection)
        return summary
    }

    private func refreshMarts(_ keys: SimulationKeys, on connection: any WarehouseConnection) throws {
        let parameters: [String: Value] = ["key": .integer(keys.load)]
        try Marts.makeTouchedTables(on: connection)
        for (touched, column) in [("touched_listeners", "listener_key"), ("touched_days", "local_date")] {
            try connection.execute(
                Statement(
                    "INSERT INTO \(touched) SELECT DISTINCT \(column) FROM plays WHERE import_key = :key", parameters))
        }
        try Marts.refresh(.touched, on: connection)
        for touched in ["touched_listeners", "touched_days"] {
            try connection.execute(Statement("DROP TABLE IF EXISTS \(touched)"))
        }
    }

    private func record(_ summary: ContinuationSummary, _ activity: ContinuedActivity, at now: Instant) throws
        -> ImportRecord
    {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var record = ImportRecord(
            key: summary.importKey, format: "simulation",
            source: "import \(importKey), continued with \(summary.experiment)",
            listenerID: nil,
            importedAt: now)
        record.rowsRead = summary.plays
        record.rowsNew = summary.plays
        record.firstDay = activity.days.first
        record.lastDay = activity.days.last
        record.details = String(decoding: try encoder.encode(summary), as: UTF8.self)
        return record
    }
}
