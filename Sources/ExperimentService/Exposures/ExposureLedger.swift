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
        package var fates: [ExposureWriter.WriteOutcome] = []
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
                guard let experiment = rows.value("experiment", at: row).text, experiments.contains(experiment) else {
                    continue
                }
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

    private static func record(
        _ rows: [ExposureRow], _ source: String?, _ now: Instant, _ connection: any WarehouseConnection
    ) throws
        -> Receipt
    {
        var receipt = Receipt()
        var key: Int64 = 0
        if source != nil { key = try SurrogateKeys.next(.imports, on: connection) }
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
        try stageFirsts(connection)
        let same =
            "exposures.experiment = first_exposures.experiment AND exposures.listener_key = first_exposures.listener_key AND exposures.arm = first_exposures.arm"
        try keepLater(key, same, connection)
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
                SELECT experiment, listener_key, arm, exposed_at, local_date, CAST(:key AS {{bigint}})
                FROM first_exposures WHERE NOT EXISTS (SELECT 1 FROM exposures WHERE \(same))
                """, ["key": .integer(key)]))
        receipt.new = firsts.rowCount
        receipt.repeated = rows.count - receipt.new
        // The engine tells units apart by their bytes, so it is done here as well: `é` may be one code point or two.
        var news = Set(
            (0..<firsts.rowCount).map { row in (0..<3).map { ExactText(firsts.columns[$0].value(at: row).text ?? "") } }
        )
        receipt.fates = rows.map {
            news.remove([$0.experiment, $0.unit, $0.arm].map(ExactText.init)) == nil ? .duplicate : .accepted
        }
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
        try connection.unstage("incoming_exposures")
        try connection.unstage("first_exposures")
        if let source { try writeImport(key, source, rows, receipt, now, connection) }
        return receipt
    }

    private static func writeImport(
        _ key: Int64, _ source: String, _ rows: [ExposureRow], _ receipt: Receipt, _ now: Instant,
        _ connection: any WarehouseConnection
    ) throws {
        var record = ImportRecord(key: key, format: "exposures", source: source, listenerID: nil, importedAt: now)
        record.rowsRead = rows.count
        record.rowsNew = receipt.new
        record.rowsDuplicate = receipt.repeated
        let days = rows.map { CalendarDay(containingUTC: $0.at) }
        record.firstDay = days.min()
        record.lastDay = days.max()
        try record.insert(on: connection)
    }

    /// Fills `first_exposures` with the first moment that has come in for each experiment, listener and arm, on the listener's own day.
    private static func stageFirsts(_ connection: any WarehouseConnection) throws {
        let rows = try connection.query(
            Statement(
                """
                SELECT incoming.experiment, listeners.listener_key, listeners.zone, incoming.arm, MIN(incoming.exposed_at) AS exposed_at
                FROM incoming_exposures AS incoming
                INNER JOIN listeners ON incoming.listener_id = listeners.listener_id
                GROUP BY incoming.experiment, listeners.listener_key, listeners.zone, incoming.arm
                ORDER BY incoming.experiment, listeners.listener_key, incoming.arm
                """))
        var zones: [String: ListenerZone] = [:]
        var days: [Int32] = []
        var moments: [Int64] = []
        for row in 0..<rows.rowCount {
            guard case .instant(let at) = rows.value("exposed_at", at: row) else { continue }
            let identifier = rows.value("zone", at: row).text ?? "UTC"
            let zone = try zones[identifier] ?? ListenerZone(identifier)
            zones[identifier] = zone
            days.append(zone.localTime(at: Instant(microseconds: at)).day.daysSinceEpoch)
            moments.append(at)
        }
        try connection.unstage("first_exposures")
        try connection.execute(
            Statement(
                "CREATE TEMPORARY TABLE first_exposures (experiment {{text_column}} NOT NULL, listener_key {{bigint}} NOT NULL, arm {{text_column}} NOT NULL, exposed_at {{timestamp}} NOT NULL, local_date DATE NOT NULL)"
            ))
        func texts(_ name: String) -> [String] { (0..<rows.rowCount).map { rows.value(name, at: $0).text ?? "" } }
        try connection.append(
            ColumnBatch(columns: [
                Column("experiment", .text(texts("experiment"))),
                Column(
                    "listener_key", .int64((0..<rows.rowCount).map { rows.value("listener_key", at: $0).integer ?? 0 })),
                Column("arm", .text(texts("arm"))), Column("exposed_at", .instant(moments)),
                Column("local_date", .day(days)),
            ]), to: "first_exposures")
    }

    /// Keeps of each experiment, listener and arm the earliest moment in `exposures`, and what other imports said in `later_exposures`, so
    /// that an undo finds it.
    private static func keepLater(_ key: Int64, _ same: String, _ connection: any WarehouseConnection) throws {
        let parameters: [String: Value] = ["key": .integer(key)]
        // Most exposures are first ones, or repeat what the same source said: nothing of theirs comes later.
        let others = try connection.integer(
            Statement(
                """
                SELECT COUNT(*) AS n FROM exposures INNER JOIN first_exposures ON \(same)
                WHERE exposures.import_key <> :key OR first_exposures.exposed_at < exposures.exposed_at
                """, parameters))
        guard others != 0 else { return }
        // An earlier moment takes the place of the one that is there, which is kept unless it is of the same import.
        try connection.execute(
            Statement(
                """
                INSERT INTO later_exposures (experiment, listener_key, arm, exposed_at, local_date, import_key)
                SELECT exposures.experiment, exposures.listener_key, exposures.arm, exposures.exposed_at, exposures.local_date, exposures.import_key
                FROM exposures INNER JOIN first_exposures ON \(same)
                WHERE first_exposures.exposed_at < exposures.exposed_at AND exposures.import_key <> :key
                """, parameters))
        let sameLater = same.replacing(
            "exposures.experiment = ", with: "later_exposures.experiment = ", maxReplacements: 1
        )
        .replacing(" exposures.listener_key = ", with: " later_exposures.listener_key = ", maxReplacements: 1)
        .replacing(" exposures.arm = ", with: " later_exposures.arm = ", maxReplacements: 1)
        // Of one source only the earliest moment is kept.
        try connection.execute(
            Statement(
                """
                DELETE FROM later_exposures WHERE import_key = :key AND EXISTS (
                    SELECT 1 FROM first_exposures WHERE \(sameLater) AND first_exposures.exposed_at < later_exposures.exposed_at)
                """, parameters))
        try connection.execute(
            Statement(
                """
                INSERT INTO later_exposures (experiment, listener_key, arm, exposed_at, local_date, import_key)
                SELECT first_exposures.experiment, first_exposures.listener_key, first_exposures.arm, first_exposures.exposed_at, first_exposures.local_date,
                    CAST(:key AS {{bigint}})
                FROM first_exposures INNER JOIN exposures ON \(same)
                WHERE first_exposures.exposed_at >= exposures.exposed_at AND exposures.import_key <> :key
                    AND NOT EXISTS (SELECT 1 FROM later_exposures WHERE \(sameLater) AND later_exposures.import_key = :key)
                """, parameters))
        try connection.execute(
            Statement(
                """
                UPDATE exposures SET exposed_at = first_exposures.exposed_at, local_date = first_exposures.local_date, import_key = CAST(:key AS {{bigint}})
                FROM first_exposures WHERE \(same) AND first_exposures.exposed_at < exposures.exposed_at
                """, parameters))
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
        let first = try SurrogateKeys.next(.listeners, on: connection)
        try connection.append(
            ColumnBatch(columns: [
                Column("listener_key", .int64(ids.indices.map { first + Int64($0) })),
                Column("listener_id", .text(ids)),
                Column("zone", .text(ids.map { _ in "UTC" })), Column("import_key", .int64(ids.map { _ in importKey })),
            ]), to: "listeners")
        return ids.count
    }
}
