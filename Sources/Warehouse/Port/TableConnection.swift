import Listening

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

    package func keeps(_ table: SnapshotTable) throws -> Bool {
        let found = try query(
            Statement(
                SQLFile.statement("Statements/columns_of_table", in: EmbeddedFiles.text), ["name": .text(table.name)]))
        return (0..<found.rowCount).compactMap { found.columns[0].value(at: $0).text } == table.columns
    }

    package func keep(_ rows: Statement, in table: SnapshotTable, day: CalendarDay) throws {
        if try keeps(table) {
            try execute(
                Statement("DELETE FROM \(table.name) WHERE \(table.day) = :day", ["day": .day(day.daysSinceEpoch)]))
            try execute(Statement("INSERT INTO \(table.name) \(rows.text)", rows.parameters))
        } else {
            try execute(Statement("DROP TABLE IF EXISTS \(table.name)"))
            try execute(Statement("CREATE TABLE \(table.name) AS \(rows.text)", rows.parameters))
        }
    }
}
