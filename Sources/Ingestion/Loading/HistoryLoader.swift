import Foundation
import Listening
import Warehouse

/// Loads staged rows on one connection, inside its transaction: dimensions, new plays, sessions, marts, provenance.
struct HistoryLoader {
    let options: ImportOptions
    let connection: any WarehouseConnection
    private let calendars: Calendars
    private let observations: Observations

    init(options: ImportOptions, connection: any WarehouseConnection) {
        self.options = options
        self.connection = connection
        calendars = Calendars(connection)
        observations = Observations(connection)
    }

    /// Loads what was staged, and lets go of it on the way.
    func load(_ staging: inout Staging) throws -> ImportReport {
        let importKey = try SurrogateKeys.next(.imports, on: connection)
        try Marts.makeTouchedTables(on: connection)
        try loadListeners(staging, importKey)
        let zones = try calendars.resolve(&staging, options: options)
        if staging.recordCount == 0, staging.rejects.count > 0 {
            throw IngestionError.nothingValid(staging.files, rejects: staging.rejects)
        }
        try calendars.stage(zones)
        try loadTracks(staging, importKey)
        try stagePlays(&staging, zones)
        try calendars.apply(zones)
        try calendars.observe(zones, importKey: importKey)
        try observations.addListeners(importKey: importKey)
        try findNewPlays()
        let counts = try loadPlays(importKey)
        try releaseUnused(importKey)
        try Marts.refresh(.touched, on: connection)
        let report = try report(staging, counts, zones, importKey)
        if report.rowsRead > 0 { try record(report, importKey).insert(on: connection) }
        try dropStaging()
        return report
    }

    // MARK: Listeners and tracks

    private func loadListeners(_ staging: Staging, _ importKey: Int64) throws {
        try connection.unstage("staged_listeners")
        try connection.execute(
            Statement(
                "CREATE TEMPORARY TABLE staged_listeners (staged_index {{bigint}}, listener_id {{text_column}}, is_new BOOLEAN)"
            ))
        for start in stride(from: 0, to: staging.listeners.count, by: 65_536) {
            let piece = staging.listeners[start..<min(start + 65_536, staging.listeners.count)]
            try connection.append(
                ColumnBatch(columns: [
                    Column("staged_index", .int64(piece.indices.map(Int64.init))),
                    Column("listener_id", .text(Array(piece))),
                ]),
                to: "staged_listeners")
        }
        try connection.execute(Statement(IngestionSQL.text("Statements/mark_new_listeners")))
        try connection.execute(
            Statement(
                "INSERT INTO listeners (listener_key, listener_id, zone, import_key) \(IngestionSQL.text("new_listeners"))",
                [
                    "first_key": .integer(try SurrogateKeys.next(.listeners, on: connection)),
                    "import_key": .integer(importKey),
                ]))
    }

    private func loadTracks(_ staging: Staging, _ importKey: Int64) throws {
        try connection.unstage("staged_tracks")
        try connection.execute(
            Statement("CREATE TEMPORARY TABLE staged_tracks (staged_index {{bigint}}, track_id {{text_column}})"))
        for start in stride(from: 0, to: staging.tracks.count, by: 65_536) {
            let piece = staging.tracks[start..<min(start + 65_536, staging.tracks.count)]
            try connection.append(
                ColumnBatch(columns: [
                    Column("staged_index", .int64(piece.indices.map(Int64.init))),
                    Column("track_id", .text(piece.map(\.id))),
                ]), to: "staged_tracks")
        }
        try observations.addArtists(
            named: "SELECT CAST(:name AS {{text}}) AS name", importKey: importKey, ["name": .text(Withheld.artist)])
        try connection.execute(
            Statement(
                "INSERT INTO tracks (track_key, track_id, name, artist_key, import_key) \(IngestionSQL.text("new_tracks"))",
                [
                    "first_key": .integer(try SurrogateKeys.next(.tracks, on: connection)),
                    "import_key": .integer(importKey),
                    "title": .text(Withheld.title), "artist": .text(Withheld.artist),
                ]))
        try observations.addTracks(staging.tracks, importKey: importKey)
    }

