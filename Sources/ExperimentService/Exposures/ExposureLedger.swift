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
                Statement(SQLFile.statement("Ledger/arms_of_unit", in: EmbeddedFiles.text), ["unit": .text(unit)]))
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
        try keepLater(key, connection)
        let firsts = try connection.query(Statement(SQLFile.statement("Ledger/new_exposures", in: EmbeddedFiles.text)))
        try connection.execute(
            Statement(SQLFile.statement("Ledger/insert_new_exposures", in: EmbeddedFiles.text), ["key": .integer(key)]))
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
                Statement(SQLFile.statement("Ledger/units_with_several_arms", in: EmbeddedFiles.text))) ?? 0)
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
        let rows = try connection.query(Statement(SQLFile.statement("Ledger/first_exposures", in: EmbeddedFiles.text)))
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
    private static func keepLater(_ key: Int64, _ connection: any WarehouseConnection) throws {
        let parameters: [String: Value] = ["key": .integer(key)]
        // Most exposures are first ones, or repeat what the same source said: nothing of theirs comes later.
        let others = try connection.integer(
            Statement(SQLFile.statement("Ledger/exposures_of_others", in: EmbeddedFiles.text), parameters))
        guard others != 0 else { return }
        // An earlier moment takes the place of the one that is there, which is kept unless it is of the same import.
        try connection.execute(
            Statement(SQLFile.statement("Ledger/keep_overtaken_exposures", in: EmbeddedFiles.text), parameters))
        // Of one source only the earliest moment is kept.
        try connection.execute(
            Statement(SQLFile.statement("Ledger/delete_overtaken_exposures", in: EmbeddedFiles.text), parameters))
        try connection.execute(
            Statement(SQLFile.statement("Ledger/keep_later_exposures", in: EmbeddedFiles.text), parameters))
        try connection.execute(
            Statement(SQLFile.statement("Ledger/move_exposures", in: EmbeddedFiles.text), parameters))
    }

    /// Listeners that were exposed before anything else was heard of them.
    private static func addListeners(_ importKey: Int64, _ connection: any WarehouseConnection) throws -> Int {
        let unknown = try connection.query(
            Statement(SQLFile.statement("Ledger/unknown_listeners", in: EmbeddedFiles.text)))
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
