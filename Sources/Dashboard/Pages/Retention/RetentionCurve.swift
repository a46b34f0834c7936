import Insights
import Server

/// The answer of `retention_curve`: the share of listeners who are active on day N after their first, or later.
struct RetentionCurve: Sendable {
    struct Point: Sendable {
        let day: Int
        let eligible: Int
        let retained: Int
        let rate: Double
        let low: Double
        let high: Double
    }

    /// `unbounded` (on the day or later) or `on` (on exactly the day).
    let kind: String
    /// From day 1 to the last day that anybody could reach.
    let points: [Point]

    init(_ answer: InsightAnswer) {
        kind = answer.parameters["kind"]?.text ?? "unbounded"
        points = answer.table.compactMap { row in
            guard let rate = row.number("rate"), let low = row.number("low"), let high = row.number("high") else {
                return nil
            }
            return Point(
                day: row.count("day"), eligible: row.count("eligible"), retained: row.count("retained"), rate: rate,
                low: low, high: high)
        }
    }

    /// Whether listeners are counted on exactly the day.
    var isExact: Bool { kind == "on" }

    /// The days of which a rate is made: those that enough listeners could reach.
    var rated: [Point] { points.filter { $0.eligible >= LeastCount.listeners } }

    /// A day with enough listeners to speak of.
    func point(_ day: Int) -> Point? { rated.first { $0.day == day } }
}
