/// What an experiment says by one metric.
public struct MetricResult: Sendable, Hashable, Codable {
    /// An arm's own value.
    public struct ArmValue: Sendable, Hashable, Codable {
        /// The arm's key.
        public let arm: String
        /// The units that count.
        public let units: Int
        /// Units whose outcome is not known yet.
        public let unripe: Int
        /// As measured, without adjustment. Nil where nothing can be said.
        public let value: Double?
        /// The standard error of the value; nil where there is none.
        public let standardError: Double?

        private enum CodingKeys: String, CodingKey {
            case arm, units, unripe, value
            case standardError = "standard_error"
        }
    }

    /// What was measured.
    public let metric: Metric
    /// Its part in the plan.
    public let role: PlannedMetric.Role
    /// The arms' values, in the order of the plan.
    public let arms: [ArmValue]
    /// Each treatment beside the control; empty where nothing can be said.
    public let comparisons: [Comparison]
    /// Why nothing can be said; nil where something can.
    public let problem: String?
    /// The share of the variance that was taken out by what was known beforehand; nil without adjustment.
    public let varianceReduction: Double?
    /// Whether the arms were weighed by strata.
    public let isPoststratified: Bool
    /// Whether the effect differs between parts of the units.
    public let segments: [SegmentedResult]

    private enum CodingKeys: String, CodingKey {
        case metric, role, arms, comparisons, problem, segments
        case varianceReduction = "variance_reduction"
        case isPoststratified = "is_poststratified"
    }
}

/// The effects of one treatment in the parts of a dimension.
public struct SegmentedResult: Sendable, Hashable, Codable {
    /// The effect among the units that share a value.
    public struct Part: Sendable, Hashable, Codable {
        /// The dimension's value that these units share.
        public let value: String
        /// The units of both arms.
        public let units: Int
        /// The treatment's value less the control's.
        public let difference: Effect
        /// The same as a share of the control's; nil where that may be 0.
        public let lift: Effect?
        /// The p-value of a single look.
        public let pValue: Double
        /// With the number of parts made up for (Benjamini–Hochberg).
        public let adjustedPValue: Double

        private enum CodingKeys: String, CodingKey {
            case value, units, difference, lift
            case pValue = "p_value"
            case adjustedPValue = "adjusted_p_value"
        }
    }

    /// The dimension that the parts are of.
    public let dimension: String
    /// The treatment's key.
    public let treatment: String
    /// The parts with enough units, by value.
    public let parts: [Part]
    /// Parts with too few units, or without variance, to say anything.
    public let leftOut: [String]
    /// The probability of effects that differ so much if all parts had the same (Cochran's Q); nil with fewer than two parts.
    public let heterogeneityPValue: Double?
    /// The same with the number of dimensions and metrics made up for (Benjamini–Hochberg).
    public var adjustedHeterogeneityPValue: Double?

    private enum CodingKeys: String, CodingKey {
        case dimension, treatment, parts
        case leftOut = "left_out"
        case heterogeneityPValue = "heterogeneity_p_value"
        case adjustedHeterogeneityPValue = "adjusted_heterogeneity_p_value"
    }
}
