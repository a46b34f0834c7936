import Foundation
package import Listening
import Warehouse

/// The days of the data, and how many of them are over.
package struct DataDays: Sendable, Hashable {
    /// The first and last listener-local day on which anything was played.
    package let played: ClosedRange<CalendarDay>
    /// The last day that is over by the clocks of 99 % of listeners. It lies before the first day where none is over yet.
    package let lastComplete: CalendarDay

    /// The share of listeners whose day has to be over.
    static let slowestShare = 0.01

    package init(played: ClosedRange<CalendarDay>, lastComplete: CalendarDay) {
        self.played = played
        self.lastComplete = min(lastComplete, played.upperBound)
    }

    /// The days that a range is about where none are named: through the last complete day, or all where none is complete.
    package var whole: ClosedRange<CalendarDay> {
        lastComplete >= played.lowerBound ? played.lowerBound...lastComplete : played
    }

    /// Whether a day is over.
    package func isComplete(_ day: CalendarDay) -> Bool { day <= lastComplete }

    /// - Parameter rows: the answer of `data_days`. nil where nothing was played.
    init?(_ rows: ColumnBatch) {
        guard rows.rowCount > 0, case .day(let first) = rows.value("first_day", at: 0),
            case .day(let last) = rows.value("last_day", at: 0),
            first <= last
        else { return nil }
        let played = CalendarDay(daysSinceEpoch: first)...CalendarDay(daysSinceEpoch: last)
        guard case .instant(let moment) = rows.value("last_moment", at: 0) else {
            self.init(played: played, lastComplete: played.upperBound.advanced(days: -1))
            return
        }
        let zones = (0..<rows.rowCount).map { row in
            (zone: rows.value("zone", at: row).text ?? "UTC", listeners: rows.value("listeners", at: row).integer ?? 0)
        }
        let begun = Self.lastDay(begunBy: Instant(microseconds: moment), zones)
        self.init(played: played, lastComplete: begun.advanced(days: -1))
    }

    /// The local day at a moment by the slowest clock, when the slowest hundredth of listeners is left out.
    static func lastDay(begunBy moment: Instant, _ zones: [(zone: String, listeners: Int64)]) -> CalendarDay {
        let date = Date(timeIntervalSince1970: Double(moment.microseconds) / 1_000_000)
        let days = zones.map { zone, listeners in
            let offset = TimeZone(identifier: zone)?.secondsFromGMT(for: date) ?? 0
            return (
                day: CalendarDay(containingUTC: Instant(microseconds: moment.microseconds + Int64(offset) * 1_000_000)),
                listeners: listeners
            )
        }.sorted { $0.day < $1.day }
        let all = days.reduce(0.0) { $0 + Double($1.listeners) }
        var behind = 0.0
        for (day, listeners) in days {
            behind += Double(listeners)
            if behind > slowestShare * all { return day }
        }
        return CalendarDay(containingUTC: moment)
    }
}
