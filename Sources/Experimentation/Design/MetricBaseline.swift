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

    public init(mean: Double, variance: Double, remainingVariance: Double = 1, units: Int) {
        self.mean = mean
        self.variance = variance
        self.remainingVariance = remainingVariance
        self.units = units
    }

    private enum CodingKeys: String, CodingKey {
        case mean, variance, units
        case remainingVariance = "remaining_variance"
    }
}