    /// Removes the tracks and artists of this import that none of its plays needed, since all of them were known by another id.
    private func releaseUnused(_ importKey: Int64) throws {
        let key: [String: Value] = ["key": .integer(importKey)]
        try connection.execute(
            Statement(
                "DELETE FROM tracks WHERE import_key = :key AND NOT EXISTS (SELECT 1 FROM plays WHERE plays.track_key = tracks.track_key)",
                key))
        try connection.execute(
            Statement(
                "DELETE FROM track_observations WHERE import_key = :key AND track_key NOT IN (SELECT track_key FROM tracks)",
                key))
        try connection.execute(
            Statement(
                "DELETE FROM artists WHERE import_key = :key AND NOT EXISTS (SELECT 1 FROM tracks WHERE tracks.artist_key = artists.artist_key)",
                key))
    }

    // MARK: Plays

    private func stagePlays(_ staging: inout Staging, _ zones: [Calendars.Calendar]) throws {
        try connection.unstage("staged_plays")
        try connection.execute(Statement(IngestionSQL.text("Statements/make_staged_plays")))
        var order: Int64 = 0
        try staging.drain { piece, staging in
            try connection.append(
                StagedRows.plays(piece, order: order, staging: staging, calendars: zones), to: "staged_plays")
            order += Int64(piece.count)
        }
    }

    /// Fills `new_plays` with the staged plays that the warehouse does not hold yet.
    private func findNewPlays() throws {
        try connection.stage("songs", Statement(IngestionSQL.text("songs"), ["title": .text(Withheld.title)]))
        try connection.stage("incoming_plays", Statement(IngestionSQL.text("incoming_plays")))
        try connection.stage("stored_plays", Statement(IngestionSQL.text("stored_plays")))
        try connection.stage(
            "new_plays",
            Statement(
                IngestionSQL.text("new_plays"), ["first_key": .integer(try SurrogateKeys.next(.plays, on: connection))])
        )
    }

    private struct Counts {
        var inserted = 0
        var replaced = 0
    }

    private func loadPlays(_ importKey: Int64) throws -> Counts {
        var counts = Counts()
        counts.inserted = Int(try connection.integer(Statement("SELECT COUNT(*) AS n FROM new_plays")) ?? 0)
        counts.replaced = Int(
            try connection.integer(Statement("SELECT COUNT(*) AS n FROM new_plays WHERE replaces IS NOT NULL")) ?? 0)
        try connection.execute(Statement("INSERT INTO touched_listeners SELECT DISTINCT listener_key FROM new_plays"))
        try connection.execute(Statement("INSERT INTO touched_days SELECT DISTINCT local_date FROM new_plays"))
        if counts.replaced > 0 { try setAside(importKey) }
        let sessions = Sessions(connection)
        try sessions.place(alsoNew: true)
        if let days = try newDays() { try connection.makeRoom(in: "plays", for: days) }
        try connection.execute(
            Statement(IngestionSQL.text("Statements/insert_new_plays"), ["import_key": .integer(importKey)]))
        try sessions.updateMoved()
        return counts
    }

    /// Sets the plays aside that finer ones take the place of; the undo of this import brings them back.
    private func setAside(_ importKey: Int64) throws {
        try connection.execute(Statement(IngestionSQL.text("Statements/set_plays_aside"), ["key": .integer(importKey)]))
        try connection.execute(
            Statement(
                "INSERT INTO touched_days SELECT DISTINCT local_date FROM plays WHERE play_key IN (SELECT replaces FROM new_plays)"
            ))
        try connection.execute(Statement("DELETE FROM plays WHERE play_key IN (SELECT replaces FROM new_plays)"))
    }

