import Listening
import Warehouse

/// Which zone each listener's days are counted in. One listener has one calendar; it is stated by a row or by `--zone`, and UTC until then.
struct Calendars {
    /// The calendar of a staged listener.
    struct Calendar {
        let key: Int64
        let zone: ListenerZone
        /// The zone that the listener is kept in so far; nil for one that is new.
        let stored: String?
        /// Whether the stored zone was stated, so that nothing but an undo changes it.
        let isStated: Bool
        /// Whether this import states the zone.
        let isNamed: Bool
    }

    private let connection: any WarehouseConnection

    init(_ connection: any WarehouseConnection) { self.connection = connection }

    /// Decides on the calendars of the staged listeners, whose keys are known; takes out the records that name another zone.
    ///
    /// A stated zone holds. Otherwise it is the one that the listener's latest play names, else `--zone`, else the one so far, else UTC.
    func resolve(_ staging: inout Staging, options: ImportOptions) throws -> [Calendar] {
        let stored = try storedZones(staging.listeners.count)
        let named = latestZones(staging)
        var zones: [String: ListenerZone] = [:]
        let calendars = try staging.listeners.indices.map { index -> Calendar in
            guard let known = stored[index] else { throw IngestionError.unknownImport(0) }
            let isStated = known.isStated
            let identifier: String
            if isStated {
                identifier = known.zone
                if staging.listeners[index] == options.listener, let given = options.zone, given != identifier {
                    throw IngestionError.zoneConflict(listener: options.listener, stored: identifier, given: given)
                }
            } else {
                identifier = named[index] ?? options.zone ?? known.zone
            }
            let zone = try zones[identifier] ?? ListenerZone(identifier)
            zones[identifier] = zone
            return Calendar(
                key: known.key, zone: zone, stored: known.isNew ? nil : known.zone, isStated: isStated,
                isNamed: named[index] != nil || options.zone != nil)
        }
        if !named.isEmpty {
            let words = staging.words
            let listeners = staging.listeners
            staging.remove { record in
                guard !record.zone.isNone else { return nil }
                let identifier = words[Int(record.zone.index)]
                let calendar = calendars[Int(record.listener)]
                guard identifier != calendar.zone.identifier else { return nil }
                let why =
                    calendar.isStated
                    ? "in which listener \"\(listeners[Int(record.listener)])\" is kept"
                    : "which the listener's latest play names"
                return (
                    "zone",
                    "\"\(identifier.prefix(40))\" differs from \(calendar.zone.identifier), \(why); one listener has one calendar"
                )
            }
        }
        return calendars
    }

    /// Writes the zones down, and moves what is stored of listeners whose zone changes to their new days.
    func apply(_ calendars: [Calendar]) throws {
        let changed = calendars.filter { $0.zone.identifier != ($0.stored ?? "UTC") }
        try setZones(changed.map { ($0.key, $0.zone) })
        try realign(changed.filter { $0.stored != nil }.map { ($0.key, $0.zone) })
    }

    /// Writes down that this import stated the zones, as of each listener's last play.
    func observe(_ calendars: [Calendar], importKey: Int64) throws {
        let stating = calendars.filter(\.isNamed)
        guard !stating.isEmpty else { return }
        try connection.stage("observed_listeners", Statement("SELECT listener_key FROM staged_zones"))
        try Observations(connection).addBaseline(importKey: importKey)
        try connection.execute(
            Statement(IngestionSQL.text("Statements/insert_zone_observations"), ["import_key": .integer(importKey)]))
        try connection.unstage("observed_listeners")
    }

    /// Fills `staged_zones` with the listeners whose zone this import states, before their plays are staged.
    func stage(_ calendars: [Calendar]) throws {
        try connection.unstage("staged_zones")
        try connection.execute(
            Statement(
                "CREATE TEMPORARY TABLE staged_zones (listener_key {{bigint}} NOT NULL, zone {{text_column}} NOT NULL)")
        )
        let stating = calendars.filter(\.isNamed)
        guard !stating.isEmpty else { return }
        try connection.append(
            ColumnBatch(columns: [
                Column("listener_key", .int64(stating.map(\.key))),
                Column("zone", .text(stating.map(\.zone.identifier))),
            ]),
            to: "staged_zones")
    }

