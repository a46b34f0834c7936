/// The test of two proportions by the normal approximation.
///
/// The statistic pools both samples, as equal proportions would; the interval does not. Where counts are small, use ``FisherExactTest``.
/// Edge cases: where all or none of both samples are successes nothing can be tested: an error of kind `.noVariance`.
/// Source: Agresti (2013), Categorical Data Analysis, 3.2. Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
/// Reference: tests.json.
public struct ProportionTest: Sendable, Hashable {
    /// The first sample.
    public let first: Proportion
    /// The second sample.
    public let second: Proportion
    /// What counts as evidence against equal proportions.
    public let alternative: Alternative
    private let pooledError: Double

    /// Compares two proportions.
    /// - Throws: ``StatisticsError`` of kind `.noVariance`.
    public init(_ first: Proportion, _ second: Proportion, alternative: Alternative = .twoSided) throws {
        let successes = first.successes + second.successes, trials = first.trials + second.trials
        guard successes > 0, successes < trials else { throw StatisticsError.noVariance("A test of two proportions") }
        self.first = first
        self.second = second
        self.alternative = alternative
        let share = Double(successes) / Double(trials)
        pooledError = (share * (1 - share) * (1 / Double(first.trials) + 1 / Double(second.trials))).squareRoot()
    }

    /// The first proportion less the second.
    public var difference: Double { first.estimate - second.estimate }

    /// The pooled z.
    public var statistic: Double { difference / pooledError }

    /// The probability of a z at least as extreme if the proportions were equal.
    public var pValue: Double { alternative.pValue(statistic, Normal.standard) }

    /// Newcombe's hybrid score interval of the difference, made of Wilson's intervals of both: close to its level also near 0 and 1.
    /// - Parameter level: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func interval(level: Double = 0.95) throws -> ConfidenceInterval {
        try checkLevel(level)
        // A one-sided interval is one end of a two-sided one of the double tail.
        let both = alternative == .twoSided ? level : 2 * level - 1
        guard both > 0 else {
            throw StatisticsError.parameter("The level of a one-sided interval", level, range: "above 0.5")
        }
        let one = try first.wilson(level: both), other = try second.wilson(level: both)
        func reach(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
        let lower = difference - reach(first.estimate - one.lower, other.upper - second.estimate)
        let upper = difference + reach(one.upper - first.estimate, second.estimate - other.lower)
        return ConfidenceInterval(
            lower: alternative == .less ? -1 : max(-1, lower), upper: alternative == .greater ? 1 : min(1, upper),
            level: level)
    }
}
