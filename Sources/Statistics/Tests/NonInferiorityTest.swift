/// The test that something is not worse by more than a margin: what a guardrail asks, where “no significant difference” would only say that
/// there were too few data.
///
/// It rejects that the first is worse by the margin or more, one-sided. A margin of 0 is the test of superiority.
/// Edge cases: where neither estimate varies there is no test: an error of kind `.noVariance`.
/// Source: Wellek (2010), Testing Statistical Hypotheses of Equivalence and Noninferiority; that superiority may be read off the
/// same bound, without a price: European Medicines Agency (2000), CPMP/EWP/482/99. Reference: noninferiority.json.
public struct NonInferiorityTest: Sendable, Hashable {
    /// Which direction of a metric is the good one.
    public enum Better: String, Sendable, Hashable, Codable, CaseIterable {
        /// More is better, as with minutes.
        case larger
        /// Less is better, as with skips.
        case smaller
    }

    /// What a test says; it shows, or it does not.
    public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
        /// Better: the bound lies beyond 0.
        case superior
        /// Not worse by more than the margin.
        case nonInferior
        /// Neither was shown: gather more data.
        case undecided
        /// Worse by more than the margin: the bound of the other side lies beyond it.
        case inferior
    }

    /// The first estimate less the second, or the lift.
    public let difference: Double
    /// The standard error of the difference.
    public let standardError: Double
    /// Welch and Satterthwaite's degrees of freedom.
    public let degreesOfFreedom: Double
    /// How much worse still counts as not worse, in units of the difference; at least 0.
    public let margin: Double
    /// Which direction is the good one.
    public let better: Better

    /// Asks whether the first estimate is not worse than the second by more than a margin in its own units.
    /// - Parameters:
    ///   - first: of, say, the treatment.
    ///   - second: of, say, the control.
    ///   - margin: finite, at least 0; fixed before the data are seen.
    /// - Throws: ``StatisticsError`` of kind `.parameter`, `.noVariance`.
    public init(_ first: Estimate, _ second: Estimate, margin: Double, better: Better = .larger) throws {
        let test = try WelchTest(first, second)
        try self.init(test.difference, test.standardError, test.degreesOfFreedom, margin, better)
    }

    /// Asks whether a lift is not worse than 0 by more than a margin, as a share of the base.
    /// - Parameter margin: finite, at least 0, for example 0.02; fixed before the data are seen.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(_ lift: RelativeLift, margin: Double, better: Better = .larger) throws {
        try self.init(lift.estimate, lift.standardError, lift.degreesOfFreedom, margin, better)
    }

    private init(
        _ difference: Double, _ standardError: Double, _ degreesOfFreedom: Double, _ margin: Double, _ better: Better
    ) throws {
        guard margin >= 0, margin.isFinite else {
            throw StatisticsError.parameter("The margin", margin, range: "finite and at least 0")
        }
        self.difference = difference
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
        self.margin = margin
        self.better = better
    }

    /// How far the difference lies on the good side of the margin, in standard errors.
    public var statistic: Double { (benefit + margin) / standardError }

    /// The probability of a difference at least as good if the first were worse by just the margin.
    public var pValue: Double { distribution.survival(statistic) }

    /// The one-sided interval of the difference: bounded below where larger is better, above where smaller is.
    /// - Parameter level: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func interval(level: Double = 0.95) throws -> ConfidenceInterval {
        let alternative: Alternative = better == .larger ? .greater : .less
        return try alternative.interval(
            estimate: difference, standardError: standardError, level: level, distribution.upperQuantile)
    }

    /// What the test says, one-sided.
    /// - Parameter significance: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func verdict(significance: Double = 0.05) throws -> Verdict {
        try checkSignificance(significance)
        if distribution.survival(benefit / standardError) < significance { return .superior }
        if pValue < significance { return .nonInferior }
        return distribution.cdf(statistic) < significance ? .inferior : .undecided
    }

    private var benefit: Double { better == .larger ? difference : -difference }
    private var distribution: StudentT { StudentT(unchecked: degreesOfFreedom) }
}
