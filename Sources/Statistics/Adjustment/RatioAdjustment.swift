import LinearAlgebra

/// Takes out of a comparison of ratios what was known before it began (CUPED for ratios): the ratio of an arm less its regression on the
/// same ratio, or another, of the time before.
///
/// Each unit's part in a ratio y/x is (y − R x)/x̄, and the covariate's is alike; the coefficient regresses one part on the other, pooled
/// within the arms. A covariate whose denominators are all 1 is a plain mean.
/// Edge cases: a covariate that does not vary is left out: the coefficient is 0.
/// Source: Deng, Xu, Kohavi and Walker (2013), doi:10.1145/2433396.2433413. Reference: adjustment.json.
public struct RatioAdjustment: Sendable, Hashable {
    /// By how much the ratio rises with the ratio before.
    public let coefficient: Double
    /// The ratio before over all arms, to which every arm is adjusted.
    public let ratioBefore: Double

    /// Learns the coefficient from the arms of a comparison.
    /// - Parameter arms: joint moments of four columns: the outcome's numerator and denominator, the covariate's numerator and denominator.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` without an arm or below two rows in one, `.parameter` where columns are not
    ///   four or denominators sum to 0.
    public init(_ arms: [JointMoments]) throws {
        var before = 0.0, both = 0.0
        for arm in arms {
            let outcome = try Self.part(of: arm, numerator: 0), covariate = try Self.part(of: arm, numerator: 2)
            for (i, a) in covariate.enumerated() {
                for (j, b) in covariate.enumerated() { before += a * b * arm.products[i, j] }
                for (j, b) in outcome.enumerated() { both += a * b * arm.products[i, j] }
            }
        }
        try self.init(coefficient: before > 0 ? both / before : 0, arms)
    }

    /// Takes a coefficient from elsewhere, such as an earlier experiment.
    /// - Parameters:
    ///   - coefficient: finite; 0 leaves the ratios as they are.
    ///   - arms: as of ``init(_:)``.
    /// - Throws: as ``init(_:)``, and `.parameter` for a coefficient that is not finite.
    public init(coefficient: Double, _ arms: [JointMoments]) throws {
        guard coefficient.isFinite else {
            throw StatisticsError.parameter("The coefficient", coefficient, range: "finite")
        }
        guard !arms.isEmpty else { throw StatisticsError.insufficientData("An adjustment's arms", needed: 1, found: 0) }
        var numerator = 0.0, denominator = 0.0
        for arm in arms {
            _ = try Self.part(of: arm, numerator: 2)
            numerator += Double(arm.count) * arm.means[2]
            denominator += Double(arm.count) * arm.means[3]
        }
        guard denominator != 0 else {
            throw StatisticsError.parameter("The sum of the denominators before", denominator, range: "other than 0")
        }
        self.coefficient = coefficient
        ratioBefore = numerator / denominator
    }

    /// The adjusted ratio of an arm, with the delta method's variance.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` below two rows, `.parameter` for a denominator of 0.
    public func estimate(_ arm: JointMoments) throws -> Estimate {
        let outcome = try Self.part(of: arm, numerator: 0), covariate = try Self.part(of: arm, numerator: 2)
        // The parts have a mean of 0: the ratios themselves are added.
        let ratio = arm.means[0] / arm.means[1] - coefficient * (arm.means[2] / arm.means[3] - ratioBefore)
        let spread = try arm.estimate(of: zip(outcome, covariate).map { $0 - coefficient * $1 })
        return try Estimate(value: ratio, variance: spread.variance, count: arm.count)
    }

    /// The weights of the columns in a unit's part in a ratio.
    private static func part(of arm: JointMoments, numerator: Int) throws -> [Double] {
        guard arm.means.count == 4 else {
            throw StatisticsError.parameter(
                "The number of columns of an arm", arm.means.count, range: "4: a numerator and a denominator, twice")
        }
        guard arm.count > 1 else {
            throw StatisticsError.insufficientData("An arm of an adjustment", needed: 2, found: arm.count)
        }
        let denominator = arm.means[numerator + 1]
        guard denominator != 0 else {
            throw StatisticsError.parameter("The mean of the denominators", denominator, range: "other than 0")
        }
        var weights = [0.0, 0, 0, 0]
        weights[numerator] = 1 / denominator
        weights[numerator + 1] = -arm.means[numerator] / (denominator * denominator)
        return weights
    }
}
