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
                Statement(
                    "INSERT INTO touched_listeners SELECT DISTINCT listener_key FROM plays WHERE import_key = :key",
                    parameters))
            try connection.execute(
                Statement(
                    "INSERT INTO touched_days SELECT DISTINCT local_date FROM plays WHERE import_key = :key", parameters
                ))
            for (truth, fact) in [("truth_plays", "play_key"), ("truth_sessions", "session_key")] {
                try connection.execute(
                    Statement(
                        "DELETE FROM \(truth) WHERE \(fact) IN (SELECT \(fact) FROM plays WHERE import_key = :key)",
                        parameters))
            }
            try promoteExposures(parameters, on: connection)
            for table in ["plays", "events", "subscriptions", "listener_tastes", "truth_parameters", "truth_days"] {
                try connection.execute(Statement("DELETE FROM \(table) WHERE import_key = :key", parameters))
            }
            try restoreReplaced(parameters, on: connection)
            try connection.stage(
                "restated_listeners",
                Statement(
                    "SELECT DISTINCT listener_key FROM listener_observations WHERE import_key = :key AND attribute = 'zone'",
                    parameters))
            let observations = Observations(connection)
            try observations.remove(importKey: key)
            try observations.updateSkips(
                of:
                    "SELECT track_key, duration_ms FROM tracks WHERE track_key IN (SELECT track_key FROM restored_plays)"
            )
            try Calendars(connection).restore(
                Statement("SELECT listener_key FROM restated_listeners"),
                also: Statement("SELECT listener_key FROM restored_plays"))
            let sessions = Sessions(connection)
            try sessions.place(alsoNew: false)
            try sessions.updateMoved()
            try Marts.refresh(.touched, on: connection)
            try releaseDimensions(parameters, on: connection)
            try connection.execute(Statement("DELETE FROM imports WHERE import_key = :key", parameters))
            for table in [
                "session_places", "play_times", "touched_listeners", "touched_days", "restated_listeners",
                "restored_plays",
            ] {
                try connection.unstage(table)
            }
            return record
        }
    }

    /// Takes back the exposures of the import; where another import or the service had one of the same arm later, that one is the first now.
    private static func promoteExposures(_ parameters: [String: Value], on connection: any WarehouseConnection) throws {
        try connection.execute(Statement("DELETE FROM later_exposures WHERE import_key = :key", parameters))
        try connection.stage(
            "promoted_exposures",
            Statement(IngestionSQL.text("promoted_exposures"), parameters))
        try connection.execute(Statement("DELETE FROM exposures WHERE import_key = :key", parameters))
        try connection.execute(Statement(IngestionSQL.text("Statements/insert_promoted_exposures")))
        try connection.execute(Statement(IngestionSQL.text("Statements/delete_promoted_exposures")))
        try connection.unstage("promoted_exposures")
    }

    /// Brings the plays back that finer ones of the import had replaced.
    private static func restoreReplaced(_ parameters: [String: Value], on connection: any WarehouseConnection) throws {
        try connection.execute(Statement("DELETE FROM replaced_plays WHERE import_key = :key", parameters))
        try connection.stage(
            "restored_plays",
            Statement(
                "SELECT play_key, listener_key, track_key, local_date FROM replaced_plays WHERE replaced_by = :key",
                parameters))
        try connection.execute(Statement(IngestionSQL.text("Statements/restore_replaced_plays"), parameters))
        try connection.execute(Statement("DELETE FROM replaced_plays WHERE replaced_by = :key", parameters))
        try connection.execute(
            Statement("INSERT INTO touched_listeners SELECT DISTINCT listener_key FROM restored_plays"))
        try connection.execute(Statement("INSERT INTO touched_days SELECT DISTINCT local_date FROM restored_plays"))
    }

    /// Deletes the dimension rows that the import brought and nothing else uses. What a later import uses too becomes that import's.
    private static func releaseDimensions(_ parameters: [String: Value], on connection: any WarehouseConnection) throws
    {
        let uses = [
            ("playlist_tracks", "playlist_key", "SELECT context_id FROM plays WHERE context_id IS NOT NULL"),
            ("playlists", "playlist_key", "SELECT context_id FROM plays WHERE context_id IS NOT NULL"),
            (
                "listeners", "listener_key",
                "SELECT listener_key FROM plays UNION SELECT listener_key FROM exposures UNION SELECT listener_key FROM replaced_plays"
            ),
            ("tracks", "track_key", "SELECT track_key FROM plays UNION SELECT track_key FROM replaced_plays"),
            ("artists", "artist_key", "SELECT artist_key FROM tracks"),
        ]
        for (table, key, used) in uses {
            try connection.execute(
                Statement("DELETE FROM \(table) WHERE import_key = :key AND \(key) NOT IN (\(used))", parameters))
        }
        try connection.execute(Statement(IngestionSQL.text("Statements/pass_on_tracks"), parameters))
        try connection.execute(Statement(IngestionSQL.text("Statements/pass_on_listeners"), parameters))
        try connection.execute(Statement(IngestionSQL.text("Statements/pass_on_artists"), parameters))
    }
}
