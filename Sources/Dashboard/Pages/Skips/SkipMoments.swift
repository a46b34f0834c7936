import Insights

/// The answer of `skip_moments`: after how many seconds skipped plays end.
struct SkipMoments: Sendable {
    struct Bin: Sendable {
        let from: Double
        /// nil for the last, which has no end.
        let to: Double?
        let plays: Int
        let share: Double
        let cumulative: Double
    }

    let bins: [Bin]

    init(_ answer: InsightAnswer) {
        bins = answer.table.map { row in
            Bin(
                from: row.number("from_seconds") ?? 0, to: row.number("to_seconds"), plays: row.count("plays"),
                share: row.number("share") ?? 0,
                cumulative: row.number("cumulative_share") ?? 0)
        }
    }

    var all: Int { bins.reduce(0) { $0 + $1.plays } }

    /// The end of the five seconds by which half of all skips have happened; nil where that is beyond the last.
    var half: Double? { all > 0 ? bins.first { $0.cumulative >= 0.5 }?.to : nil }
}
