import Experimentation
package import Listening
package import Warehouse

/// Writes exposures to the ledger of the warehouse: one row per experiment, listener and arm, with the first time.
package struct ExposureLedger: Sendable {
    /// What became of the rows of a load.
    package struct Receipt: Sendable, Hashable {
        /// First meetings.
        package var new = 0
        /// Meetings of an arm that the unit had met before; the earlier moment is kept.
        package var repeated = 0
        /// Listeners that nothing was known of; they count, with nothing listened.
        package var newListeners = 0
        /// Units that now have more than one arm of an experiment.
        package var multiple = 0
        /// What became of each row, in order.
        package var fates: [ExposureWriter.Fate] = []
    }

    private let warehouse: any Warehouse

    package init(_ warehouse: any Warehouse) { self.warehouse = warehouse }

    /// The arms that a unit met first, by experiment.
    package func firstArms(of unit: String, in experiments: [String]) async throws -> [String: String] {
        guard !experiments.isEmpty else { return [:] }
        return try await warehouse.readPromptly { connection in
            let rows = try connection.query(
                Statement(
                    """
                    SELECT exposures.experiment, exposures.arm FROM exposures
                    INNER JOIN listeners ON exposures.listener_key = listeners.listener_key
                    WHERE listeners.listener_id = :unit ORDER BY exposures.exposed_at DESC, exposures.arm
                    """, ["unit": .text(unit)]))
            var arms: [String: String] = [:]
            for row in 0..<rows.rowCount {
                guard let experiment = rows.value("experiment", at: row).text, experiments.contains(experiment) else { continue }
                arms[experiment] = rows.value("arm", at: row).text
            }
            return arms
        }
    }

    /// Writes rows in one transaction: all of them are there afterwards, or none.
    /// - Parameter source: what the rows came from; nil writes no import that could be undone.
    package func record(_ rows: [ExposureRow], source: String? = nil, at now: Instant) async throws -> Receipt {
        guard !rows.isEmpty else { return Receipt() }
        return try await warehouse.write { connection in try Self.record(rows, source, now, connection) }
    }

    private static func record(_ rows: [ExposureRow], _ source: String?, _ now: Instant, _ connection: any WarehouseConnection) throws
        -> Receipt
    {
        var receipt = Receipt()
        var key: Int64 = 0
        if let source {
            key = try KeySpace.next(.imports, on: connection)
            var record = ImportRecord(key: key, format: "exposures", source: source, listenerID: nil, importedAt: now)
            record.rowsRead = rows.count
            record.rowsNew = rows.count
            let days = rows.map { CalendarDay(containingUTC: $0.at) }
            record.firstDay = days.min()
            record.lastDay = days.max()
            try record.insert(on: connection)
        }
        try connection.execute(Statement("DROP TABLE IF EXISTS incoming_exposures"))
        try connection.execute(
            Statement(
                "CREATE TEMPORARY TABLE incoming_exposures (experiment {{text_column}} NOT NULL, listener_id {{text_column}} NOT NULL, arm {{text_column}} NOT NULL, exposed_at {{timestamp}} NOT NULL)"
            ))
        try connection.append(
            ColumnBatch(columns: [
                Column("experiment", .text(rows.map(\.experiment))), Column("listener_id", .text(rows.map(\.unit))),
                Column("arm", .text(rows.map(\.arm))), Column("exposed_at", .instant(rows.map(\.at.microseconds))),
            ]), to: "incoming_exposures")
        receipt.newListeners = try addListeners(key, connection)
        try connection.execute(Statement("DROP TABLE IF EXISTS first_exposures"))
        try connection.execute(
            Statement(
                """
                CREATE TEMPORARY TABLE first_exposures AS
                SELECT incoming.experiment, listeners.listener_key, incoming.arm, MIN(incoming.exposed_at) AS exposed_at
                FROM incoming_exposures AS incoming
                INNER JOIN listeners ON incoming.listener_id = listeners.listener_id
                GROUP BY incoming.experiment, listeners.listener_key, incoming.arm
                """))
        let same =
            "exposures.experiment = first_exposures.experiment AND exposures.listener_key = first_exposures.listener_key AND exposures.arm = first_exposures.arm"
        try connection.execute(
            Statement(
                """
                UPDATE exposures SET exposed_at = first_exposures.exposed_at, local_date = CAST(first_exposures.exposed_at AS DATE)
                FROM first_exposures WHERE \(same) AND first_exposures.exposed_at < exposures.exposed_at
                """))
        let firsts = try connection.query(
            Statement(
                """
                SELECT first_exposures.experiment, listeners.listener_id, first_exposures.arm FROM first_exposures
                INNER JOIN listeners ON first_exposures.listener_key = listeners.listener_key
                WHERE NOT EXISTS (SELECT 1 FROM exposures WHERE \(same))
                """))
        try connection.execute(
            Statement(
                """
                INSERT INTO exposures (experiment, listener_key, arm, exposed_at, local_date, import_key)
                SELECT experiment, listener_key, arm, exposed_at, CAST(exposed_at AS DATE), CAST(:key AS {{bigint}})
                FROM first_exposures WHERE NOT EXISTS (SELECT 1 FROM exposures WHERE \(same))
                """, ["key": .integer(key)]))
        receipt.new = firsts.rowCount
        receipt.repeated = rows.count - receipt.new
        // The engine tells units apart by their bytes, so it is done here as well: `é` may be one code point or two.
        var news = Set((0..<firsts.rowCount).map { row in (0..<3).map { ExactText(firsts.columns[$0].value(at: row).text ?? "") } })
        receipt.fates = rows.map { news.remove([$0.experiment, $0.unit, $0.arm].map(ExactText.init)) == nil ? .duplicate : .accepted }
        receipt.multiple = Int(
            try connection.integer(
                Statement(
                    """
                    SELECT COUNT(*) AS n FROM (
                        SELECT exposures.experiment, exposures.listener_key FROM exposures
                        INNER JOIN (SELECT DISTINCT experiment, listener_key FROM first_exposures) AS touched
                            ON exposures.experiment = touched.experiment AND exposures.listener_key = touched.listener_key
                        GROUP BY exposures.experiment, exposures.listener_key HAVING COUNT(*) > 1
                    ) AS several
                    """)) ?? 0)
        try connection.execute(Statement("DROP TABLE incoming_exposures"))
        try connection.execute(Statement("DROP TABLE first_exposures"))
        return receipt
    }

    /// Listeners that were exposed before anything else was heard of them.
    private static func addListeners(_ importKey: Int64, _ connection: any WarehouseConnection) throws -> Int {
        let unknown = try connection.query(
            Statement(
                """
                SELECT DISTINCT incoming_exposures.listener_id FROM incoming_exposures
                LEFT JOIN listeners ON incoming_exposures.listener_id = listeners.listener_id
                WHERE listeners.listener_id IS NULL ORDER BY incoming_exposures.listener_id
                """))
        guard unknown.rowCount > 0 else { return 0 }
        let ids = (0..<unknown.rowCount).compactMap { unknown.columns[0].value(at: $0).text }
        let first = try KeySpace.next(.listeners, on: connection)
        try connection.append(
            ColumnBatch(columns: [
                Column("listener_key", .int64(ids.indices.map { first + Int64($0) })), Column("listener_id", .text(ids)),
                Column("zone", .text(ids.map { _ in "UTC" })), Column("import_key", .int64(ids.map { _ in importKey })),
            ]), to: "listeners")
        return ids.count
    }
}
