/// What is known of a metric before an experiment: the control's value and how much units differ.
public struct MetricBaseline: Sendable, Hashable, Codable {
    /// The value over all units.
    public let mean: Double
    /// The variance between units, of what is compared: for a ratio that of the linearised values.
    public let variance: Double
    /// The share of the variance that is left when what was known beforehand is taken out; 1 without adjustment.
    public let remainingVariance: Double
    /// The units that this was measured on.
    public let units: Int
    /// Whether the values are 0 and 1, so that the variance follows from the mean.
    public let isProportion: Bool
    /// Which way is good.
    public let better: Metric.Direction

    /// Of a quantile what it was measured on; nil for other metrics, and where only the numbers were kept.
    var shape: QuantileShape?

    /// See the properties for what each value means.
    public init(
        mean: Double, variance: Double, remainingVariance: Double = 1, units: Int, isProportion: Bool = false,
        better: Metric.Direction = .higher
    ) {
        self.mean = mean
        self.variance = variance
        self.remainingVariance = remainingVariance
        self.units = units
        self.isProportion = isProportion
        self.better = better
    }

    /// The same without what was known beforehand.
    var unadjusted: MetricBaseline {
        var plain = MetricBaseline(
            mean: mean, variance: variance, units: units, isProportion: isProportion, better: better)
        plain.shape = shape
        return plain
    }

    private enum CodingKeys: String, CodingKey {
        case mean, variance, units, better
        case isProportion = "is_proportion"
        case remainingVariance = "remaining_variance"
    }
}
