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
        let z = isTwoSided ? abs(statistic) : statistic
        guard z > 0 else { return 1 }
        func reaches(_ level: Double) throws -> Bool {
            let design = try GroupSequentialDesign(
                information: information, significance: level, isTwoSided: isTwoSided, spending: spending)
            return z >= design.boundaries[information.count - 1]
        }
        var low = log(Self.least), high = log(Self.most)
        if information.count == 1 {
            // What may be spent at a first look is known without a boundary.
            let tail = Normal.standard.survival(z)
            let side = try solve(log(Double.leastNormalMagnitude), log(0.5)) { level in
                try spending.spent(at: information[0], of: exp(level)) >= tail
            }
            return min(1, exp(side) * (isTwoSided ? 2 : 1))
        }
        if try reaches(Self.least) { return Self.least }
        if try !reaches(Self.most) { return 1 }
        while high - low > 1e-4 {
            let middle = (low + high) / 2
            if try reaches(exp(middle)) { high = middle } else { low = middle }
        }
        return exp(high)
    }

    private static let least = 1e-12
    private static let most = 0.9999

    private static func solve(_ low: Double, _ high: Double, _ holds: (Double) throws -> Bool) throws -> Double {
        var low = low, high = high
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if try holds(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
