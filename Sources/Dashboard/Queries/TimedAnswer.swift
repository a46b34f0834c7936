import Insights

/// An answer, and how long the warehouse worked on it.
struct TimedAnswer: Sendable {
    let answer: InsightAnswer
    let duration: Duration

    /// About how many bytes it takes to keep the answer.
    var bytes: Int { 1024 + answer.rows.bytes }

    var milliseconds: Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
