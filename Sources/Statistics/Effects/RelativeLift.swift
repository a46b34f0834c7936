/// By how much one mean exceeds another, as a share of the other.
///
/// The variance is the delta method's, which counts the uncertainty of the base too: μ_T/μ_C varies like
/// σ²_T/(n_T μ²_C) + μ²_T σ²_C/(n_C μ⁴_C).
/// Edge cases: a base that does not lie clearly away from 0 gives a lift whose interval means little; a base of 0 is an error.
/// Source: Deng, Knoblich and Lu (2018), doi:10.1145/3219819.3219919. Reference: effects.json.
public struct RelativeLift: Sendable, Hashable {
    /// Whose degrees of freedom are taken, in the manner of Welch and Satterthwaite.
    public enum DegreesOfFreedom: String, Sendable, Hashable, Codable, CaseIterable {
        /// Those of the lift itself: of the two parts of its variance.
        case ofLift
        /// Those of the difference of the means, as GrowthBook takes them.
        case ofDifference
    }

    /// The first mean over the second, less 1.
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// Degrees of freedom, in the manner of Welch and Satterthwaite.
    public let degreesOfFreedom: Double
    /// What counts as evidence against no lift.
    public let alternative: Alternative

    /// Compares two estimates.
    /// - Parameters:
    ///   - first: of, say, the treatment.
    ///   - second: the base, not 0.
    ///   - degreesOfFreedom: the two differ where the arms differ in variance or size, and hardly matter where there are many units.
    /// - Throws: ``StatisticsError`` of kind `.parameter` for a base of 0, `.noVariance`.
    public init(
        _ first: Estimate, over second: Estimate, alternative: Alternative = .twoSided,
        degreesOfFreedom: DegreesOfFreedom = .ofLift
    ) throws {
        guard second.value != 0 else {
            throw StatisticsError.parameter("The base of a lift", second.value, range: "other than 0")
        }
        let ratio = first.value / second.value
        let test = try WelchTest(
            difference: ratio - 1, varianceOfFirst: first.variance / (second.value * second.value),
            varianceOfSecond: ratio * ratio * second.variance / (second.value * second.value), first.count,
            second.count, alternative)
        estimate = test.difference
        standardError = test.standardError
        self.alternative = alternative
        self.degreesOfFreedom =
            switch degreesOfFreedom {
            case .ofLift: test.degreesOfFreedom
            case .ofDifference: try WelchTest(first, second).degreesOfFreedom
            }
    }

    /// The lifts that the test does not reject.
    /// - Parameter level: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func interval(level: Double = 0.95) throws -> ConfidenceInterval {
        try alternative.interval(
            estimate: estimate, standardError: standardError, level: level, distribution.upperQuantile)
    }

    /// The probability of a lift at least as extreme if there were none.
    public var pValue: Double { alternative.pValue(estimate / standardError, distribution) }

    private var distribution: StudentT { StudentT(unchecked: degreesOfFreedom) }
}
