import Foundation
import Listening
import Warehouse

/// Loads staged rows on one connection, inside its transaction: dimensions, new plays, sessions, marts, provenance.
struct HistoryLoader {
    let options: ImportOptions
    let connection: any WarehouseConnection
    private let skipRule = SkipRule.standard

    init(options: ImportOptions, connection: any WarehouseConnection) {
        self.options = options
        self.connection = connection
    }

    /// Loads what was staged, and lets go of it on the way.
    func load(_ staging: inout Staging, files: [String]) throws -> ImportReport {
        let importKey = try KeySpace.next(.imports, on: connection)
        let listenerKeys = try loadListeners(staging, importKey)
        try stageTracks(&staging)
        try loadDimensions(importKey)
        try stagePlays(&staging, listenerKeys)
        let firstKey = try KeySpace.next(.plays, on: connection)
        try loadPlays(importKey, firstKey)
        try Marts.refresh(.touched, on: connection)
        let report = try report(staging, files, importKey)
        if report.rowsNew > 0 || report.rowsRead > 0 { try record(report, importKey).insert(on: connection) }
        try dropStaging()
        return report
    }

    private func sql(_ name: String) -> String {
        SQLFile(path: name, text: EmbeddedFiles.texts["SQL/\(name).sql"] ?? "").body
    }

    private func loadListeners(_ staging: Staging, _ importKey: Int64) throws -> [Int64] {
        var next = try KeySpace.next(.listeners, on: connection)
        return try staging.listeners.map { listener in
            if let key = try connection.integer(
                Statement("SELECT listener_key FROM listeners WHERE listener_id = :id", ["id": .text(listener.id)]))
            {
                return key
            }
            defer { next += 1 }
            try connection.execute(
                Statement(
                    """
                    INSERT INTO listeners (listener_key, listener_id, zone, country, tier, age_group, signed_up_on, import_key)
                    VALUES (:key, :id, :zone, :country, :tier, :age, :signed, :import)
                    """,
                    [
                        "key": .integer(next), "id": .text(listener.id), "zone": .text(listener.zone.identifier), "country": .optional(listener.country),
                        "tier": .optional(listener.tier), "age": .optional(listener.ageGroup), "signed": listener.signedUpOn.map(Value.day) ?? .null,
                        "import": .integer(importKey),
                    ]))
            return next
        }
    }

    private func stageTracks(_ staging: inout Staging) throws {
        try connection.execute(Statement("DROP TABLE IF EXISTS staged_tracks"))
        try connection.execute(
            Statement(
                """
                CREATE TEMPORARY TABLE staged_tracks (staged_index {{bigint}}, track_id {{text_column}}, name {{text_column}}, artist {{text_column}}, album {{text_column}},
                    genre {{text_column}}, release_date DATE, duration_ms {{bigint}}, popularity {{double}}, danceability {{double}}, energy {{double}},
                    valence {{double}}, acousticness {{double}}, instrumentalness {{double}}, liveness {{double}}, speechiness {{double}},
                    loudness {{double}}, tempo {{double}}, music_key SMALLINT, mode SMALLINT)
                """))
        try connection.append(StagedRows.tracks(staging.tracks), to: "staged_tracks")
        let known = try connection.query(
            Statement(
                """
                SELECT staged_tracks.staged_index, tracks.duration_ms FROM staged_tracks INNER JOIN tracks ON staged_tracks.track_id = tracks.track_id
                WHERE tracks.duration_ms IS NOT NULL
                """))
        staging.setDurations(
            (0..<known.rowCount).compactMap { row in
                guard let track = known.columns[0].value(at: row).integer, let duration = known.columns[1].value(at: row).integer else { return nil }
                return (Int(track), duration)
            })
    }

    private func loadDimensions(_ importKey: Int64) throws {
        try connection.execute(
            Statement(
                """
                INSERT INTO artists (artist_key, name, import_key)
                SELECT :first_key + ROW_NUMBER() OVER (ORDER BY name) - 1 AS artist_key, name, :import_key AS import_key FROM (\(sql("new_artists"))) AS found
                """,
                ["first_key": .integer(try KeySpace.next(.artists, on: connection)), "import_key": .integer(importKey)]))
        try connection.execute(
            Statement(
                "INSERT INTO tracks \(sql("new_tracks"))",
                ["first_key": .integer(try KeySpace.next(.tracks, on: connection)), "import_key": .integer(importKey)]))
    }

    private func stagePlays(_ staging: inout Staging, _ listenerKeys: [Int64]) throws {
        try connection.execute(Statement("DROP TABLE IF EXISTS staged_plays"))
        try connection.execute(
            Statement(
                """
                CREATE TEMPORARY TABLE staged_plays (staged_order {{bigint}}, fingerprint {{bigint}}, occurrence INTEGER, listener_key {{bigint}},
                    staged_track {{bigint}}, started_at {{timestamp}}, ended_at {{timestamp}}, ms_played {{bigint}}, local_date DATE, local_hour SMALLINT,
                    local_weekday SMALLINT, platform {{text_column}}, device {{text_column}}, context {{text_column}}, context_position INTEGER, reason_start {{text_column}},
                    reason_end {{text_column}}, shuffle BOOLEAN, offline BOOLEAN, incognito BOOLEAN, skip_kind {{text_column}}, skipped BOOLEAN, time_precision {{text_column}})
                """))
        var order: Int64 = 0
        try staging.drain { piece, staging in
            try connection.append(
                StagedRows.plays(piece, order: order, tracks: staging.tracks, listeners: staging.listeners, listenerKeys: listenerKeys, skipRule: skipRule),
                to: "staged_plays")
            order += Int64(piece.count)
        }
    }

