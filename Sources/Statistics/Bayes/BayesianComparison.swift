/// Which of several arms is best, where what is believed of each is normal and independent of the others.
///
/// The chances are integrals, not draws: the same every time, and exact to the digits that a double keeps.
/// Edge cases: one arm is best for sure.
/// Source: Russo (2020), doi:10.1287/opre.2019.1911, for the shares of the two best. Reference: bayes.json.
public struct BayesianComparison: Sendable, Hashable {
    /// The probability of each arm to be the largest; they sum to 1.
    public let chancesOfBest: [Double]
    /// The probability of each arm to be the second largest; they sum to 1, but for a single arm.
    public let chancesOfSecond: [Double]
    /// What is lost on average by choosing each arm: E[largest − this one], in units of the metric.
    public let expectedLosses: [Double]

    /// Compares arms.
    /// - Parameter arms: at least one; give −mean where smaller is better.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` without arms.
    /// - Complexity: O(arms³)
    public init(_ arms: [NormalPosterior]) throws {
        guard !arms.isEmpty else { throw StatisticsError.insufficientData("A comparison's arms", needed: 1, found: 0) }
        var best: [Double] = [], second: [Double] = [], largest = 0.0
        for (index, arm) in arms.enumerated() {
            var chances = (best: 0.0, second: 0.0)
            for (x, weight) in Self.points(of: arm, among: arms) {
                // That none of the others is above x, and that just one is.
                var none = 1.0, one = 0.0
                for (other, rival) in arms.enumerated() where other != index {
                    let z = (x - rival.mean) / rival.standardDeviation
                    let below = Normal.standard.cdf(z)
                    one = one * below + none * Normal.standard.survival(z)
                    none *= below
                }
                let density =
                    weight * Normal.standard.pdf((x - arm.mean) / arm.standardDeviation) / arm.standardDeviation
                chances.best += density * none
                chances.second += density * one
                largest += density * none * x
            }
            best.append(min(1, max(0, chances.best)))
            second.append(min(1, max(0, chances.second)))
        }
        chancesOfBest = best
        chancesOfSecond = second
        expectedLosses = arms.map { max(0, largest - $0.mean) }
    }

    /// Shares of traffic for the next period: half by the chance of being best, half by that of being second, so that rivals of the leader
    /// are still learnt about; over a floor that every arm keeps.
    ///
    /// Edge cases: a single arm gets all.
    /// - Parameter floor: the least share of an arm, in 0...1/arms.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func topTwoShares(floor: Double = 0) throws -> [Double] {
        let count = Double(chancesOfBest.count)
        guard floor >= 0, floor * count <= 1 else {
            throw StatisticsError.parameter("The least share of an arm", floor, range: "in 0...\(1 / count)")
        }
        guard count > 1 else { return [1] }
        return zip(chancesOfBest, chancesOfSecond).map { floor + (1 - floor * count) * ($0 + $1) / 2 }
    }

    /// Where an arm lies, in pieces that are short wherever the distribution of another is steep.
    private static func points(of arm: NormalPosterior, among arms: [NormalPosterior]) -> [(x: Double, weight: Double)]
    {
        let lower = arm.mean - 9 * arm.standardDeviation, upper = arm.mean + 9 * arm.standardDeviation
        var cuts = [lower, upper]
        for one in arms {
            for distance in [-8.0, -5, -3, -1.5, 0, 1.5, 3, 5, 8] {
                let cut = one.mean + distance * one.standardDeviation
                if cut > lower, cut < upper { cuts.append(cut) }
            }
        }
        cuts.sort()
        return zip(cuts, cuts.dropFirst()).flatMap { $0 < $1 ? rule.on($0, $1) : [] }
    }

    private static let rule = GaussLegendre(24)
}
