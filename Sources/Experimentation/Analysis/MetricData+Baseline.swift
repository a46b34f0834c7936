import Statistics

extension MetricData {
    /// The control's units alone; all of them where the control has none.
    public var ofControl: MetricData {
        guard let control = arms.first, control.count >= 2 else { return self }
        return MetricData(metric: metric, arms: [control], values: values.map { Array($0.prefix(1)) }, problem: problem)
    }

    /// What the units of all arms together say of the metric, for the design of an experiment.
    /// - Throws: ``ExperimentationError`` where there are too few units, or where they do not vary.
    public func baseline(adjusted: Bool) throws -> MetricBaseline {
        if let problem { throw ExperimentationError("metric", problem) }
        var all = arms.first ?? JointMoments(columns: 1)
        for arm in arms.dropFirst() { all.merge(arm) }
        do {
            let estimates = try quantile.map { ArmEstimates([$0]) } ?? ArmEstimates(metric, [all], adjusted: adjusted)
            let estimate = estimates.plain[0]
            guard estimate.variance > 0 else {
                throw StatisticsError(.noVariance, "All units have the same value. Measure something that varies.")
            }
            return MetricBaseline(
                mean: estimate.value, variance: estimate.variance * Double(all.count),
                remainingVariance: estimates.remainingVariance ?? 1,
                units: all.count, isProportion: metric.kind == .proportion, better: metric.better)
        } catch let error as StatisticsError {
            throw ExperimentationError(error, of: metric.name)
        }
    }

    /// The quantile of the first arm; nil for other metrics.
    private var quantile: Estimate? {
        get throws {
            guard case .quantile(let probability) = metric.kind, let values = values?.first else { return nil }
            let variance = try QuantileEstimate.unitVariance(probability, of: values)
            return try Estimate(
                value: values.quantile(probability), variance: variance / Double(max(1, values.count)),
                count: values.count)
        }
    }
}
