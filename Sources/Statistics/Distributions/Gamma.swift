internal import CxxBoostMath

/// The gamma distribution with mean shape · scale.
///
/// Source: Boost.Math `gamma_distribution`. Reference: distributions.json.
public struct Gamma: ContinuousDistribution {
    /// The shape, finite and above 0.
    public let shape: Double
    /// The scale, finite and above 0.
    public let scale: Double

    /// The distribution of its parameters.
    /// - Parameters:
    ///   - shape: finite and above 0.
    ///   - scale: finite and above 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(shape: Double, scale: Double) throws {
        guard shape > 0, shape.isFinite else {
            throw StatisticsError.parameter("The shape", shape, range: "finite and above 0")
        }
        guard scale > 0, scale.isFinite else {
            throw StatisticsError.parameter("The scale", scale, range: "finite and above 0")
        }
        self.shape = shape
        self.scale = scale
    }

    /// From 0 upwards.
    public var support: ClosedRange<Double> { 0...Double.infinity }

    /// The probability density.
    ///
    /// Edge cases: at 0 it is infinite below shape 1 and 1 / scale at shape 1.
    public func pdf(_ x: Double) -> Double {
        if x == 0 { return shape < 1 ? .infinity : shape == 1 ? 1 / scale : 0 }
        return density(x, in: support) { segue_gamma_pdf($0, shape, scale) }
    }

    /// P(X ≤ x).
    public func cdf(_ x: Double) -> Double {
        Tail.lower.probability(x, in: support) { segue_gamma_cdf($0, shape, scale, $1) }
    }

    /// P(X > x).
    public func survival(_ x: Double) -> Double {
        Tail.upper.probability(x, in: support) { segue_gamma_cdf($0, shape, scale, $1) }
    }

    /// The x with P(X ≤ x) = p.
    public func quantile(_ p: Double) throws -> Double {
        try Tail.lower.quantile(p, in: support) { segue_gamma_quantile($0, shape, scale, $1) }
    }

    /// The x with P(X > x) = p.
    public func upperQuantile(_ p: Double) throws -> Double {
        try Tail.upper.quantile(p, in: support) { segue_gamma_quantile($0, shape, scale, $1) }
    }
}
