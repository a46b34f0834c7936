public import Statistics

/// A metric with its confidence interval.
public struct MetricValue: Sendable, Hashable, Codable {
    /// The metric.
    public let value: Double
    /// Its interval; nil where the data are too few for one.
    public let interval: ConfidenceInterval?

    /// A metric with its interval.
    public init(_ value: Double, interval: ConfidenceInterval? = nil) {
        self.value = value
        self.interval = interval
    }
}

extension MetricValue {
    /// Nil where the metric is not defined.
    init?(_ value: Double?, interval: ConfidenceInterval?) {
        guard let value else { return nil }
        self.init(value, interval: interval)
    }

    /// The mean of independent losses, with Student's t interval.
    init(mean: Moments, level: Double) throws {
        self.init(mean.mean, interval: mean.count > 1 ? try mean.meanInterval(level: level) : nil)
    }
}
