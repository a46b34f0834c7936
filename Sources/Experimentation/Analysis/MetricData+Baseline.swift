import Listening
import Statistics

extension MetricData {
    /// The control's units alone.
    public var ofControl: MetricData {
        MetricData(
            metric: metric, arms: Array(arms.prefix(1)), values: values.map { Array($0.prefix(1)) }, skewness: skewness,
            problem: problem)
    }

    /// The units of two arms, together, below which the analysis gives no result because the values are too skewed for arms of unlike size; nil
    /// where there is no such bound.
    /// - Parameter shares: of the control and the treatment among those two arms.
    public func leastUnits(shares: (control: Double, treatment: Double)) -> Int? {
        guard let skewness, metric.kind == .mean, shares.control > 0, shares.treatment > 0 else { return nil }
        let one = 1 / shares.control, other = 1 / shares.treatment
        let times = skewness * (one - other) / (one + other).squareRoot() / InferenceRule.mostSkewness
        return times == 0 ? nil : Int(saturating: (times * times).rounded(.up))
    }

    /// What the units of the arms, taken together, say of the metric, for the design of an experiment.
    /// - Throws: ``ExperimentationError`` where there are too few units, or where they do not vary.
    public func baseline(adjusted: Bool) throws -> MetricBaseline {
        if let problem { throw ExperimentationError("metric", problem) }
        var all = arms.first ?? JointMoments(columns: 1)
        for arm in arms.dropFirst() { all.merge(arm) }
        let lacking = all.count < 2 || (metric.isRatio && all.means[1] == 0)
        if lacking, values == nil {
            let found = all.count < 2 ? "fewer than 2 units with a value" : "nothing to divide by"
            throw ExperimentationError(
                "metric",
                "\(metric.name): the baseline period has \(found). Where the source does not record this, choose another metric."
            )
        }
        do {
            let estimates = try quantile.map { ArmEstimates([$0]) } ?? ArmEstimates(metric, [all], adjusted: adjusted)
            let estimate = estimates.plain[0]
            guard estimate.variance > 0 else {
                throw StatisticsError(.noVariance, "All units have the same value. Measure something that varies.")
            }
            var baseline = MetricBaseline(
                mean: estimate.value, variance: estimate.variance * Double(all.count),
                remainingVariance: estimates.remainingVariance ?? 1,
                units: all.count, isProportion: metric.kind == .proportion, better: metric.better)
            if case .quantile(let probability) = metric.kind, let values = values?.first {
                baseline.shape = QuantileShape(probability: probability, values: values)
            }
            return baseline
        } catch let error as StatisticsError {
            throw ExperimentationError(error, of: metric.name)
        }
    }

    /// The share of units that may have the value of a quantile for which units are to be found.
    private static let mostTied = 0.05

    /// The quantile of the first arm; nil for other metrics.
    private var quantile: Estimate? {
        get throws {
            guard case .quantile(let probability) = metric.kind, let values = values?.first else { return nil }
            let variance = try QuantileEstimate.unitVariance(probability, of: values)
            let value = try values.quantile(probability), place = values.values.firstIndex(of: value)
            let tied = place.map { Double(values.counts[$0]) / Double(values.count) } ?? 0
            guard tied <= Self.mostTied else {
                throw ExperimentationError(
                    "metric",
                    """
                    \(metric.name): \(ReportText.percent(tied)) of the units have the value of the quantile itself, so that it moves in steps and \
                    no size can be said. Design for the mean; the analysis of a quantile allows for ties.
                    """)
            }
            return try Estimate(
                value: values.quantile(probability), variance: variance / Double(max(1, values.count)),
                count: values.count)
        }
    }
}
