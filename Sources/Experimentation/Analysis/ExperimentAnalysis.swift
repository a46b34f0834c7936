import Statistics

/// The analysis of an experiment from what a warehouse summed up.
///
/// Primary metrics are judged at the level divided by their number (Bonferroni); secondary ones by Benjamini–Hochberg; guardrails by a
/// one-sided test against their margin, at the full level each. Intervals agree with the adjusted p-values.
/// Source: Schultzberg, Ankargren and Frånberg (2024), doi:10.48550/arXiv.2402.11609, for the treatment of roles.
public struct ExperimentAnalysis: Sendable, Hashable, Codable {
    /// Where in its course the experiment is.
    public let look: Look
    /// By metric, in the order of the plan.
    public let metrics: [MetricResult]

    /// Analyses the metrics of a plan.
    /// - Parameters:
    ///   - data: by metric; those that the plan does not name are passed over.
    /// - Throws: ``ExperimentationError`` `experiment.plan`, or `experiment.metric` where a planned metric has no data.
    public init(_ plan: ExperimentPlan, data: [MetricData], look: Look) throws(ExperimentationError) {
        try plan.check()
        self.look = look
        var analyses: [(analysis: MetricAnalysis, outcome: MetricAnalysis.Outcome)] = []
        for planned in plan.metrics {
            guard let found = data.first(where: { $0.metric.key == planned.metric }) else {
                throw ExperimentationError(
                    "metric", "The plan measures \(planned.metric), and there are no data of it. Define it, or take it out of the plan.")
            }
            for arm in [found.arms] + found.segments.map(\.arms) where arm.count != plan.arms.count {
                throw ExperimentationError("metric", "\(planned.metric) has \(arm.count) arms, and the plan has \(plan.arms.count).")
            }
            let columns = found.arms[0].means.count
            guard columns >= (found.metric.isRatio ? 2 : 1),
                ([found.arms] + found.segments.map(\.arms)).allSatisfy({ $0.allSatisfy { $0.means.count == columns } }),
                found.quantiles.map({ $0.count == plan.arms.count }) ?? true
            else {
                throw ExperimentationError(
                    "metric",
                    "\(planned.metric) lacks columns in an arm: a ratio takes two, other metrics one, and all arms and parts the same number."
                )
            }
            let analysis = MetricAnalysis(plan: plan, planned: planned, data: found, look: look)
            analyses.append((analysis, analysis.outcome()))
        }
        let adjusted = Self.adjusted(plan, analyses.map { ($0.analysis.planned.role, $0.outcome.raw.map(\.finding.pValue)) })
        // Intervals of the secondary metrics cover, among those that leave out 0, with the false coverage rate of the level: each is drawn at
        // the p-value below which all were found. Source: Benjamini and Yekutieli (2005), doi:10.1198/016214504000001907.
        let secondary = zip(analyses, adjusted).filter { $0.0.analysis.planned.role == .secondary }.flatMap(\.1)
        let found = secondary.filter { $0 <= plan.significance }.count
        let threshold = plan.significance * Double(max(1, found)) / Double(max(1, secondary.count))
        var results = zip(analyses, adjusted).map { Self.result(plan, $0.analysis, $0.outcome, adjusted: $1, threshold: threshold) }
        Self.adjustHeterogeneity(&results)
        metrics = results
    }

    /// The p-values with the number of comparisons made up for, by role.
    private static func adjusted(_ plan: ExperimentPlan, _ found: [(role: PlannedMetric.Role, pValues: [Double])]) -> [[Double]] {
        let secondary = found.filter { $0.role == .secondary }.flatMap(\.pValues)
        var next = ((try? MultipleTesting.benjaminiHochberg.adjusted(secondary)) ?? secondary)[...]
        return found.map { role, pValues in
            switch role {
            case .primary: pValues.map { min(1, $0 * Double(plan.primaryTests)) }
            case .secondary: pValues.map { _ in next.popFirst() ?? 1 }
            case .guardrail: pValues
            }
        }
    }

