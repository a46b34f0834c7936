import Listening
package import Warehouse

/// The imports that were made, and how to take one back.
package enum ImportHistory {
    /// Every import, oldest first.
    package static func list(_ warehouse: any Warehouse) async throws -> [ImportRecord] {
        try await warehouse.read { try ImportRecord.all(on: $0) }
    }

    /// Takes an import back: its plays, events and truth, and the listeners, artists, tracks and playlists that nothing else uses.
    /// Sessions and marts of the listeners concerned are derived anew. Afterwards the warehouse is as if the import had not been made.
    /// - Throws: ``IngestionError`` `import.unknown-import`.
    package static func undo(_ key: Int64, in warehouse: any Warehouse) async throws -> ImportRecord {
        try await warehouse.write { connection in
            guard let record = try ImportRecord.all(on: connection).first(where: { $0.key == key }) else {
                throw IngestionError.unknownImport(key)
            }
            let parameters: [String: Value] = ["key": .integer(key)]
            try Marts.makeTouchedTables(on: connection)
            try connection.execute(
                Statement("INSERT INTO touched_listeners SELECT DISTINCT listener_key FROM plays WHERE import_key = :key", parameters))
            try connection.execute(Statement("INSERT INTO touched_days SELECT DISTINCT local_date FROM plays WHERE import_key = :key", parameters))
            for (truth, fact) in [("truth_plays", "play_key"), ("truth_sessions", "session_key")] {
                try connection.execute(
                    Statement("DELETE FROM \(truth) WHERE \(fact) IN (SELECT \(fact) FROM plays WHERE import_key = :key)", parameters))
            }
            for table in ["plays", "events", "subscriptions", "listener_tastes", "exposures", "truth_parameters", "truth_days"] {
                try connection.execute(Statement("DELETE FROM \(table) WHERE import_key = :key", parameters))
            }
            let sessions = Sessions(connection)
            try sessions.place(alsoNew: false)
            try sessions.updateMoved()
            try Marts.refresh(.touched, on: connection)
            try releaseDimensions(parameters, on: connection)
            try connection.execute(Statement("DELETE FROM imports WHERE import_key = :key", parameters))
            for table in ["session_places", "play_times", "touched_listeners", "touched_days"] {
                try connection.execute(Statement("DROP TABLE IF EXISTS \(table)"))
            }
            return record
        }
    }

    /// Deletes the dimension rows that the import brought and nothing else uses. What a later import uses too becomes that import's.
    private static func releaseDimensions(_ parameters: [String: Value], on connection: any WarehouseConnection) throws {
        let uses = [
            ("playlist_tracks", "playlist_key", "SELECT context_id FROM plays WHERE context_id IS NOT NULL"),
            ("playlists", "playlist_key", "SELECT context_id FROM plays WHERE context_id IS NOT NULL"),
            ("listeners", "listener_key", "SELECT listener_key FROM plays UNION SELECT listener_key FROM exposures"),
            ("tracks", "track_key", "SELECT track_key FROM plays"),
            ("artists", "artist_key", "SELECT artist_key FROM tracks"),
        ]
        for (table, key, used) in uses {
            try connection.execute(Statement("DELETE FROM \(table) WHERE import_key = :key AND \(key) NOT IN (\(used))", parameters))
        }
        try connection.execute(
            Statement(
                """
                UPDATE tracks SET import_key = used.import_key
                FROM (SELECT track_key, MIN(import_key) AS import_key FROM plays GROUP BY track_key) AS used
                WHERE tracks.import_key = :key AND tracks.track_key = used.track_key
                """, parameters))
        try connection.execute(
            Statement(
                """
                UPDATE listeners SET import_key = used.import_key
                FROM (SELECT listener_key, MIN(import_key) AS import_key FROM plays GROUP BY listener_key) AS used
                WHERE listeners.import_key = :key AND listeners.listener_key = used.listener_key
                """, parameters))
        try connection.execute(
            Statement(
                """
                UPDATE artists SET import_key = used.import_key
                FROM (SELECT artist_key, MIN(import_key) AS import_key FROM tracks GROUP BY artist_key) AS used
                WHERE artists.import_key = :key AND artists.artist_key = used.artist_key
                """, parameters))
    }
}
