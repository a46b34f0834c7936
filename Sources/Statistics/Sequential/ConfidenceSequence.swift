import Foundation

/// Intervals that cover a mean at all times together, for data of any distribution, once there are enough of them (asymptotic confidence
/// sequence).
///
/// Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), doi:10.1214/24-AOS2408; tuned as GrowthBook does. Reference: sequential.json.
public struct ConfidenceSequence: Sendable, Hashable {
    /// The number of units at which the intervals are meant to be narrowest.
    public let tunedFor: Int
    /// The level that all intervals share, in (0, 1).
    public let level: Double
    /// The tuning parameter ρ.
    public let rho: Double

    /// - Parameters:
    ///   - tunedFor: at least 1.
    ///   - level: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(tunedFor: Int = 5000, level: Double = 0.95) throws {
        try checkLevel(level)
        guard tunedFor >= 1 else { throw StatisticsError.parameter("The number of units tuned for", tunedFor, range: "at least 1") }
        self.tunedFor = tunedFor
        self.level = level
        let spread = -2 * log(1 - level)
        rho = ((spread + log(spread + 1)) / Double(tunedFor)).squareRoot()
    }

    /// The interval at this moment.
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
        let reach = standardError * (n * 2 * whole / (n * n * rho * rho) * log(whole.squareRoot() / (1 - level))).squareRoot()
        return ConfidenceInterval(lower: estimate - reach, upper: estimate + reach, level: level)
    }

    /// The p-value at this moment: the smallest level whose interval, with the same tuning, leaves out 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func pValue(estimate: Double, standardError: Double, count: Int) throws -> Double {
        guard count >= 1 else { throw StatisticsError.parameter("The number of units", count, range: "at least 1") }
        guard standardError > 0, standardError.isFinite, estimate.isFinite else {
            throw StatisticsError.parameter("The standard error", standardError, range: "finite and above 0")
        }
        let information = Double(count) * rho * rho, z = estimate / standardError
        return min(1, (information + 1).squareRoot() * exp(-z * z * information / (2 * (information + 1))))
    }
}
