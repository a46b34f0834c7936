/// A table of the lake: how its rows are spread over folders, and in which order they lie in a file.
package struct LakeTable: Sendable {
    package let name: String
    /// The day by which the table is partitioned; nil for a table that is written as a whole.
    package let day: String?
    /// The columns by which rows are sorted, so that one listener's rows lie together and files do not depend on chance.
    package let order: String

    /// Every table that the lake holds. What a simulation planted goes along, so that nothing is lost.
    package static let all = [
        LakeTable(name: "imports", day: nil, order: "import_key"),
        LakeTable(name: "listeners", day: nil, order: "listener_key"),
        LakeTable(name: "artists", day: nil, order: "artist_key"),
        LakeTable(name: "tracks", day: nil, order: "track_key"),
        LakeTable(name: "playlists", day: nil, order: "playlist_key"),
        LakeTable(name: "playlist_tracks", day: nil, order: "playlist_key, position, track_key"),
        LakeTable(name: "subscriptions", day: nil, order: "listener_key, started_on, tier"),
        LakeTable(name: "listener_tastes", day: nil, order: "listener_key, genre"),
        LakeTable(name: "plays", day: "local_date", order: "listener_key, ended_at, play_key"),
        LakeTable(name: "sessions", day: "local_date", order: "listener_key, session_key"),
        LakeTable(name: "events", day: "local_date", order: "listener_key, event_key"),
        LakeTable(name: "exposures", day: nil, order: "experiment, listener_key, arm"),
        LakeTable(name: "listener_days", day: "local_date", order: "listener_key, platform"),
        LakeTable(name: "track_days", day: "local_date", order: "track_key, platform"),
        LakeTable(name: "truth_plays", day: nil, order: "play_key"),
        LakeTable(name: "truth_sessions", day: nil, order: "session_key"),
        LakeTable(name: "truth_parameters", day: nil, order: "import_key, name"),
        LakeTable(name: "truth_days", day: nil, order: "import_key, local_date"),
        LakeTable(
            name: "listener_observations", day: nil, order: "listener_key, attribute, observed_at, import_key, value"),
        LakeTable(name: "track_observations", day: nil, order: "track_key, attribute, observed_at, import_key, value"),
        LakeTable(name: "later_exposures", day: nil, order: "experiment, listener_key, arm, import_key"),
        LakeTable(name: "replaced_plays", day: nil, order: "replaced_by, play_key"),
    ]
}
