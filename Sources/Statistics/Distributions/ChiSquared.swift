internal import CxxBoostMath

/// The chi-squared distribution.
///
/// Source: Boost.Math `chi_squared_distribution`. Reference: distributions.json.
public struct ChiSquared: ContinuousDistribution {
    /// The degrees of freedom, finite and above 0.
    public let degreesOfFreedom: Double

    /// The distribution of its parameters.
    /// - Parameter degreesOfFreedom: finite and above 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(degreesOfFreedom: Double) throws {
        guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else {
            throw StatisticsError.parameter("The degrees of freedom", degreesOfFreedom, range: "finite and above 0")
        }
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The distribution of degrees of freedom that are known to be above 0.
    init(unchecked degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// From 0 upwards.
    public var support: ClosedRange<Double> { 0...Double.infinity }

    /// The probability density.
    public func pdf(_ x: Double) -> Double { density(x, in: support) { segue_chi_squared_pdf($0, degreesOfFreedom) } }

    /// P(X ≤ x).
    public func cdf(_ x: Double) -> Double {
        Tail.lower.probability(x, in: support) { segue_chi_squared_cdf($0, degreesOfFreedom, $1) }
    }

    /// P(X > x).
    public func survival(_ x: Double) -> Double {
        Tail.upper.probability(x, in: support) { segue_chi_squared_cdf($0, degreesOfFreedom, $1) }
    }

    /// The x with P(X ≤ x) = p.
    public func quantile(_ p: Double) throws -> Double {
        try Tail.lower.quantile(p, in: support) { segue_chi_squared_quantile($0, degreesOfFreedom, $1) }
    }

    /// The x with P(X > x) = p.
    public func upperQuantile(_ p: Double) throws -> Double {
        try Tail.upper.quantile(p, in: support) { segue_chi_squared_quantile($0, degreesOfFreedom, $1) }
    }
}
