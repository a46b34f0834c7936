import Listening

/// How fast units come: how many different ones there were after one day, two days, …
public struct Traffic: Sendable, Hashable, Codable {
    /// Different units since the beginning, by day, never falling.
    public let cumulative: [Int]

    /// Different units since the beginning, by day, never falling.
    public init(cumulative: [Int]) { self.cumulative = cumulative }

    /// The longest that anybody waits for units: a century. What takes longer counts as never.
    public static let mostDays = 36_600

    /// The same units every day.
    public init(unitsPerDay: Double, days: Int = 28) {
        cumulative = (1...max(1, min(days, Self.mostDays))).map {
            Int(saturating: (unitsPerDay * Double($0)).rounded())
        }
    }

    /// The days after which a number of units have come. Beyond what was seen, new units come as in its last week.
    ///
    /// Edge cases: nil where they never come, or only after more than ``mostDays``.
    /// - Parameter share: of the units that take part, in 0...1.
    public func days(for units: Int, share: Double = 1) -> Int? {
        guard share > 0, let last = cumulative.last else { return nil }
        let wanted = Double(units) / share
        if let day = cumulative.firstIndex(where: { Double($0) >= wanted }) { return day + 1 }
        let week = min(7, cumulative.count)
        let before = cumulative.count > week ? cumulative[cumulative.count - 1 - week] : 0
        let perDay = (Double(last) - Double(before)) / Double(week)
        guard perDay > 0 else { return nil }
        let days = cumulative.count.saturatingAdd(Int(saturating: ((wanted - Double(last)) / perDay).rounded(.up)))
        return days <= Self.mostDays ? days : nil
    }

    /// The units that have come after some days.
    public func units(after days: Int, share: Double = 1) -> Int {
        guard days > 0, let last = cumulative.last else { return 0 }
        if days <= cumulative.count { return Int(saturating: Double(cumulative[days - 1]) * share) }
        let week = min(7, cumulative.count)
        let before = cumulative.count > week ? cumulative[cumulative.count - 1 - week] : 0
        let perDay = (Double(last) - Double(before)) / Double(week)
        return Int(saturating: (Double(last) + perDay * Double(days - cumulative.count)) * share)
    }
}
