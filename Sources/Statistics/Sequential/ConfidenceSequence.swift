import Foundation

/// Intervals that cover a mean at all times together, for data of any distribution, once there are enough of them (asymptotic confidence
/// sequence).
///
/// Edge cases: a one-sided sequence needs a level above 0.5; where its estimate lies on the wrong side of 0 the p-value is 1.
/// Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), doi:10.1214/24-AOS2408, with one-sided bounds in its supplement; tuned as
/// GrowthBook does. Reference: sequential.json.
public struct ConfidenceSequence: Sendable, Hashable {
    /// The number of units at which the intervals are meant to be narrowest.
    public let tunedFor: Int
    /// The level that all intervals share, in (0, 1).
    public let level: Double
    /// What would count as evidence: `.greater` gives lower bounds, `.less` upper ones.
    public let alternative: Alternative
    /// The tuning parameter ρ.
    public let rho: Double

    /// - Parameters:
    ///   - tunedFor: at least 1.
    ///   - level: in (0, 1), and above 0.5 where the alternative is one-sided.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(tunedFor: Int = 5000, level: Double = 0.95, alternative: Alternative = .twoSided) throws {
        try checkLevel(level)
        guard tunedFor >= 1 else {
            throw StatisticsError.parameter("The number of units tuned for", tunedFor, range: "at least 1")
        }
        guard alternative == .twoSided || level > 0.5 else {
            throw StatisticsError.parameter("The level of a one-sided sequence", level, range: "above 0.5")
        }
        self.tunedFor = tunedFor
        self.level = level
        self.alternative = alternative
        let spread = -2 * log((alternative == .twoSided ? 1 : 2) * (1 - level))
        rho = ((spread + log(spread + 1)) / Double(tunedFor)).squareRoot()
    }

    /// The interval at this moment; one-sided ones reach to infinity.
    /// - Parameters:
    ///   - standardError: of the estimate, finite and at least 0.
    ///   - count: the units so far, at least 1.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func interval(estimate: Double, standardError: Double, count: Int) throws -> ConfidenceInterval {
        guard count >= 1 else { throw StatisticsError.parameter("The number of units", count, range: "at least 1") }
        guard standardError >= 0, standardError.isFinite, estimate.isFinite else {
            throw StatisticsError.parameter("The standard error", standardError, range: "finite and at least 0")
        }
        let n = Double(count), whole = n * rho * rho + 1
        let evidence =
            alternative == .twoSided
            ? log(whole.squareRoot() / (1 - level)) : log1p(whole.squareRoot() / (2 * (1 - level)))
        let reach = standardError * (n * 2 * whole / (n * n * rho * rho) * evidence).squareRoot()
        return ConfidenceInterval(
            lower: alternative == .less ? -.infinity : estimate - reach,
            upper: alternative == .greater ? .infinity : estimate + reach,
            level: level)
    }

    /// The p-value at this moment: the smallest level whose interval, with the same tuning, leaves out 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func pValue(estimate: Double, standardError: Double, count: Int) throws -> Double {
        guard count >= 1 else { throw StatisticsError.parameter("The number of units", count, range: "at least 1") }
        guard standardError > 0, standardError.isFinite, estimate.isFinite else {
            throw StatisticsError.parameter("The standard error", standardError, range: "finite and above 0")
        }
        let information = Double(count) * rho * rho, z = (alternative == .less ? -estimate : estimate) / standardError
        let gained = z * z * information / (2 * (information + 1))
        if alternative == .twoSided { return min(1, (information + 1).squareRoot() * exp(-gained)) }
        return z > 0 ? min(1, (information + 1).squareRoot() / (2 * expm1(gained))) : 1
    }
}
