import Foundation
import Listening
import Warehouse

/// Finds the sessions of the touched listeners anew, and tells plays their place.
struct Sessions {
    private let connection: any WarehouseConnection

    init(_ connection: any WarehouseConnection) { self.connection = connection }

    /// Fills the temporary table `session_places` for the plays of `touched_listeners`, and those of `new_plays` where asked.
    func place(alsoNew: Bool) throws {
        try connection.execute(Statement("DROP TABLE IF EXISTS play_times"))
        let new = alsoNew ? "UNION ALL SELECT play_key, listener_key, started_at, ended_at FROM new_plays" : ""
        try connection.execute(
            Statement(
                """
                CREATE TEMPORARY TABLE play_times AS
                SELECT play_key, listener_key, started_at, ended_at FROM plays WHERE listener_key IN (SELECT listener_key FROM touched_listeners)
                \(new)
                """))
        try connection.execute(Statement("DROP TABLE IF EXISTS session_places"))
        let text = IngestionSQL.text("session_places")
        try connection.execute(
            Statement(
                "CREATE TEMPORARY TABLE session_places AS \(text)",
                ["gap_microseconds": .integer(SessionRule.standard.gapMicroseconds)]))
    }

    /// Tells the plays that were there before, and whose session changed, their new place.
    func updateMoved() throws {
        try connection.execute(
            Statement(
                """
                UPDATE plays SET session_key = session_places.session_key, session_position = session_places.session_position
                FROM session_places
                WHERE plays.play_key = session_places.play_key
                    AND (plays.session_key <> session_places.session_key OR plays.session_position <> session_places.session_position)
                """))
    }
}
