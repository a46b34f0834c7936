internal import CxxBoostMath
internal import Foundation

/// Student's t distribution.
///
/// Source: Boost.Math `students_t_distribution`. Reference: distributions.json.
public struct StudentT: ContinuousDistribution {
    /// The degrees of freedom, above 0; infinity gives the standard normal.
    public let degreesOfFreedom: Double

    /// The distribution of its parameters.
    /// - Parameter degreesOfFreedom: above 0; infinity gives the standard normal.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(degreesOfFreedom: Double) throws {
        guard degreesOfFreedom > 0 else {
            throw StatisticsError.parameter(
                "The degrees of freedom", degreesOfFreedom, range: "above 0; infinity gives the standard normal")
        }
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The distribution of degrees of freedom that are known to be above 0.
    init(unchecked degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// The whole line.
    public var support: ClosedRange<Double> { -Double.infinity...Double.infinity }

    /// The probability density.
    public func pdf(_ x: Double) -> Double { density(x, in: support) { segue_student_t_pdf($0, degreesOfFreedom) } }

    /// P(X ≤ x).
    public func cdf(_ x: Double) -> Double { Tail.lower.probability(x, in: support, cumulative) }

    /// P(X > x).
    public func survival(_ x: Double) -> Double { Tail.upper.probability(x, in: support, cumulative) }

    /// The x with P(X ≤ x) = p.
    public func quantile(_ p: Double) throws -> Double {
        try Tail.lower.quantile(p, in: support) { segue_student_t_quantile($0, degreesOfFreedom, $1) }
    }

    /// The x with P(X > x) = p.
    public func upperQuantile(_ p: Double) throws -> Double {
        try Tail.upper.quantile(p, in: support) { segue_student_t_quantile($0, degreesOfFreedom, $1) }
    }

    /// Boost 1.74 squares x, which overflows, and on one degree of freedom takes the arcsine of numbers near 1, which loses half the digits.
    private func cumulative(_ x: Double, _ tail: Int32) -> Double {
        let isLower = tail == Tail.lower.rawValue
        if degreesOfFreedom == 1 { return atan2(1, isLower ? -x : x) / Double.pi }
        guard abs(x) > 1e150, degreesOfFreedom.isFinite else { return segue_student_t_cdf(x, degreesOfFreedom, tail) }
        return (x < 0) == isLower ? farTail(abs(x)) : 1
    }

    /// The first term of the tail's series in 1/x², which is exact where x² overflows: (ν/x²)^(ν/2) / (ν B(ν/2, ½)).
    private func farTail(_ x: Double) -> Double {
        let half = degreesOfFreedom / 2
        let logBeta = lgamma(half) + lgamma(0.5) - lgamma(half + 0.5)
        return exp(half * log(degreesOfFreedom) - degreesOfFreedom * log(x) - log(degreesOfFreedom) - logBeta)
    }
}
