/// How likely a comparison of two proportions finds a difference, and how many units it takes, by the normal approximation: pooled under
/// the null hypothesis, unpooled under the alternative.
///
/// Source: Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, 4.2. Reference: power.json.
public struct PowerOfProportions: Sendable, Hashable {
    /// The proportion of the first arm, in (0, 1).
    public let first: Double
    /// The proportion of the second arm, in (0, 1).
    public let second: Double
    /// How many units of the second arm come to one of the first, above 0.
    public let ratio: Double
    /// The level of the test, in (0, 1).
    public let significance: Double
    /// Whether a difference in either direction counts.
    public let isTwoSided: Bool

    /// - Throws: ``StatisticsError`` of kind `.parameter`, also where both proportions are equal.
    public init(
        _ first: Double, _ second: Double, ratio: Double = 1, significance: Double = 0.05, isTwoSided: Bool = true
    ) throws {
        for share in [first, second] where !(share > 0 && share < 1) {
            throw StatisticsError.parameter("A proportion", share, range: "between 0 and 1")
        }
        guard first != second else {
            throw StatisticsError.parameter("The second proportion", second, range: "other than the first")
        }
        try checkRatio(ratio)
        try checkSignificance(significance)
        self.first = first
        self.second = second
        self.ratio = ratio
        self.significance = significance
        self.isTwoSided = isTwoSided
    }

    /// The probability that the difference is found.
    /// - Parameter size: the units of the first arm, above 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func power(first size: Double) throws -> Double {
        guard size > 0, size.isFinite else {
            throw StatisticsError.parameter("The size of the first arm", size, range: "above 0")
        }
        let critical = try Normal.standard.upperQuantile(isTwoSided ? significance / 2 : significance)
        let apart = abs(first - second), root = size.squareRoot()
        let near = Normal.standard.cdf((root * apart - critical * nullDeviation) / deviation)
        return isTwoSided
            ? min(1, near + Normal.standard.cdf((-root * apart - critical * nullDeviation) / deviation)) : near
    }

    /// The units of the first arm with which the difference is found with a power; round up.
    /// - Parameter power: between the significance level and 1.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func size(power: Double) throws -> Double {
        try checkPower(power, above: significance)
        return try bisect(from: 0) { try $0 > 0 && self.power(first: $0) >= power }
    }

    /// The deviation of the difference times √size, if the proportions were equal.
    private var nullDeviation: Double {
        let pooled = (first + ratio * second) / (1 + ratio)
        return (pooled * (1 - pooled) * (1 + 1 / ratio)).squareRoot()
    }

    /// The same as the proportions are.
    private var deviation: Double { (first * (1 - first) + second * (1 - second) / ratio).squareRoot() }
}