    private static func result(
        _ plan: ExperimentPlan, _ analysis: MetricAnalysis, _ outcome: MetricAnalysis.Outcome, adjusted: [Double], threshold: Double
    ) -> MetricResult {
        let live = plan.arms.indices.filter { plan.arms[$0].weight > 0 }
        let values = plan.arms.indices.map { arm in
            let estimate = live.firstIndex(of: arm).flatMap { place in outcome.estimates?.plain[place] }
            let data = analysis.data
            return MetricResult.ArmValue(
                arm: plan.arms[arm].key, units: data.arms[arm].count, unripe: data.unripe.indices.contains(arm) ? data.unripe[arm] : 0,
                value: estimate?.value, standardError: estimate?.standardError)
        }
        return MetricResult(
            metric: analysis.data.metric, role: analysis.planned.role, arms: values,
            comparisons: zip(outcome.raw, adjusted).map { comparison(plan, analysis, $0, adjusted: $1, threshold: threshold) }, problem: outcome.problem,
            varianceReduction: outcome.estimates?.remainingVariance.map { 1 - $0 },
            isPoststratified: outcome.estimates?.isPoststratified ?? false,
            segments: outcome.problem == nil ? analysis.segmented() : [])
    }

    private static func comparison(
        _ plan: ExperimentPlan, _ analysis: MetricAnalysis, _ raw: MetricAnalysis.Raw, adjusted: Double, threshold: Double
    ) -> Comparison {
        let level = 1 - plan.significance, test = raw.test
        var reach = raw.finding.reach
        if analysis.planned.role == .secondary {
            reach =
                (try? Judge(plan, analysis.look).reach(
                    test, units: raw.units, significance: plan.significance, threshold: threshold, exact: raw.exact))
                ?? stretched(reach, raw.finding.pValue, to: adjusted, test, level)
        }
        let isSignificant = adjusted <= plan.significance
        let verdict: Comparison.Verdict
        if let guardrail = raw.nonInferiority {
            verdict =
                guardrail.isShown ? .nonInferior : (isSignificant && test.difference * analysis.data.metric.sign < 0 ? .worse : .notShown)
        } else {
            verdict = isSignificant ? (test.difference * analysis.data.metric.sign > 0 ? .better : .worse) : .inconclusive
        }
        return Comparison(
            treatment: plan.arms[raw.treatment].key, test: raw.name,
            difference: Effect(test.difference, test.standardError, reach: reach, level: level),
            lift: raw.lift.map { Effect($0.estimate, $0.standardError, reach: reach, level: level) }, pValue: raw.finding.pValue,
            adjustedPValue: adjusted, effectSize: raw.effectSize, belief: raw.belief, nonInferiority: raw.nonInferiority, verdict: verdict)
    }

    /// The reach of an interval that leaves out 0 exactly where the adjusted p-value does not exceed the level.
    private static func stretched(_ reach: Double, _ pValue: Double, to adjusted: Double, _ test: WelchTest, _ level: Double) -> Double {
        guard adjusted > pValue, reach.isFinite else { return reach }
        let interval = ConfidenceInterval(
            lower: test.difference - reach * test.standardError, upper: test.difference + reach * test.standardError, level: level)
        guard let wider = try? interval.adjusted(around: test.difference, pValue: pValue, to: adjusted, Normal.standard) else {
            return reach
        }
        return (wider.upper - test.difference) / test.standardError
    }

    /// Makes up for the number of questions whether effects differ: all dimensions of all metrics.
    private static func adjustHeterogeneity(_ results: inout [MetricResult]) {
        let all = results.flatMap(\.segments).compactMap(\.heterogeneityPValue)
        guard var adjusted = try? MultipleTesting.benjaminiHochberg.adjusted(all)[...] else { return }
        results = results.map { result in
            MetricResult(
                metric: result.metric, role: result.role, arms: result.arms, comparisons: result.comparisons, problem: result.problem,
                varianceReduction: result.varianceReduction, isPoststratified: result.isPoststratified,
                segments: result.segments.map { segmented in
                    var segmented = segmented
                    if segmented.heterogeneityPValue != nil { segmented.adjustedHeterogeneityPValue = adjusted.popFirst() }
                    return segmented
                })
        }
    }
}
