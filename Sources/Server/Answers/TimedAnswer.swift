package import Insights

/// An answer, and how long the warehouse worked on it.
package struct TimedAnswer: Sendable {
    package let answer: InsightAnswer
    package let duration: Duration

    /// About how many bytes it takes to keep the answer.
    package var bytes: Int { 1024 + answer.rows.bytes }

    package var milliseconds: Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
