internal import CxxBoostMath
internal import Foundation

/// The beta distribution.
///
/// Source: Boost.Math `beta_distribution`. Reference: distributions.json.
public struct Beta: ContinuousDistribution {
    /// The first shape, finite and above 0.
    public let alpha: Double
    /// The second shape, finite and above 0.
    public let beta: Double

    /// The distribution of its parameters.
    /// - Parameters:
    ///   - alpha: finite and above 0.
    ///   - beta: finite and above 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(alpha: Double, beta: Double) throws {
        guard alpha > 0, alpha.isFinite else {
            throw StatisticsError.parameter("The first shape", alpha, range: "finite and above 0")
        }
        guard beta > 0, beta.isFinite else {
            throw StatisticsError.parameter("The second shape", beta, range: "finite and above 0")
        }
        self.alpha = alpha
        self.beta = beta
    }

    /// The unit interval.
    public var support: ClosedRange<Double> { 0...1 }

    /// The probability density.
    public func pdf(_ x: Double) -> Double { density(x, in: support) { segue_beta_pdf($0, alpha, beta) } }

    /// P(X ≤ x).
    public func cdf(_ x: Double) -> Double { Tail.lower.probability(x, in: support, cumulative) }

    /// P(X > x).
    public func survival(_ x: Double) -> Double { Tail.upper.probability(x, in: support, cumulative) }

    /// The x with P(X ≤ x) = p.
    public func quantile(_ p: Double) throws -> Double {
        try Tail.lower.quantile(p, in: support) { segue_beta_quantile($0, alpha, beta, $1) }
    }

    /// The x with P(X > x) = p.
    public func upperQuantile(_ p: Double) throws -> Double {
        try Tail.upper.quantile(p, in: support) { segue_beta_quantile($0, alpha, beta, $1) }
    }

    /// Boost 1.74 takes the arcsine of numbers near 1 where both shapes are one half, and loses half the digits; this does not.
    private func cumulative(_ x: Double, _ tail: Int32) -> Double {
        guard alpha == 0.5, beta == 0.5 else { return segue_beta_cdf(x, alpha, beta, tail) }
        let nearer = x <= 0.5 ? 2 / Double.pi * asin(x.squareRoot()) : 2 / Double.pi * asin((1 - x).squareRoot())
        return (x <= 0.5) == (tail == Tail.lower.rawValue) ? nearer : 1 - nearer
    }
}
