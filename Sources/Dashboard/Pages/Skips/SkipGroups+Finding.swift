import Insights

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
