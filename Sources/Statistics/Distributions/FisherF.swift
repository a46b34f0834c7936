internal import CxxBoostMath
internal import Foundation

/// Fisher's F distribution.
///
/// Source: Boost.Math `fisher_f_distribution`. Reference: distributions.json.
public struct FisherF: ContinuousDistribution {
    /// The degrees of freedom of the numerator, finite and above 0.
    public let numerator: Double
    /// The degrees of freedom of the denominator, finite and above 0.
    public let denominator: Double

    /// The distribution of its parameters.
    /// - Parameters:
    ///   - numerator: finite and above 0.
    ///   - denominator: finite and above 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(numerator: Double, denominator: Double) throws {
        guard numerator > 0, numerator.isFinite else {
            throw StatisticsError.parameter(
                "The numerator's degrees of freedom", numerator, range: "finite and above 0")
        }
        guard denominator > 0, denominator.isFinite else {
            throw StatisticsError.parameter(
                "The denominator's degrees of freedom", denominator, range: "finite and above 0")
        }
        self.numerator = numerator
        self.denominator = denominator
    }

    /// From 0 upwards.
    public var support: ClosedRange<Double> { 0...Double.infinity }

    /// The probability density.
    public func pdf(_ x: Double) -> Double {
        density(x, in: support) { segue_fisher_f_pdf($0, numerator, denominator) }
    }

    /// P(X ≤ x).
    public func cdf(_ x: Double) -> Double { Tail.lower.probability(x, in: support, cumulative) }

    /// P(X > x).
    public func survival(_ x: Double) -> Double { Tail.upper.probability(x, in: support, cumulative) }

    /// The x with P(X ≤ x) = p.
    public func quantile(_ p: Double) throws -> Double {
        try Tail.lower.quantile(p, in: support) { segue_fisher_f_quantile($0, numerator, denominator, $1) }
    }

    /// The x with P(X > x) = p.
    public func upperQuantile(_ p: Double) throws -> Double {
        try Tail.upper.quantile(p, in: support) { segue_fisher_f_quantile($0, numerator, denominator, $1) }
    }

    /// On one and one degree of freedom F is the square of a Cauchy variable, for which Boost 1.74 loses half the digits.
    private func cumulative(_ x: Double, _ tail: Int32) -> Double {
        guard numerator == 1, denominator == 1 else { return segue_fisher_f_cdf(x, numerator, denominator, tail) }
        let root = x.squareRoot()
        return 2 / Double.pi * (tail == Tail.lower.rawValue ? atan(root) : atan2(1, root))
    }
}
