import Insights
import Server

/// The answer of `skip_moments`: after how many seconds skipped plays end.
struct SkipMoments: Sendable {
    struct Bin: Sendable {
        let from: Double
        /// nil for the last, which has no end.
        let to: Double?
        /// nil where the source could not have recorded a skip at such a time.
        let plays: Int?
        /// nil where later skips are not seen.
        let share: Double?
        let cumulative: Double?
    }

    let bins: [Bin]
    /// Plays of 30 seconds or more that may have been skipped without a trace.
    let unseen: Int

    init(_ answer: InsightAnswer) {
        bins = answer.table.map { row in
            Bin(
                from: row.number("from_seconds") ?? 0, to: row.number("to_seconds"),
                plays: row["plays"].integer.map(Int.init),
                share: row.number("share"), cumulative: row.number("cumulative_share"))
        }
        unseen = answer.table.first?.count("unseen_skips") ?? 0
    }

    /// Whether there are enough skips for shares of them.
    var hasShares: Bool { all >= LeastCount.plays }
    var all: Int { bins.reduce(0) { $0 + ($1.plays ?? 0) } }

    /// The end of the five seconds by which half of all skips have happened; nil where that is beyond the last, or later skips are not all seen.
    var half: Double? { all > 0 && unseen == 0 ? bins.first { ($0.cumulative ?? 0) >= 0.5 }?.to : nil }
}
