/// Hands out surrogate keys above those that a table already has.
package enum SurrogateKeys {
    /// A table with a surrogate key.
    package enum Table: String, Sendable {
        case imports, listeners, artists, tracks, playlists, plays, events

        var column: String {
            switch self {
            case .imports: "import_key"
            case .listeners: "listener_key"
            case .artists: "artist_key"
            case .tracks: "track_key"
            case .playlists: "playlist_key"
            case .plays: "play_key"
            case .events: "event_key"
            }
        }
    }

    /// The first key that is free in a table. Keys start at 1.
    package static func next(_ table: Table, on connection: any WarehouseConnection) throws -> Int64 {
        (try connection.integer(Statement("SELECT MAX(\(table.column)) AS last FROM \(table.rawValue)")) ?? 0) + 1
    }
}
