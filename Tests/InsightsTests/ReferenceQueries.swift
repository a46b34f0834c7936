import Foundation
import Listening
import Warehouse

/// Plain, slow, independent answers over every play in memory, to hold the SQL against.
struct ReferenceQueries {
    struct Play {
        let listener: Int64
        let day: Int
        let session: Int64
        let context: String?
        let contextID: Int64?
        let position: Int64?
        let ms: Int64?
        let skipped: Bool?
        let hour: Int64
        let order: Int64
    }

    let plays: [Play]
    let firstDay: Int
    let lastDay: Int
    /// The last day that is over by the clocks of 99 % of listeners, each listener asked.
    let completeDay: Int

    init(_ warehouse: any Warehouse) async throws {
        let rows = try await warehouse.read {
            try $0.query(Statement("SELECT * FROM plays ORDER BY listener_key, started_at, play_key"))
        }
        plays = (0..<rows.rowCount).map { row in
            var day = 0
            if case .day(let days) = rows.value("local_date", at: row) { day = Int(days) }
            var skipped: Bool?
            if case .bool(let value) = rows.value("skipped", at: row) { skipped = value }
            return Play(
                listener: rows.value("listener_key", at: row).integer ?? 0, day: day,
                session: rows.value("session_key", at: row).integer ?? 0,
                context: rows.value("context", at: row).text, contextID: rows.value("context_id", at: row).integer,
                position: rows.value("context_position", at: row).integer, ms: rows.value("ms_played", at: row).integer,
                skipped: skipped,
                hour: rows.value("local_hour", at: row).integer ?? 0, order: Int64(row))
        }
        firstDay = plays.map(\.day).min() ?? 0
        lastDay = plays.map(\.day).max() ?? 0
        let moments: [Int64] = (0..<rows.rowCount).compactMap { row in
            if case .instant(let microseconds) = rows.value("started_at", at: row) { microseconds } else { nil }
        }
        let moment = moments.max() ?? 0
        let listeners = try await warehouse.read { try $0.query(Statement("SELECT zone FROM listeners")) }
        let today = try (0..<listeners.rowCount).map { row in
            let zone = try ListenerZone(listeners.value("zone", at: row).text ?? "UTC")
            return Int(zone.localTime(at: Instant(microseconds: moment)).day.daysSinceEpoch)
        }.sorted()
        completeDay = today.isEmpty ? lastDay - 1 : today[today.count / 100] - 1
    }

    /// The days on which each listener played.
    var activeDays: [Int64: Set<Int>] { plays.reduce(into: [:]) { $0[$1.listener, default: []].insert($1.day) } }

    /// Distinct listeners in the `window` days that end on a day.
    func active(on day: Int, window: Int) -> Int {
        activeDays.values.count { days in days.contains { $0 > day - window && $0 <= day } }
    }

    /// Listeners for whom day N after their first lies in the data, those who played on it, and those who played on it or later.
    func retention(day: Int) -> (eligible: Int, on: Int, after: Int) {
        var answer = (eligible: 0, on: 0, after: 0)
        for days in activeDays.values {
            guard let first = days.min(), first + day <= completeDay else { continue }
            answer.eligible += 1
            if days.contains(first + day) { answer.on += 1 }
            if days.contains(where: { $0 >= first + day && $0 <= completeDay }) { answer.after += 1 }
        }
        return answer
    }

    /// Playlist runs that reached each track, 1 … steps.
    func playlistRuns(steps: Int) -> [Int] {
        var reached = Array(repeating: 0, count: steps)
        var session: Int64 = -1
        var playlist: Int64 = -1
        var position: Int64 = 0
        for play in plays {
            let goesOn =
                play.context == "playlist" && play.session == session && play.contextID == playlist
                && play.position == position + 1
                && position > 0
            let begins = play.context == "playlist" && play.position == 1 && play.contextID != nil
            session = play.session
            if goesOn || begins {
                playlist = play.contextID ?? -1
                position = play.position ?? 0
                if position <= Int64(steps) { reached[Int(position) - 1] += 1 }
            } else {
                playlist = -1
                position = 0
            }
        }
        return reached
    }
}
