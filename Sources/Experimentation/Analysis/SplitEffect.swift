public import Statistics

/// An effect in two parts of each unit's time, such as the first and the second half of its window, and whether they differ.
///
/// Both parts are of the same units, so that their difference is taken unit by unit.
public struct SplitEffect: Sendable, Hashable, Codable {
    /// What the time was split by.
    public enum Split: String, Sendable, Hashable, Codable, CaseIterable {
        /// The first and the second half of the window: an effect that fades was new, and no more.
        case halves
        /// Monday to Friday, and the weekend.
        case weekdays
    }

    /// How the data were split.
    public let split: Split
    /// The metric's key.
    public let metric: String
    /// The treatment's key.
    public let treatment: String
    /// In the first half, or from Monday to Friday.
    public let first: Effect
    /// In the second half, or on the weekend.
    public let second: Effect
    /// The second less the first.
    public let change: Effect
    /// The probability of so large a change if there were none.
    public let pValue: Double
    /// The same with the number of splits made up for (Benjamini–Hochberg).
    public var adjustedPValue: Double?

    private enum CodingKeys: String, CodingKey {
        case split, metric, treatment, first, second, change
        case pValue = "p_value"
        case adjustedPValue = "adjusted_p_value"
    }

    /// Compares the effects of a treatment in both parts.
    /// - Parameters:
    ///   - arms: the control's moments and the treatment's. Columns: the outcome in the first part (for a ratio numerator and denominator), then in
    ///     the second.
    ///   - level: of the intervals.
    /// - Throws: `StatisticsError`.
    public init(
        _ split: Split, _ metric: Metric, treatment: String, control: JointMoments, treated: JointMoments,
        level: Double = 0.95
    )
        throws
    {
        self.split = split
        self.metric = metric.key
        self.treatment = treatment
        func effect(_ weights: [Double]) throws -> (Effect, Double) {
            func estimate(_ arm: JointMoments) throws -> Estimate {
                let parts = try ArmEstimates.linearised(arm, metric)
                guard parts.means.count == 2 else {
                    throw StatisticsError(
                        .parameter,
                        "A part of the time has no denominators in an arm, so that there is no ratio. Wait for it, or leave out the split."
                    )
                }
                return try parts.estimate(of: weights)
            }
            let test = try WelchTest(estimate(treated), estimate(control))
            let interval = try test.interval(level: level)
            let reach = (interval.upper - test.difference) / test.standardError
            return (Effect(test.difference, test.standardError, reach: reach, level: level), test.pValue)
        }
        first = try effect([1, 0]).0
        second = try effect([0, 1]).0
        (change, pValue) = try effect([-1, 1])
    }
}
