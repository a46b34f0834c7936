public import Statistics

/// An estimated number with its standard error and the interval that the plan's monitoring gives it.
public struct Effect: Sendable, Hashable, Codable {
    /// The estimated number.
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// An end is infinite where next to nothing may be concluded yet.
    public let interval: ConfidenceInterval

    private enum CodingKeys: String, CodingKey {
        case estimate, interval
        case standardError = "standard_error"
    }

    /// The difference of a contrast, with the differences at most so many deviates away.
    init(differenceOf contrast: any Contrast, within critical: Double, level: Double) {
        let ends = critical.isNaN ? (-Double.infinity, Double.infinity) : contrast.differences(within: critical)
        estimate = contrast.difference
        standardError = contrast.standardError
        interval = ConfidenceInterval(lower: min(ends.0, estimate), upper: max(ends.1, estimate), level: level)
    }

    /// The lift of a contrast; nil where the control is not clearly other than 0, so that any lift is possible.
    init?(liftOf contrast: any Contrast, within critical: Double, level: Double) {
        guard let lift = contrast.lift, let ends = contrast.lifts(within: critical), ends.lower.isFinite,
            ends.upper.isFinite
        else {
            return nil
        }
        estimate = lift
        standardError = contrast.liftError ?? 0
        interval = ConfidenceInterval(lower: min(ends.lower, lift), upper: max(ends.upper, lift), level: level)
    }

    /// The same effect, its interval cut to an earlier one that holds the estimate.
    func narrowed(by earlier: ConfidenceInterval?) -> Effect {
        guard let earlier, earlier.contains(estimate) else { return self }
        let lower = max(interval.lower, earlier.lower), upper = min(interval.upper, earlier.upper)
        return Effect(
            estimate: estimate, standardError: standardError,
            interval: ConfidenceInterval(lower: lower, upper: upper, level: interval.level))
    }

    private init(estimate: Double, standardError: Double, interval: ConfidenceInterval) {
        self.estimate = estimate
        self.standardError = standardError
        self.interval = interval
    }

    init(_ estimate: Double, _ standardError: Double, reach: Double, level: Double) {
        self.estimate = estimate
        self.standardError = standardError
        interval = ConfidenceInterval(
            lower: estimate - reach * standardError, upper: estimate + reach * standardError, level: level)
    }
}

/// One treatment beside the control, by one metric.
public struct Comparison: Sendable, Hashable, Codable {
    /// What the comparison says.
    public enum Verdict: String, Sendable, Hashable, Codable {
        case better, worse
        /// Neither is shown.
        case inconclusive
        /// A guardrail is shown not to be worse by more than its margin.
        case nonInferior = "non_inferior"
        /// A guardrail is not (yet) shown not to be worse by more than its margin.
        case notShown = "not_shown"
    }

    /// The treatment's key.
    public let treatment: String
    /// The test that the p-value comes from.
    public let test: String
    /// The evidence of this look as a standard normal deviate, with the sign of the difference.
    public let deviate: Double
    /// The treatment's value less the control's, in the metric's unit.
    public let difference: Effect
    /// The same as a share of the size of the control's value; nil where that is not clearly other than 0.
    public let lift: Effect?
    /// The probability of a difference at least as large if there were none, valid for the plan's monitoring.
    public let pValue: Double
    /// The same with the number of comparisons made up for.
    public let adjustedPValue: Double
    /// The difference in pooled standard deviations (means) or on the arcsine scale (proportions).
    public let effectSize: EffectSizeValue?
    /// What an undecided reader would believe.
    public let belief: BayesianResult?
    /// Of a guardrail: whether it is worse by less than its margin.
    public let nonInferiority: NonInferiority?
    /// What the comparison says.
    public let verdict: Verdict

    /// The p-value that the verdict comes from: of a guardrail the one against its margin.
    public var decidingPValue: Double { nonInferiority?.pValue ?? pValue }

    /// An effect size with its name.
    public struct EffectSizeValue: Sendable, Hashable, Codable {
        /// The name of the measure, such as Cohen's d.
        public let name: String
        /// Its value.
        public let value: Double
    }

    /// What is believed of the difference after these data, by a flat prior.
    public struct BayesianResult: Sendable, Hashable, Codable {
        /// The probability that the treatment is better.
        public let chanceToBeat: Double
        /// What is lost on average by shipping the treatment if it is worse, in the metric's unit.
        public let expectedLoss: Double

        private enum CodingKeys: String, CodingKey {
            case chanceToBeat = "chance_to_beat"
            case expectedLoss = "expected_loss"
        }
    }

    /// A one-sided test against a margin.
    public struct NonInferiority: Sendable, Hashable, Codable {
        /// How much worse is accepted, as a share of the control's value.
        public let margin: Double
        /// Against being worse by the margin or more.
        public let pValue: Double
        /// The worst change that is not rejected, as a share of the control's value; better is positive. Nil where nothing can be rejected.
        public let bound: Double?
        /// Whether non-inferiority is shown at the plan's level.
        public let isShown: Bool

        private enum CodingKeys: String, CodingKey {
            case margin, bound
            case pValue = "p_value"
            case isShown = "is_shown"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case treatment, test, deviate, difference, lift, belief, verdict
        case pValue = "p_value"
        case adjustedPValue = "adjusted_p_value"
        case effectSize = "effect_size"
        case nonInferiority = "non_inferiority"
    }
}
