/// What is believed of a proportion after successes and failures, by a beta prior.
///
/// Source: Gelman et al. (2013), Bayesian Data Analysis, 2.4. Reference: bayes.json.
public struct BetaPosterior: Sendable, Hashable {
    /// The distribution of the proportion.
    public let distribution: Beta

    /// The posterior of a proportion.
    /// - Parameters:
    ///   - prior: uniform unless it is said.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(_ found: Proportion, priorAlpha: Double = 1, priorBeta: Double = 1) throws {
        distribution = try Beta(
            alpha: priorAlpha + Double(found.successes), beta: priorBeta + Double(found.trials - found.successes))
    }

    /// The mean of the proportion.
    public var mean: Double { distribution.alpha / (distribution.alpha + distribution.beta) }

    /// The central credible interval.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func interval(level: Double = 0.95) throws -> ConfidenceInterval {
        try checkLevel(level)
        return ConfidenceInterval(
            lower: try distribution.quantile((1 - level) / 2), upper: try distribution.upperQuantile((1 - level) / 2),
            level: level)
    }

    /// The probability that this proportion is larger than another.
    public func chanceToBeat(_ other: BetaPosterior) throws -> Double {
        let (lower, upper) = try Self.range(distribution, distribution)
        return min(1, max(0, Self.rule.integral(lower, upper) { distribution.pdf($0) * other.distribution.cdf($0) }))
    }

    /// What is lost on average, in units of the proportion, by choosing this one if the other is better: E[max(other − this, 0)].
    public func expectedLoss(against other: BetaPosterior) throws -> Double {
        let (lower, upper) = try Self.range(distribution, other.distribution)
        return max(0, Self.rule.integral(lower, upper) { other.distribution.survival($0) * distribution.cdf($0) })
    }

    /// Where both distributions lie but for a negligible part.
    private static func range(_ one: Beta, _ other: Beta) throws -> (Double, Double) {
        (
            min(try one.quantile(1e-16), try other.quantile(1e-16)),
            max(try one.upperQuantile(1e-16), try other.upperQuantile(1e-16))
        )
    }

    private static let rule = GaussLegendre(400)
}
