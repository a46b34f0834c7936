import Listening
import Warehouse

/// Who was active when in a continuation: the truth for daily active listeners.
struct ContinuedActivity {
    private let listenersByDay: [CalendarDay: Int]
    /// Local days with a play, in order.
    let days: [CalendarDay]
    /// Listeners who played.
    let listeners: Int

    /// Counts a listener on a day on which they had played before the continuation not again: the days of a service and of its continuations
    /// add up to the listeners of the day.
    init(_ parts: [ServicePart], _ keys: SimulationKeys, after end: Int64, on connection: any WarehouseConnection)
        throws
    {
        // A day earlier: west of Greenwich it is yesterday still.
        let since = CalendarDay(containingUTC: Instant(microseconds: end)).advanced(days: -1)
        let rows = try connection.query(
            Statement(
                "SELECT DISTINCT listener_key, local_date FROM listener_days WHERE local_date >= :since",
                ["since": .day(since.daysSinceEpoch)]))
        var before: [Int64: Set<Int32>] = [:]
        for row in 0..<rows.rowCount {
            guard let key = rows.value("listener_key", at: row).integer,
                case .day(let day) = rows.value("local_date", at: row)
            else {
                continue
            }
            before[key, default: []].insert(day)
        }
        var counts: [CalendarDay: Int] = [:]
        var played: Set<CalendarDay> = []
        var listeners = 0
        for part in parts {
            for person in part.people {
                guard let encounter = person.encounter, !person.sessions.isEmpty else { continue }
                listeners += 1
                var active: Set<Int32> = []
                for session in part.buffer.sessions[person.sessions] {
                    active.formUnion(part.buffer.date[Int(session.firstPlay)..<Int(session.firstPlay + session.plays)])
                }
                played.formUnion(active.map(CalendarDay.init(daysSinceEpoch:)))
                for day in active.subtracting(before[keys.listener + Int64(encounter.listener)] ?? []) {
                    counts[CalendarDay(daysSinceEpoch: day), default: 0] += 1
                }
            }
        }
        listenersByDay = counts
        days = played.sorted()
        self.listeners = listeners
    }

    /// Rows of `truth_days`.
    func truthDays(_ keys: SimulationKeys) -> ColumnBatch {
        let days = listenersByDay.sorted { $0.key < $1.key }
        return ColumnBatch(columns: [
            Column("import_key", .int64(days.map { _ in keys.load })),
            Column("local_date", .day(days.map(\.key.daysSinceEpoch))),
            Column("listeners", .int64(days.map { Int64($0.value) })),
        ])
    }
}
