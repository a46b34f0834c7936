/// Keeps what is derived from plays (sessions and daily marts) in step with them.
package enum Marts {
    /// What changed.
    package enum Scope: Sendable {
        /// Everything is derived anew.
        case everything
        /// Only what the plays of the temporary tables `touched_listeners` and `touched_days` can have changed.
        case touched
    }

    /// The schema from which on marts tell unknown from 0. What an older one holds is derived from its plays.
    static let sinceSchema = 6

    private static let marts = [
        (table: "sessions", key: "listener_key", touched: "touched_listeners"),
        (table: "listener_days", key: "listener_key", touched: "touched_listeners"),
        (table: "track_days", key: "local_date", touched: "touched_days"),
    ]

    /// The tables that are derived from plays.
    package static var tables: [String] { marts.map(\.table) }

    /// Derives sessions and daily marts from plays. The plays' session keys must be right already.
    package static func refresh(_ scope: Scope, on connection: any WarehouseConnection) throws {
        for (table, key, touched) in marts {
            let restriction = scope == .everything ? "" : " WHERE \(key) IN (SELECT \(key) FROM \(touched))"
            try connection.execute(Statement("DELETE FROM \(table)\(restriction)"))
            try connection.execute(Statement("INSERT INTO \(table) \(question(table, scope))"))
        }
    }

    /// The statement that derives the rows of a mart from the plays.
    package static func question(_ table: String, _ scope: Scope) -> String {
        let body = SQLFile.statement("Marts/\(table)", in: EmbeddedFiles.text)
        guard scope == .everything else { return body }
        return body.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("FROM touched_") }
            .joined(
                separator: "\n")
    }

    /// Makes the empty temporary tables that a load fills with what it touches.
    package static func makeTouchedTables(on connection: any WarehouseConnection) throws {
        try connection.execute(Statement("DROP TABLE IF EXISTS touched_listeners"))
        try connection.execute(Statement("DROP TABLE IF EXISTS touched_days"))
        try connection.execute(Statement("CREATE TEMPORARY TABLE touched_listeners (listener_key {{bigint}} NOT NULL)"))
        try connection.execute(Statement("CREATE TEMPORARY TABLE touched_days (local_date DATE NOT NULL)"))
    }
}
