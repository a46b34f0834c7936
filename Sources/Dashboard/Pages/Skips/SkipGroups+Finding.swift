import Insights

extension SkipGroups {
    /// The two extremes, where their difference is clear among all pairs. Groups of few plays and what is not recorded make no finding.
    var finding: String {
        let words = Wording.dimension(dimension)
        // Where some groups show more of their skips than others, their rates do not compare.
        guard !isLowerBound || seesEarlyOnly else { return "Skip rate by \(words), at least" }
        let verb = seesEarlyOnly ? "skipped early" : "skipped"
        let known = groups.filter { $0.hasRate && $0.name != "unknown" }
        guard known.count > 1, let most = known.max(by: { $0.rate < $1.rate }), let least = known.min(by: { $0.rate < $1.rate }),
            let extremes = Self.contrast(most, least, pairs: known.count * (known.count - 1) / 2)
        else {
            return seesEarlyOnly ? "Early skips by \(words)" : "Skip rate by \(words)"
        }
        guard extremes.isClear else { return "No clear difference by \(words)" }
        return
            "\(Wording.subject(most.name, of: dimension)) are \(verb) most, \(Format.percent(most.rate, 0)), and \(Wording.subject(least.name, of: dimension).lowercasedFirst) least, \(Format.percent(least.rate, 0))"
    }

    /// The difference of two groups. Listeners who are in both make them alike, which the sum of the variances leaves aside: it is wider.
    /// - Parameter pairs: how many there are; the change of the skip rate is looked at besides.
    private static func contrast(_ most: Group, _ least: Group, pairs: Int) -> Contrast? {
        guard let a = most.error, let b = least.error else { return nil }
        return Contrast(
            most.rate - least.rate, standardError: (a * a + b * b).squareRoot(), unit: most.unit.fewer(least.unit), comparisons: pairs + 1)
    }
}
