internal import CxxBoostMath

/// How likely a comparison of two means finds a difference, and how many units it takes.
///
/// Power is that of the t test with equal variances, by the noncentral t. Beyond a million degrees of freedom, where its series takes too long
/// to converge, it is the normal approximation of Abramowitz and Stegun (1964), 26.7.10, which is off by less than 1e-11 there.
/// Source: Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, chapter 2. Reference: power.json.
public struct PowerOfMeans: Sendable, Hashable {
    /// The standard deviation within arms, above 0.
    public let standardDeviation: Double
    /// How many units of the second arm come to one of the first, above 0.
    public let ratio: Double
    /// The level of the test, in (0, 1).
    public let significance: Double
    /// What counts as evidence; for one side the difference is of that sign.
    public let alternative: Alternative

    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(
        standardDeviation: Double, ratio: Double = 1, significance: Double = 0.05, alternative: Alternative = .twoSided
    ) throws {
        guard standardDeviation > 0, standardDeviation.isFinite else {
            throw StatisticsError.parameter("The standard deviation", standardDeviation, range: "finite and above 0")
        }
        try checkRatio(ratio)
        try checkSignificance(significance)
        self.standardDeviation = standardDeviation
        self.ratio = ratio
        self.significance = significance
        self.alternative = alternative
    }

    /// The probability that a difference is found.
    /// - Parameters:
    ///   - difference: between the means, in units of the outcome.
    ///   - first: the units of the first arm, at least 2; need not be whole.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func power(difference: Double, first: Double) throws -> Double {
        guard difference.isFinite else {
            throw StatisticsError.parameter("The difference", difference, range: "finite")
        }
        let second = first * ratio, freedom = first + second - 2
        guard first > 0, freedom > 0 else {
            throw StatisticsError.parameter("The size of the first arm", first, range: "at least 2")
        }
        let noncentrality = difference / (standardDeviation * (1 / first + 1 / second).squareRoot())
        let critical = try StudentT(degreesOfFreedom: freedom).upperQuantile(
            alternative == .twoSided ? significance / 2 : significance)
        func beyond(_ noncentrality: Double) -> Double {
            guard freedom > Self.manyDegrees else {
                return segue_noncentral_t_cdf(critical, freedom, noncentrality, Tail.upper.rawValue)
            }
            let spread = (1 + critical * critical / (2 * freedom)).squareRoot()
            return Normal.standard.survival((critical * (1 - 1 / (4 * freedom)) - noncentrality) / spread)
        }
        return switch alternative {
        case .twoSided: min(1, beyond(noncentrality) + beyond(-noncentrality))
        case .greater: beyond(noncentrality)
        case .less: beyond(-noncentrality)
        }
    }

    private static let manyDegrees = 1e6

    /// The units of the first arm with which a difference is found with a power; round up.
    /// - Throws: ``StatisticsError`` of kind `.parameter` for a difference of 0 or of the wrong sign, or a power not between the
    ///   significance level and 1.
    public func size(difference: Double, power: Double) throws -> Double {
        try checkPower(power, above: significance)
        guard difference != 0, difference.isFinite, alternative != .greater || difference > 0,
            alternative != .less || difference < 0
        else {
            throw StatisticsError.parameter(
                "The difference", difference, range: "other than 0, and of the side that is tested")
        }
        return try bisect(from: 1 + 2 / (1 + ratio)) { try self.power(difference: difference, first: $0) >= power }
    }

    /// The smallest difference that is found with a power; at least 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func detectableDifference(first: Double, power: Double) throws -> Double {
        try checkPower(power, above: significance)
        let sign: Double = alternative == .less ? -1 : 1
        return try bisect(from: 0) { try self.power(difference: sign * $0 * standardDeviation, first: first) >= power }
            * standardDeviation
    }
}

/// The smallest x from a lower bound on for which a condition holds that, once it holds, holds on.
func bisect(from bound: Double, _ holds: (Double) throws -> Bool) throws -> Double {
    var low = bound, high = max(1, 2 * bound)
    while try !holds(high) {
        low = high
        high *= 2
        guard high < 1e15 else { throw StatisticsError.notConverged("A search") }
    }
    for _ in 0..<200 where high - low > 1e-12 * high {
        let middle = low + (high - low) / 2
        if try holds(middle) { high = middle } else { low = middle }
    }
    return high
}
