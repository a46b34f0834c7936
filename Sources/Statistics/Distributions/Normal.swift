internal import CxxBoostMath

/// The normal distribution.
///
/// Source: Boost.Math `normal_distribution`. Reference: distributions.json.
public struct Normal: ContinuousDistribution {
    /// The mean.
    public let mean: Double
    /// The standard deviation, above 0.
    public let standardDeviation: Double

    /// The normal distribution with mean 0 and standard deviation 1.
    public static let standard = Normal()

    private init() {
        mean = 0
        standardDeviation = 1
    }

    /// The normal distribution of a mean and a standard deviation.
    /// - Parameters:
    ///   - mean: finite.
    ///   - standardDeviation: finite, above 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(mean: Double, standardDeviation: Double) throws {
        guard mean.isFinite else { throw StatisticsError.parameter("The mean", mean, range: "finite") }
        guard standardDeviation > 0, standardDeviation.isFinite else {
            throw StatisticsError.parameter("The standard deviation", standardDeviation, range: "finite and above 0")
        }
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    /// The whole line.
    public var support: ClosedRange<Double> { -Double.infinity...Double.infinity }

    /// The probability density.
    public func pdf(_ x: Double) -> Double {
        density(x, in: support) { segue_normal_pdf(standardised($0)) / standardDeviation }
    }

    /// P(X ≤ x).
    public func cdf(_ x: Double) -> Double {
        Tail.lower.probability(x, in: support) { segue_normal_cdf(standardised($0), $1) }
    }

    /// P(X > x).
    public func survival(_ x: Double) -> Double {
        Tail.upper.probability(x, in: support) { segue_normal_cdf(standardised($0), $1) }
    }

    /// The x with P(X ≤ x) = p.
    public func quantile(_ p: Double) throws -> Double {
        try Tail.lower.quantile(p, in: support) { mean + standardDeviation * segue_normal_quantile($0, $1) }
    }

    /// The x with P(X > x) = p.
    public func upperQuantile(_ p: Double) throws -> Double {
        try Tail.upper.quantile(p, in: support) { mean + standardDeviation * segue_normal_quantile($0, $1) }
    }

    private func standardised(_ x: Double) -> Double { (x - mean) / standardDeviation }
}
