import Listening
import Warehouse

/// Keeps what is known of tracks and listeners in step with what the imports said of them: of each attribute the value that was observed
/// last, whatever the order of files, rows and imports.
struct Observations {
    private let connection: any WarehouseConnection

    init(_ connection: any WarehouseConnection) { self.connection = connection }

    // MARK: Tracks

    /// Takes in what the staged tracks say, and brings the tracks up to date. Plays whose skip changes with a length, and their days, are
    /// added to the touched ones.
    func addTracks(_ tracks: [TrackRecord], importKey: Int64) throws {
        try connection.stage(
            "observed_tracks",
            Statement(
                "SELECT DISTINCT tracks.track_key FROM staged_tracks INNER JOIN tracks ON staged_tracks.track_id = tracks.track_id"
            ))
        try connection.execute(
            Statement(
                "INSERT INTO track_observations (track_key, import_key, attribute, value, observed_at) \(IngestionSQL.text("track_baseline"))",
                ["import_key": .integer(importKey), "title": .text(Withheld.title), "artist": .text(Withheld.artist)]))
        try stageObservations(tracks)
        try connection.execute(
            Statement(IngestionSQL.text("Statements/insert_track_observations"), ["import_key": .integer(importKey)]))
        try connection.unstage("staged_observations")
        try deriveTracks(importKey: importKey)
    }

    private func stageObservations(_ tracks: [TrackRecord]) throws {
        try connection.unstage("staged_observations")
        try connection.execute(
            Statement(
                "CREATE TEMPORARY TABLE staged_observations (staged_index {{bigint}}, attribute {{text_column}}, value {{text_column}}, observed_at {{timestamp}})"
            ))
        for start in stride(from: 0, to: tracks.count, by: 16_384) {
            let piece = tracks[start..<min(start + 16_384, tracks.count)]
            var indexes: [Int64] = []
            var attributes: [String] = []
            var values: [String] = []
            var moments: [Int64] = []
            for (index, track) in zip(piece.indices, piece) {
                for observation in track.observations {
                    indexes.append(Int64(index))
                    attributes.append(observation.attribute.rawValue)
                    values.append(observation.value)
                    moments.append(observation.at)
                }
            }
            guard !indexes.isEmpty else { continue }
            try connection.append(
                ColumnBatch(columns: [
                    Column("staged_index", .int64(indexes)), Column("attribute", .text(attributes)),
                    Column("value", .text(values)),
                    Column("observed_at", .instant(moments)),
                ]), to: "staged_observations")
        }
    }

    /// Brings the tracks of `observed_tracks` up to date with their observations.
    func deriveTracks(importKey: Int64) throws {
        try connection.stage("latest_tracks", Statement(IngestionSQL.text("latest_tracks")))
        try addArtists(named: "SELECT artist AS name FROM latest_tracks WHERE artist IS NOT NULL", importKey: importKey)
        try connection.stage(
            "track_updates",
            Statement(
                """
                SELECT
                    tracks.track_key,
                    COALESCE(latest_tracks.name, CAST(:title AS {{text}})) AS name,
                    CASE WHEN artists.name = COALESCE(latest_tracks.artist, CAST(:artist AS {{text}})) THEN tracks.artist_key
                        ELSE COALESCE(named.artist_key, tracks.artist_key) END AS artist_key,
                    \(Self.plainAttributes.map { "latest_tracks.\($0)" }.joined(separator: ", ")),
                    tracks.duration_ms AS duration_before
                FROM observed_tracks
                INNER JOIN tracks ON observed_tracks.track_key = tracks.track_key
                INNER JOIN artists ON tracks.artist_key = artists.artist_key
                LEFT JOIN latest_tracks ON observed_tracks.track_key = latest_tracks.track_key
                LEFT JOIN (SELECT name, MIN(artist_key) AS artist_key FROM artists GROUP BY name) AS named
                    ON COALESCE(latest_tracks.artist, CAST(:artist AS {{text}})) = named.name
                """, ["title": .text(Withheld.title), "artist": .text(Withheld.artist)]))
        let columns = ["name", "artist_key"] + Self.plainAttributes
        try connection.execute(
            Statement(
                """
                UPDATE tracks SET \(columns.map { "\($0) = track_updates.\($0)" }.joined(separator: ", "))
                FROM track_updates
                WHERE tracks.track_key = track_updates.track_key
                    AND (\(columns.map { "tracks.\($0) IS DISTINCT FROM track_updates.\($0)" }.joined(separator: " OR ")))
                """))
        try updateSkips(
            of: "SELECT track_key, duration_ms FROM track_updates WHERE duration_ms IS DISTINCT FROM duration_before")
        try connection.unstage("latest_tracks")
        try connection.unstage("track_updates")
        try connection.unstage("observed_tracks")
    }

