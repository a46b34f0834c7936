/// What is believed of an effect after an estimate of it, where both prior and estimate are normal.
///
/// Source: Gelman et al. (2013), Bayesian Data Analysis, 2.5. Reference: bayes.json.
public struct NormalPosterior: Sendable, Hashable {
    /// The mean of the effect.
    public let mean: Double
    /// Its standard deviation, above 0.
    public let standardDeviation: Double

    /// The posterior of an effect.
    /// - Parameters:
    ///   - variance: of the estimate, above 0.
    ///   - prior: nil for a flat one.
    /// - Throws: ``StatisticsError`` of kind `.parameter`, `.noVariance`.
    public init(estimate: Double, variance: Double, prior: Normal? = nil) throws {
        guard estimate.isFinite else { throw StatisticsError.parameter("The estimate", estimate, range: "finite") }
        guard variance > 0, variance.isFinite else { throw StatisticsError.noVariance("A posterior") }
        let weight = 1 / variance, before = prior.map { 1 / ($0.standardDeviation * $0.standardDeviation) } ?? 0
        mean = (estimate * weight + (prior?.mean ?? 0) * before) / (weight + before)
        standardDeviation = (1 / (weight + before)).squareRoot()
    }

    /// The probability that the effect is above 0.
    public var chanceAboveZero: Double { Normal.standard.cdf(mean / standardDeviation) }

    /// What is lost on average by acting as if the effect were above 0: E[max(−effect, 0)], in units of the effect.
    public var expectedLoss: Double {
        let z = mean / standardDeviation
        return standardDeviation * (Normal.standard.pdf(z) - z * Normal.standard.survival(z))
    }

    /// What is lost on average by not acting: E[max(effect, 0)].
    public var expectedGain: Double { expectedLoss + mean }

    /// The central credible interval.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func interval(level: Double = 0.95) throws -> ConfidenceInterval {
        try .normal(estimate: mean, standardError: standardDeviation, level: level)
    }
}
