import Server
import Insights

/// The answer of `skip_rates`: one dimension, its groups, and how often each is skipped.
struct SkipGroups: Sendable {
    struct Group: Sendable {
        let name: String
        let plays: Int
        let skips: Int
        /// Plays of the group that may have been skipped without a trace.
        let unseen: Int
        let rate: Double
        let low: Double
        let high: Double
        /// Of the rate, with listeners or weeks as units.
        let error: Double?
        let unit: Contrast.Unit
        /// Whether there are enough plays for a rate.
        var hasRate: Bool { plays >= LeastCount.plays }
    }

    /// More bars than this are not read.
    static let most = 30

    let dimension: String
    let groups: [Group]

    init(_ answer: InsightAnswer, dimension: String) {
        self.dimension = dimension
        groups = answer.table.compactMap { row in
            guard let name = row.text("group_name"), let rate = row.number("skip_rate"), let low = row.number("low"),
                let high = row.number("high")
            else { return nil }
            return Group(
                name: name, plays: row.count("plays"), skips: row.count("skips"), unseen: row.count("unseen_skips"),
                rate: rate, low: low,
                high: high, error: row.number("standard_error"),
                unit: row.text("unit") == "week" ? .weeks(row.count("units")) : .listeners(row.count("units")))
        }
    }

    /// Whether some skips are not seen, so that rates are lower bounds.
    var isLowerBound: Bool { groups.contains { $0.unseen > 0 } }
    /// Whether no skip after 30 seconds is seen in any group: then groups compare by their early skips.
    var seesEarlyOnly: Bool { !groups.isEmpty && groups.allSatisfy { $0.unseen == $0.plays - $0.skips } }

    /// Whether the groups have an order of their own, which the chart keeps.
    var isOrdered: Bool { ["hour", "weekday", "energy", "position"].contains(dimension) }

    /// What is drawn: the groups with most plays, of those with enough for a rate; those without an order of their own by their rate.
    var shown: [Group] {
        let rated = groups.filter(\.hasRate)
        let largest = rated.sorted { ($1.plays, $0.name) < ($0.plays, $1.name) }.prefix(Self.most)
        return isOrdered ? rated : largest.sorted { ($1.rate, $0.name) < ($0.rate, $1.name) }
    }
}
