/// Keeps what is derived from plays (sessions and daily marts) in step with them.
package enum Marts {
    /// What changed.
    package enum Scope: Sendable {
        /// Everything is derived anew.
        case everything
        /// Only what the plays of the temporary tables `touched_listeners` and `touched_days` can have changed.
        case touched
    }

    private static let tables = [("sessions", "listener_key", "touched_listeners"), ("listener_days", "listener_key", "touched_listeners"), ("track_days", "local_date", "touched_days")]

    /// Derives sessions and daily marts from plays. The plays' session keys must be right already.
    package static func refresh(_ scope: Scope, on connection: any WarehouseConnection) throws {
        let everyone = scope == .everything
        if everyone {
            try makeTouchedTables(on: connection)
        }
        for (table, key, touched) in tables {
            let file = SQLFile(path: table, text: EmbeddedFiles.texts["SQL/Marts/\(table).sql"] ?? "")
            let restriction = everyone ? "" : " WHERE \(key) IN (SELECT \(key) FROM \(touched))"
            try connection.execute(Statement("DELETE FROM \(table)\(restriction)"))
            try connection.execute(Statement("INSERT INTO \(table) \(file.body)", ["everyone": .bool(everyone)]))
        }
    }

    /// Makes the empty temporary tables that a load fills with what it touches.
    package static func makeTouchedTables(on connection: any WarehouseConnection) throws {
        try connection.execute(Statement("DROP TABLE IF EXISTS touched_listeners"))
        try connection.execute(Statement("DROP TABLE IF EXISTS touched_days"))
        try connection.execute(Statement("CREATE TEMPORARY TABLE touched_listeners (listener_key {{bigint}} NOT NULL)"))
        try connection.execute(Statement("CREATE TEMPORARY TABLE touched_days (local_date DATE NOT NULL)"))
    }
}