    /// Brings the zones of the listeners back to what is stated of them, after an import's statements were taken back.
    /// - Parameters:
    ///   - listeners: a statement with their keys.
    ///   - also: a statement with the keys of listeners whose plays are put on their days anew, whether their zone changes or not.
    func restore(_ listeners: Statement, also: Statement) throws {
        let rows = try connection.query(
            Statement(
                """
                SELECT listeners.listener_key, listeners.zone, COALESCE(MAX(stated.value), 'UTC') AS stated
                FROM listeners
                LEFT JOIN listener_observations AS stated ON listeners.listener_key = stated.listener_key AND stated.attribute = 'zone'
                WHERE listeners.listener_key IN (\(listeners.text))
                GROUP BY listeners.listener_key, listeners.zone ORDER BY listeners.listener_key
                """, listeners.parameters))
        let changed = try (0..<rows.rowCount).compactMap { row -> (Int64, ListenerZone)? in
            guard let key = rows.value("listener_key", at: row).integer,
                let stated = rows.value("stated", at: row).text,
                stated != rows.value("zone", at: row).text
            else { return nil }
            return (key, try ListenerZone(stated))
        }
        try setZones(changed)
        let others = try connection.query(
            Statement(
                "SELECT DISTINCT listener_key, zone FROM listeners WHERE listener_key IN (\(also.text))",
                also.parameters))
        let unchanged = try (0..<others.rowCount).compactMap { row -> (Int64, ListenerZone)? in
            guard let key = others.columns[0].value(at: row).integer, let zone = others.columns[1].value(at: row).text
            else { return nil }
            return (key, try ListenerZone(zone))
        }
        try realign(changed + unchanged)
    }

    private func storedZones(_ count: Int) throws -> [Int: (key: Int64, zone: String, isNew: Bool, isStated: Bool)] {
        var found: [Int: (key: Int64, zone: String, isNew: Bool, isStated: Bool)] = [:]
        found.reserveCapacity(count)
        try connection.stream(
            Statement(IngestionSQL.text("stored_zones"))
        ) { batch in
            for row in 0..<batch.rowCount {
                guard let index = batch.columns[0].value(at: row).integer,
                    let key = batch.columns[1].value(at: row).integer,
                    let zone = batch.columns[2].value(at: row).text
                else { continue }
                let isNew = batch.columns[3].value(at: row) == .bool(true)
                found[Int(index)] = (
                    key, zone, isNew, !batch.columns[4].value(at: row).isNull || (!isNew && zone != "UTC")
                )
            }
        }
        return found
    }

    /// The zone that the latest play of each listener names; of two of one moment the one that comes first by name.
    private func latestZones(_ staging: Staging) -> [Int: String] {
        var latest: [Int: (at: Instant, zone: String)] = [:]
        for piece in staging.pieces {
            for record in piece where !record.zone.isNone {
                let zone = staging.words[Int(record.zone.index)]
                let known = latest[Int(record.listener)]
                if let known, (known.at, zone) > (record.startedAt, known.zone) { continue }
                latest[Int(record.listener)] = (record.startedAt, zone)
            }
        }
        return latest.mapValues(\.zone)
    }

    private func setZones(_ zones: [(key: Int64, zone: ListenerZone)]) throws {
        guard !zones.isEmpty else { return }
        try connection.unstage("new_zones")
        try connection.execute(
            Statement(
                "CREATE TEMPORARY TABLE new_zones (listener_key {{bigint}} NOT NULL, zone {{text_column}} NOT NULL)"))
        try connection.append(
            ColumnBatch(columns: [
                Column("listener_key", .int64(zones.map(\.key))), Column("zone", .text(zones.map(\.zone.identifier))),
            ]),
            to: "new_zones")
        try connection.execute(
            Statement(
                "UPDATE listeners SET zone = new_zones.zone FROM new_zones WHERE listeners.listener_key = new_zones.listener_key"
            ))
        try connection.unstage("new_zones")
    }

    // MARK: Moving what is stored

    private func realign(_ zones: [(key: Int64, zone: ListenerZone)]) throws {
        guard !zones.isEmpty else { return }
        let byKey = Dictionary(zones, uniquingKeysWith: { first, _ in first })
        try connection.unstage("realigned_listeners")
        try connection.execute(
            Statement("CREATE TEMPORARY TABLE realigned_listeners (listener_key {{bigint}} NOT NULL)"))
        try connection.append(
            ColumnBatch(columns: [Column("listener_key", .int64(zones.map(\.key)))]), to: "realigned_listeners")
        try realignPlays(byKey)
        for (table, key, moment) in [("events", "event_key", "occurred_at")] {
            try realignDays(byKey, table, key, moment)
        }
        try realignExposures(byKey, "exposures")
        try realignExposures(byKey, "later_exposures")
        try connection.unstage("realigned_listeners")
    }