    private func loadPlays(_ importKey: Int64, _ firstKey: Int64) throws {
        try connection.execute(Statement("DROP TABLE IF EXISTS new_plays"))
        try connection.execute(
            Statement(
                "CREATE TEMPORARY TABLE new_plays AS \(sql("new_plays"))", ["first_key": .integer(firstKey), "import_key": .integer(importKey)]))
        try Marts.makeTouchedTables(on: connection)
        try connection.execute(Statement("INSERT INTO touched_listeners SELECT DISTINCT listener_key FROM new_plays"))
        try connection.execute(Statement("INSERT INTO touched_days SELECT DISTINCT local_date FROM new_plays"))
        let sessions = Sessions(connection)
        try sessions.place(alsoNew: true)
        if let days = try newDays() { try connection.makeRoom(in: "plays", for: days) }
        try connection.execute(
            Statement(
                """
                INSERT INTO plays (play_key, import_key, fingerprint, occurrence, listener_key, track_key, session_key, session_position, started_at,
                    ended_at, ms_played, local_date, local_hour, local_weekday, platform, device, context, context_position, reason_start, reason_end,
                    shuffle, offline, incognito, skip_kind, skipped, time_precision)
                SELECT new_plays.play_key, import_key, fingerprint, occurrence, listener_key, track_key, session_key, session_position, started_at,
                    ended_at, ms_played, local_date, local_hour, local_weekday, platform, device, context, context_position, reason_start, reason_end,
                    shuffle, offline, incognito, skip_kind, skipped, time_precision
                FROM new_plays INNER JOIN session_places ON new_plays.play_key = session_places.play_key
                ORDER BY new_plays.play_key
                """))
        try sessions.updateMoved()
    }

    /// The first and the last listener-local day of the new plays; nil where there are none.
    private func newDays() throws -> ClosedRange<Int32>? {
        let rows = try connection.query(Statement("SELECT MIN(local_date) AS first_day, MAX(local_date) AS last_day FROM touched_days"))
        guard case .day(let first) = rows.value("first_day", at: 0), case .day(let last) = rows.value("last_day", at: 0) else { return nil }
        return first...last
    }

    private func dropStaging() throws {
        for table in ["staged_tracks", "staged_plays", "new_plays", "session_places", "play_times", "touched_listeners", "touched_days"] {
            try connection.execute(Statement("DROP TABLE IF EXISTS \(table)"))
        }
    }

    private func report(_ staging: Staging, _ files: [String], _ importKey: Int64) throws -> ImportReport {
        let found = try connection.query(
            Statement(
                """
                SELECT COUNT(*) AS rows_new, MIN(local_date) AS first_day, MAX(local_date) AS last_day FROM new_plays
                """))
        let all = try connection.query(
            Statement(
                """
                SELECT COUNT(DISTINCT staged_tracks.artist) AS artists, COUNT(DISTINCT staged_tracks.track_id) AS tracks,
                    MIN(local_date) AS first_day, MAX(local_date) AS last_day, SUM(ms_played) AS ms_played, COUNT(*) - COUNT(ms_played) AS untimed,
                    COUNT(ms_played) AS known, COUNT(*) FILTER (WHERE ms_played < 30000) AS under
                FROM staged_plays INNER JOIN staged_tracks ON staged_plays.staged_track = staged_tracks.staged_index
                """))
        let rowsNew = Int(found.value("rows_new", at: 0).integer ?? 0)
        let known = all.value("known", at: 0).double ?? 0
        func day(_ name: String) -> String? { all.value(name, at: 0).isNull ? nil : all.value(name, at: 0).description }
        let reasons = Dictionary(staging.rejected.map { ("\($0.field.isEmpty ? "row" : $0.field): \($0.reason)", 1) }, uniquingKeysWith: +)
        var notes: [String] = []
        if options.zone == nil, let listener = staging.listeners.first, listener.zone.identifier == "UTC" {
            notes.append(
                "Local days are UTC days, because no zone is known for \(listener.id). "
                    + (options.dryRun ? "Give one with --zone." : "Undo and import again with --zone to change that."))
        }
        return ImportReport(
            importID: options.dryRun ? nil : importKey, format: options.format.rawValue, dryRun: options.dryRun, files: files,
            rowsRead: staging.rowsRead, rowsNew: rowsNew, rowsDuplicate: staging.recordCount + staging.duplicatesWithin - rowsNew,
            rowsInvalid: staging.rejectedCount, rowsIgnored: staging.rowsIgnored, listeners: staging.listeners.count,
            artists: Int(all.value("artists", at: 0).integer ?? 0), tracks: Int(all.value("tracks", at: 0).integer ?? 0),
            hours: all.value("ms_played", at: 0).double.map { ($0 / 36_000).rounded() / 100 }, untimed: Int(all.value("untimed", at: 0).integer ?? 0), firstDay: day("first_day"), lastDay: day("last_day"),
            shareUnder30Seconds: known > 0 ? (all.value("under", at: 0).double ?? 0) / known : nil, reasons: reasons, rejected: staging.rejected, notes: notes)
    }

    private func record(_ report: ImportReport, _ importKey: Int64) -> ImportRecord {
        var record = ImportRecord(
            key: importKey, format: report.format, source: report.files.joined(separator: "\n"), listenerID: options.listener, importedAt: options.now)
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