    /// The first and the last listener-local day of the new plays; nil where there are none.
    private func newDays() throws -> ClosedRange<Int32>? {
        let rows = try connection.query(
            Statement("SELECT MIN(local_date) AS first_day, MAX(local_date) AS last_day FROM new_plays"))
        guard case .day(let first) = rows.value("first_day", at: 0), case .day(let last) = rows.value("last_day", at: 0)
        else { return nil }
        return first...last
    }

    private func dropStaging() throws {
        let tables = [
            "staged_tracks", "staged_plays", "staged_listeners", "staged_zones", "songs", "incoming_plays",
            "stored_plays", "new_plays",
            "session_places",
            "play_times", "touched_listeners", "touched_days",
        ]
        for table in tables { try connection.unstage(table) }
    }

    // MARK: The report

    private func report(_ staging: Staging, _ counts: Counts, _ zones: [Calendars.Calendar], _ importKey: Int64) throws
        -> ImportReport
    {
        let found = try connection.query(
            Statement("SELECT MIN(local_date) AS first_day, MAX(local_date) AS last_day FROM staged_plays"))
        let all = try connection.query(Statement(IngestionSQL.text("import_totals")))
        let new = counts.inserted - counts.replaced
        let known = all.value("known", at: 0).double ?? 0
        func day(_ name: String) -> String? {
            found.value(name, at: 0).isNull ? nil : found.value(name, at: 0).description
        }
        func count(_ name: String) -> Int { Int(all.value(name, at: 0).integer ?? 0) }
        return ImportReport(
            importID: options.dryRun ? nil : importKey, format: options.format.rawValue, dryRun: options.dryRun,
            files: staging.files,
            rowsRead: staging.rowsRead, rowsNew: new, rowsDuplicate: staging.recordCount - new,
            rowsInvalid: staging.rejects.count,
            rowsIgnored: staging.rowsIgnored, listeners: count("listeners"), artists: count("artists"),
            tracks: count("tracks"),
            hours: known > 0 ? ((all.value("ms_played", at: 0).double ?? 0) / 36_000).rounded() / 100 : nil,
            untimed: count("plays") - Int(known), firstDay: day("first_day"), lastDay: day("last_day"),
            shareUnder30Seconds: known > 0 ? (all.value("under", at: 0).double ?? 0) / known : nil,
            reasons: staging.rejects.reasons,
            rejected: staging.rejects.rows, notes: notes(staging, counts, zones))
    }

    private func notes(_ staging: Staging, _ counts: Counts, _ zones: [Calendars.Calendar]) -> [String] {
        var notes = staging.notes
        if counts.replaced > 0 {
            notes.append(
                "\(counts.replaced) plays that an account history knew to the minute now have their seconds and details from the extended history."
            )
        }
        if let first = zones.firstIndex(where: { !$0.isStated && !$0.isNamed && $0.zone.identifier == "UTC" }) {
            let unknown = zones.count { !$0.isStated && !$0.isNamed && $0.zone.identifier == "UTC" }
            let whose =
                unknown == 1
                ? "no zone is known for \(staging.listeners[first])" : "no zone is known for \(unknown) listeners"
            notes.append(
                "Local days are UTC days, because \(whose). Give one with --zone\(options.dryRun ? "." : ", now or with the next import.")"
            )
        }
        return notes
    }

    private func record(_ report: ImportReport, _ importKey: Int64) -> ImportRecord {
        var record = ImportRecord(
            key: importKey, format: report.format, source: report.files.joined(separator: "\n"),
            listenerID: options.listener,
            importedAt: options.now)
        record.rowsRead = report.rowsRead
        record.rowsNew = report.rowsNew
        record.rowsDuplicate = report.rowsDuplicate
        record.rowsInvalid = report.rowsInvalid
        record.rowsIgnored = report.rowsIgnored
        record.firstDay = report.firstDay.flatMap { CalendarDay($0) }
        record.lastDay = report.lastDay.flatMap { CalendarDay($0) }
        return record
    }
}