    private func realignPlays(_ zones: [Int64: ListenerZone]) throws {
        let rows = try connection.query(Statement(IngestionSQL.text("realigned_plays")))
        guard rows.rowCount > 0 else { return }
        var moved = Moved()
        for row in 0..<rows.rowCount {
            guard let zone = rows.value("listener_key", at: row).integer.flatMap({ zones[$0] }),
                let key = rows.value("play_key", at: row).integer,
                case .instant(let started) = rows.value("started_at", at: row),
                case .instant(let ended) = rows.value("ended_at", at: row),
                case .day(let day) = rows.value("local_date", at: row)
            else { continue }
            var start = Instant(microseconds: started)
            // A play of which only the day is known keeps its day and moves to that day's midnight.
            if rows.value("time_precision", at: row).text == TimePrecision.day.rawValue {
                start = zone.instant(day: CalendarDay(daysSinceEpoch: day), microsecondOfDay: 0)
            }
            moved.add(
                key, start, Instant(microseconds: start.microseconds + ended - started), zone.localTime(at: start))
        }
        try connection.unstage("realigned")
        try connection.execute(Statement(IngestionSQL.text("Statements/make_realigned_plays")))
        try connection.append(moved.batch, to: "realigned")
        for source in ["plays WHERE listener_key IN (SELECT listener_key FROM realigned_listeners)", "realigned"] {
            try connection.execute(Statement("INSERT INTO touched_days SELECT DISTINCT local_date FROM \(source)"))
        }
        try connection.execute(Statement("INSERT INTO touched_listeners SELECT listener_key FROM realigned_listeners"))
        if let first = moved.days.min(), let last = moved.days.max() {
            try connection.makeRoom(in: "plays", for: first...last)
        }
        try connection.execute(Statement(IngestionSQL.text("Statements/realign_plays")))
        try connection.unstage("realigned")
    }

    /// Plays that move, column by column.
    private struct Moved {
        var keys: [Int64] = []
        var starts: [Int64] = []
        var ends: [Int64] = []
        var days: [Int32] = []
        var hours: [Int16] = []
        var weekdays: [Int16] = []

        mutating func add(_ key: Int64, _ start: Instant, _ end: Instant, _ local: LocalTime) {
            keys.append(key)
            starts.append(start.microseconds)
            ends.append(end.microseconds)
            days.append(local.day.daysSinceEpoch)
            hours.append(Int16(local.hour))
            weekdays.append(Int16(local.weekday))
        }

        var batch: ColumnBatch {
            ColumnBatch(columns: [
                Column("play_key", .int64(keys)), Column("started_at", .instant(starts)),
                Column("ended_at", .instant(ends)),
                Column("local_date", .day(days)), Column("local_hour", .int16(hours)),
                Column("local_weekday", .int16(weekdays)),
            ])
        }
    }

    private func realignDays(_ zones: [Int64: ListenerZone], _ table: String, _ key: String, _ moment: String) throws {
        let rows = try connection.query(
            Statement(
                "SELECT \(key) AS row_key, listener_key, \(moment) AS moment FROM \(table) WHERE listener_key IN (SELECT listener_key FROM realigned_listeners)"
            ))
        guard rows.rowCount > 0 else { return }
        var keys: [Int64] = []
        var days: [Int32] = []
        for row in 0..<rows.rowCount {
            guard let zone = rows.value("listener_key", at: row).integer.flatMap({ zones[$0] }),
                let found = rows.value("row_key", at: row).integer,
                case .instant(let at) = rows.value("moment", at: row)
            else { continue }
            keys.append(found)
            days.append(zone.localTime(at: Instant(microseconds: at)).day.daysSinceEpoch)
        }
        try connection.unstage("realigned")
        try connection.execute(Statement("CREATE TEMPORARY TABLE realigned (row_key {{bigint}}, local_date DATE)"))
        try connection.append(
            ColumnBatch(columns: [Column("row_key", .int64(keys)), Column("local_date", .day(days))]), to: "realigned")
        if let first = days.min(), let last = days.max() { try connection.makeRoom(in: table, for: first...last) }
        try connection.execute(
            Statement(
                "UPDATE \(table) SET local_date = realigned.local_date FROM realigned WHERE \(table).\(key) = realigned.row_key"
            ))
        try connection.unstage("realigned")
    }

    private func realignExposures(_ zones: [Int64: ListenerZone], _ table: String) throws {
        let rows = try connection.query(
            Statement(
                "SELECT DISTINCT listener_key, exposed_at FROM \(table) WHERE listener_key IN (SELECT listener_key FROM realigned_listeners)"
            ))
        for row in 0..<rows.rowCount {
            guard let key = rows.value("listener_key", at: row).integer, let zone = zones[key],
                case .instant(let at) = rows.value("exposed_at", at: row)
            else { continue }
            try connection.execute(
                Statement(
                    "UPDATE \(table) SET local_date = :day WHERE listener_key = :key AND exposed_at = :at",
                    [
                        "day": .day(zone.localTime(at: Instant(microseconds: at)).day), "key": .integer(key),
                        "at": .instant(at),
                    ]))
        }
    }
}
