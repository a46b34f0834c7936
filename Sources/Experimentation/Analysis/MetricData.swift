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
    /// The arms' quantiles, for a metric that is one; they take the place of moments.
    public let quantiles: [Estimate]?

    /// The units that share a value of a dimension.
    public struct Segment: Sendable {
        public let dimension: String
        public let value: String
        public let arms: [JointMoments]

        public init(dimension: String, value: String, arms: [JointMoments]) {
            self.dimension = dimension
            self.value = value
            self.arms = arms
        }
    }

    public init(metric: Metric, arms: [JointMoments], segments: [Segment] = [], unripe: [Int] = [], quantiles: [Estimate]? = nil) {
        self.metric = metric
        self.arms = arms
        self.segments = segments
        self.unripe = unripe
        self.quantiles = quantiles
    }
}
