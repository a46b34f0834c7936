import Insights

/// The answer of `retention_curve`: the share of listeners who play on day N after their first.
struct RetentionCurve: Sendable {
    struct Point: Sendable {
        let day: Int
        let eligible: Int
        let rate: Double
        let low: Double
        let high: Double
    }

    /// The fewest listeners of whom a sentence is made.
    static let enough = 20

    /// From day 0 to the last day that anybody could reach.
    let points: [Point]

    init(_ answer: InsightAnswer) {
        points = answer.table.compactMap { row in
            guard let rate = row.number("rate"), let low = row.number("low"), let high = row.number("high") else { return nil }
            return Point(day: row.count("day"), eligible: row.count("eligible"), rate: rate, low: low, high: high)
        }
    }

    /// A day with enough listeners to speak of.
    func point(_ day: Int) -> Point? { points.first { $0.day == day && $0.eligible >= Self.enough } }
}
