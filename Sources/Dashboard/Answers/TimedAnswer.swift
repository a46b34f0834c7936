import Insights

/// An answer, and how long the warehouse worked on it.
struct TimedAnswer: Sendable {
    let answer: InsightAnswer
    let duration: Duration

    /// How many cells are kept: what an answer costs to remember.
    var cells: Int { answer.rows.rowCount * answer.rows.columns.count }

    var milliseconds: Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