    /// The artists that a statement names and the warehouse does not know yet.
    func addArtists(named statement: String, importKey: Int64, _ parameters: [String: Value] = [:]) throws {
        try connection.stage("artist_names", Statement(statement, parameters))
        try connection.execute(
            Statement(
                "INSERT INTO artists (artist_key, name, import_key) \(IngestionSQL.text("new_artists"))",
                [
                    "first_key": .integer(try SurrogateKeys.next(.artists, on: connection)),
                    "import_key": .integer(importKey),
                ])
        )
        try connection.unstage("artist_names")
    }

    /// Judges the plays of tracks anew, of which a statement names the keys and the lengths.
    func updateSkips(of tracks: String) throws {
        try connection.stage(
            "changed_skips",
            Statement(
                """
                SELECT plays.play_key, plays.listener_key, plays.local_date, {{skip_kind(plays.ms_played, lengths.duration_ms, plays.reason_end)}} AS kind
                FROM plays INNER JOIN (\(tracks)) AS lengths ON plays.track_key = lengths.track_key
                WHERE plays.skip_kind IS DISTINCT FROM {{skip_kind(plays.ms_played, lengths.duration_ms, plays.reason_end)}}
                """))
        try connection.execute(
            Statement("INSERT INTO touched_listeners SELECT DISTINCT listener_key FROM changed_skips"))
        try connection.execute(Statement("INSERT INTO touched_days SELECT DISTINCT local_date FROM changed_skips"))
        try connection.execute(Statement(IngestionSQL.text("Statements/update_changed_skips")))
        try connection.unstage("changed_skips")
    }

    private static let plainAttributes = TrackAttribute.allCases.filter { $0 != .name && $0 != .artist }.map(\.rawValue)

    // MARK: Listeners

    /// Takes in what the staged plays say of their listeners, and brings the listeners and their subscriptions up to date.
    func addListeners(importKey: Int64) throws {
        try connection.stage(
            "observed_listeners",
            Statement(IngestionSQL.text("observed_listeners")))
        try addBaseline(importKey: importKey)
        try connection.execute(
            Statement(
                "INSERT INTO listener_observations (listener_key, import_key, attribute, value, observed_at, local_date) \(IngestionSQL.text("listener_observations"))",
                ["import_key": .integer(importKey)]))
        try deriveListeners()
    }

    /// Writes down what was known of the listeners of `observed_listeners` before anything was observed.
    func addBaseline(importKey: Int64) throws {
        try connection.execute(
            Statement(
                "INSERT INTO listener_observations (listener_key, import_key, attribute, value, observed_at, local_date) \(IngestionSQL.text("listener_baseline"))",
                ["import_key": .integer(importKey)]))
    }

    /// Brings the listeners of `observed_listeners` up to date with their observations.
    func deriveListeners() throws {
        try connection.stage("latest_listeners", Statement(IngestionSQL.text("latest_listeners")))
        try connection.execute(Statement(IngestionSQL.text("Statements/update_listeners")))
        try connection.execute(
            Statement("DELETE FROM subscriptions WHERE listener_key IN (SELECT listener_key FROM observed_listeners)"))
        try connection.execute(
            Statement(
                "INSERT INTO subscriptions (listener_key, tier, started_on, ended_on, import_key) \(IngestionSQL.text("subscriptions"))"
            ))
        try connection.unstage("latest_listeners")
        try connection.unstage("observed_listeners")
    }

    // MARK: Undo

    /// Takes back what an import said. What was known before holds again.
    func remove(importKey: Int64) throws {
        let key: [String: Value] = ["key": .integer(importKey)]
        let baseline = "TIMESTAMP '1970-01-01 00:00:00'"
        for (observed, table, column) in [
            ("observed_tracks", "track_observations", "track_key"),
            ("observed_listeners", "listener_observations", "listener_key"),
        ] {
            try connection.stage(
                observed, Statement("SELECT DISTINCT \(column) FROM \(table) WHERE import_key = :key", key))
            try connection.execute(Statement("DELETE FROM \(table) WHERE import_key = :key", key))
        }
        try deriveTracks(importKey: importKey)
        try deriveListeners()
        // What only repeats the columns themselves need not be kept.
        for (table, column) in [("track_observations", "track_key"), ("listener_observations", "listener_key")] {
            try connection.execute(
                Statement(
                    "DELETE FROM \(table) WHERE \(column) NOT IN (SELECT \(column) FROM \(table) WHERE observed_at > \(baseline)) AND observed_at = \(baseline)"
                ))
        }
    }
}
