/// A connection to an engine whose tables, temporary and kept, can be changed row by row.
protocol TableConnection: WarehouseConnection {}

extension TableConnection {
    package func stage(_ table: String, _ rows: Statement) throws {
        try unstage(table)
        try execute(Statement("CREATE TEMPORARY TABLE \(table) AS \(rows.text)", rows.parameters))
    }

    package func unstage(_ table: String) throws {
        try execute(Statement("DROP TABLE IF EXISTS {{temporary(\(table))}}"))
    }

    package func keeps(_ table: String, columns: [String]) throws -> Bool {
        let found = try query(
            Statement(
                """
                SELECT column_name FROM information_schema.columns
                WHERE table_name = :name AND table_schema = current_schema() ORDER BY ordinal_position
                """, ["name": .text(table)]))
        return (0..<found.rowCount).compactMap { found.columns[0].value(at: $0).text } == columns
    }

    package func keep(_ rows: Statement, in table: String, columns: [String], where column: String, is value: Value) throws {
        if try keeps(table, columns: columns) {
            try execute(Statement("DELETE FROM \(table) WHERE \(column) = :value", ["value": value]))
            try execute(Statement("INSERT INTO \(table) \(rows.text)", rows.parameters))
        } else {
            try execute(Statement("DROP TABLE IF EXISTS \(table)"))
            try execute(Statement("CREATE TABLE \(table) AS \(rows.text)", rows.parameters))
        }
    }
}
