public import Statistics

/// What an analysis knows of one metric: sums that a warehouse can make in one pass and that merge.
public struct MetricData: Sendable {
    /// What is measured.
    public let metric: Metric
    /// Joint moments of each arm, in the order of the plan. Columns: the outcome (for a ratio its numerator, then its denominator), then the
    /// covariates (for a ratio in pairs as well).
    public let arms: [JointMoments]
    /// The same for each part of the units.
    public let segments: [Segment]
    /// How many units each arm has whose outcome is not known yet.
    public let unripe: [Int]
    /// How often each value was found in each arm, for a metric that is a quantile.
    public let values: [ValueCounts]?
    /// The skewness of a unit's values, for a mean or a ratio whose arms differ in size; nil where it makes no difference.
    public let skewness: Double?
    /// Why the metric's values cannot be counted with; nil where they can.
    public let problem: String?

    /// The units that share a value of a dimension.
    public struct Segment: Sendable {
        /// The dimension's name.
        public let dimension: String
        /// The value that the units share.
        public let value: String
        /// The arms' joint moments, in the order of the plan.
        public let arms: [JointMoments]

        /// The units that share a value of a dimension.
        public init(dimension: String, value: String, arms: [JointMoments]) {
            self.dimension = dimension
            self.value = value
            self.arms = arms
        }
    }

    /// What is known of a metric. See the properties for what each value means.
    public init(
        metric: Metric, arms: [JointMoments], segments: [Segment] = [], unripe: [Int] = [],
        values: [ValueCounts]? = nil,
        skewness: Double? = nil, problem: String? = nil
    ) {
        self.metric = metric
        self.arms = arms
        self.segments = segments
        self.unripe = unripe
        self.values = values
        self.skewness = skewness
        self.problem = problem
    }
}
