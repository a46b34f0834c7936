import Warehouse

/// Finds the sessions of the touched listeners anew, and tells plays their place.
struct Sessions {
    private let connection: any WarehouseConnection

    init(_ connection: any WarehouseConnection) { self.connection = connection }

    /// Fills the temporary table `session_places` for the plays of `touched_listeners`, and those of `new_plays` where asked.
    func place(alsoNew: Bool) throws {
        try connection.execute(Statement("DROP TABLE IF EXISTS play_times"))
        let new = alsoNew ? " UNION ALL SELECT play_key, listener_key, started_at, ended_at FROM new_plays" : ""
        try connection.execute(
            Statement("CREATE TEMPORARY TABLE play_times AS \(IngestionSQL.text("touched_play_times"))\(new)"))
        try connection.execute(Statement("DROP TABLE IF EXISTS session_places"))
        try connection.execute(
            Statement("CREATE TEMPORARY TABLE session_places AS \(IngestionSQL.text("session_places"))"))
    }

    /// Tells the plays that were there before, and whose session changed, their new place.
    func updateMoved() throws {
        try connection.execute(Statement(IngestionSQL.text("Statements/update_moved_plays")))
    }
}
