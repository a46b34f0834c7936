import Insights
import Listening

/// The answer of `summary`: a period, and the equally long one before it where that lies inside the data.
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
        /// Listeners of a mean day as a share of those of the month.
        var stickiness: Double? {
            guard let meanDaily, let monthly, monthly > 0 else { return nil }
            return meanDaily / monthly
        }
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
                meanDaily: row?.number(prefix + "mean_dau"), weekly: trailing(prefix + "wau", days: 7, on: prefix + "dau_on"),
                monthly: trailing(prefix + "mau", days: 30, on: prefix + "dau_on"),
                minutesADay: row?.number(prefix + "minutes_per_listener_day"), skipRate: row?.number(prefix + "skip_rate"))
        }
        now = period("")
        before = isPreviousWhole ? period("previous_") : nil
    }
}
