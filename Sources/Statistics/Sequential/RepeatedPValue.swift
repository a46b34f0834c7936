import Foundation

extension GroupSequentialDesign {
    /// The smallest level at which a design that was looked at so far would reject now: a p-value that may be asked for at every look.
    ///
    /// More evidence at a look makes it smaller, and it does not exceed the level exactly where the boundary is reached. The smallest of
    /// those of all looks so far is a p-value too, so that what was shown once stays shown.
    /// Edge cases: below 1e-12 it is answered as that, except at the first look.
    /// Source: Jennison and Turnbull (2000), Group Sequential Methods, 9.2; Liu and Anderson (2008), doi:10.1198/016214508000000986.
    /// Reference: sequential.json.
    /// - Parameters:
    ///   - statistic: the z statistic at the last of the looks; where the design has one side, large ones count.
    ///   - information: of the looks so far, ascending, in (0, 1].
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public static func repeatedPValue(
        statistic: Double, information: [Double], isTwoSided: Bool = true, spending: SpendingFunction = .obrienFleming
    ) throws -> Double {
        let z = isTwoSided ? abs(statistic) : statistic, sides = isTwoSided ? 2.0 : 1
        guard z > 0 else { return 1 }
        if information.count == 1 {
            // What may be spent at a first look is known without a boundary.
            let tail = Normal.standard.survival(z)
            let side = try firstToHold(from: log(Double.leastNormalMagnitude), to: log(0.5)) { level in
                try spending.spent(at: information[0], of: exp(level)) >= tail
            }
            return min(1, exp(side) * sides)
        }
        /// The boundary of the design whose level is that of a normal deviate.
        func boundary(_ deviate: Double) throws -> Double {
            let design = try GroupSequentialDesign(
                information: information,
                significance: min(most, max(least, sides * Normal.standard.survival(deviate))),
                isTwoSided: isTwoSided, spending: spending)
            return design.boundaries[information.count - 1]
        }
        let strictest = try Normal.standard.upperQuantile(least / sides),
            laxest = try Normal.standard.upperQuantile(most / sides)
        // The boundary is nearly a straight line of that deviate: the secant finds the one whose boundary is z.
        var first = min(strictest, max(laxest, z)), atFirst = try boundary(first) - z
        guard atFirst.isFinite else { return least }
        if first == strictest, atFirst <= 0 { return least }
        var second = min(strictest, max(laxest, first - atFirst)), low = laxest, high = strictest
        for _ in 0..<60 {
            let atSecond = try boundary(second) - z
            if atSecond > 0 { high = min(high, second) } else { low = max(low, second) }
            if atSecond.magnitude < 1e-9 || high - low < 1e-10 { break }
            var next =
                atSecond == atFirst || !atSecond.isFinite
                ? .nan : second - atSecond * (second - first) / (atSecond - atFirst)
            if !(next > low && next < high) { next = (low + high) / 2 }
            (first, atFirst, second) = (second, atSecond, next)
        }
        let found = sides * Normal.standard.survival(second)
        return found >= most * (1 - 1e-9) ? 1 : min(1, found)
    }

    private static let least = 1e-12
    private static let most = 0.9999

    private static func firstToHold(from low: Double, to high: Double, _ holds: (Double) throws -> Bool) throws
        -> Double
    {
        var low = low, high = high
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if try holds(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
