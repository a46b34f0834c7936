import Insights
import Server

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

extension SkipGroups {
    /// The two groups that differ most clearly, where their difference is clear among all pairs. Groups of few plays and what is not recorded make no finding.
    var finding: String {
        let words = PageCopy.dimension(dimension)
        // Where some groups show more of their skips than others, their rates do not compare.
        guard !isLowerBound || seesEarlyOnly else { return "Skip rate by \(words), at least" }
        let verb = seesEarlyOnly ? "skipped early" : "skipped"
        let known = groups.filter { $0.hasRate && $0.name != "unknown" }
        guard known.count > 1, let highest = known.max(by: { $0.rate < $1.rate }),
            let lowest = known.min(by: { $0.rate < $1.rate }),
            let (most, least, contrast) = Self.clearest(known)
        else {
            return seesEarlyOnly ? "Early skips by \(words)" : "Skip rate by \(words)"
        }
        guard contrast.isClear else { return "No clear difference by \(words)" }
        guard most.name == highest.name, least.name == lowest.name else {
            return
                "\(PageCopy.subject(most.name, of: dimension)) are \(verb) more than \(PageCopy.subject(least.name, of: dimension).lowercasedFirst): \(Format.percent(most.rate, 0)) against \(Format.percent(least.rate, 0))"
        }
        return
            "\(PageCopy.subject(most.name, of: dimension)) are \(verb) most, \(Format.percent(most.rate, 0)), and \(PageCopy.subject(least.name, of: dimension).lowercasedFirst) least, \(Format.percent(least.rate, 0))"
    }

    /// Among all pairs the one whose difference is most standard errors away from none: a group of few plays may have the highest rate by chance.
    private static func clearest(_ groups: [Group]) -> (most: Group, least: Group, contrast: Contrast)? {
        let pairs = groups.count * (groups.count - 1) / 2
        var best: (most: Group, least: Group, deviate: Double)?
        for (place, one) in groups.enumerated() {
            for other in groups[(place + 1)...] {
                guard let a = one.error, let b = other.error, a * a + b * b > 0 else { continue }
                let deviate = (one.rate - other.rate) / (a * a + b * b).squareRoot()
                if deviate.magnitude > best?.deviate ?? -1 {
                    best = deviate > 0 ? (one, other, deviate) : (other, one, -deviate)
                }
            }
        }
        return best.flatMap { best in
            contrast(best.most, best.least, pairs: pairs).map { (best.most, best.least, $0) }
        }
    }

    /// The difference of two groups. Listeners who are in both make them alike, which the sum of the variances leaves aside: it is wider.
    /// - Parameter pairs: how many there are; the change of the skip rate is looked at besides.
    private static func contrast(_ most: Group, _ least: Group, pairs: Int) -> Contrast? {
        guard let a = most.error, let b = least.error else { return nil }
        return Contrast(
            most.rate - least.rate, standardError: (a * a + b * b).squareRoot(), unit: most.unit.fewer(least.unit),
            comparisons: pairs + 1)
    }
}
