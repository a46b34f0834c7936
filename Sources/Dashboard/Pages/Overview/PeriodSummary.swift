import Insights
import Listening
import Server

/// The answer of `summary`: the complete days of a period, and as many before them where those lie inside the data.
struct PeriodSummary: Sendable {
    /// The numbers of one period.
    struct Period: Sendable {
        let plays: Double
        let listeners: Double
        let meanDaily: Double?
        let weekly: Double?
        let monthly: Double?
        let minutesADay: Double?
        let skipRate: Double?
        /// Of the plays, the share whose time listened is known.
        let timedShare: Double
        /// Plays that may have been skipped without a trace in the source.
        let unseenSkips: Int
        /// Days counted: complete ones, but where there is none.
        let days: Int
        let skips: Int
        /// Plays of which it is known whether they were skipped.
        let knownSkips: Int
        /// Whether there are too few listeners for a mean or a share of them.
        var hasFewListeners: Bool { listeners < Double(LeastCount.listeners) }
        /// Whether the skip rate leaves out skips that the source does not record.
        var isSkipRateLowerBound: Bool { skipRate != nil && unseenSkips > 0 }
        /// Listeners of a mean day as a share of those of the month.
        var stickiness: Double? {
            guard let meanDaily, let monthly, monthly > 0 else { return nil }
            return meanDaily / monthly
        }
        /// What is said of a time that is known of some plays only; nil where it is known of all, or of none.
        var timeNote: String? {
            guard minutesADay != nil, timedShare < 0.9995 else { return nil }
            return "at least: the time of \(Format.percent(timedShare)) of the plays is recorded"
        }
        /// The skip rate in words: `37.0 %`, or `at least 37.0 %` where later skips are not recorded.
        var skipRateText: String? { skipRate.map { (isSkipRateLowerBound ? "at least " : "") + Format.percent($0) } }

        /// Whether times of two periods are known of as many plays, so that they can be compared.
        func isTimed(as other: Period) -> Bool { abs(timedShare - other.timedShare) < 0.01 }
        /// Whether skips of two periods are seen alike, so that their rates can be compared.
        func seesSkips(as other: Period) -> Bool { abs(unseenShare - other.unseenShare) < 0.05 }
        private var unseenShare: Double { plays > 0 ? Double(unseenSkips) / plays : 0 }
    }

    let now: Period
    /// nil where the period before does not lie wholly inside the data.
    let before: Period?

    init(_ answer: InsightAnswer) {
        let row = answer.table.first
        let earliest = answer.data.lowerBound
        let isPreviousWhole = row?.flag("previous_complete") ?? false
        /// A trailing count is one only where its whole window lies inside the data.
        func trailing(_ name: String, days: Int, on day: String) -> Double? {
            guard let last = row?.day(day), last.advanced(days: 1 - days) >= earliest else { return nil }
            return row?.number(name)
        }
        func period(_ prefix: String) -> Period {
            Period(
                plays: row?.number(prefix + "plays") ?? 0, listeners: row?.number(prefix + "listeners") ?? 0,
                meanDaily: row?.number(prefix + "mean_dau"),
                weekly: trailing(prefix + "wau", days: 7, on: prefix + "dau_on"),
                monthly: trailing(prefix + "mau", days: 30, on: prefix + "dau_on"),
                minutesADay: row?.number(prefix + "minutes_per_listener_day"),
                skipRate: row?.number(prefix + "skip_rate"),
                timedShare: (row?.number(prefix + "timed_plays") ?? 0) / max(1, row?.number(prefix + "plays") ?? 0),
                unseenSkips: row?.count(prefix + "unseen_skips") ?? 0, days: row?.count("days") ?? 0,
                skips: row?.count("skips") ?? 0, knownSkips: row?.count("known_skips") ?? 0)
        }
        now = period("")
        before = isPreviousWhole ? period("previous_") : nil
    }
}
