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
    /// Why effects are not shown; nil where they are.
    public let hidden: String?

    /// Analyses the metrics of a plan.
    /// - Parameters:
    ///   - data: by metric; those that the plan does not name are passed over.
    ///   - earlier: what the looks before this one found, for a design that plans several: what was shown once stays shown.
    /// - Throws: ``ExperimentationError`` `experiment.plan`, or `experiment.metric` where a planned metric has no data.
    public init(
        _ plan: ExperimentPlan, data: [MetricData], look: Look, earlier: [EarlierResult] = []
    ) throws(ExperimentationError) {
        try plan.check()
        self.look = look
        hidden = nil
        var analyses: [(analysis: MetricAnalysis, outcome: MetricAnalysis.Outcome)] = []
        for planned in plan.metrics {
            guard let found = data.first(where: { $0.metric.key == planned.metric }) else {
                throw ExperimentationError(
                    "metric",
                    "The plan measures \(planned.metric), and there are no data of it. Define it, or take it out of the plan."
                )
            }
            for arm in [found.arms] + found.segments.map(\.arms) where arm.count != plan.arms.count {
                throw ExperimentationError(
                    "metric", "\(planned.metric) has \(arm.count) arms, and the plan has \(plan.arms.count).")
            }
            let columns = found.arms[0].means.count
            guard columns >= (found.metric.isRatio ? 2 : 1),
                ([found.arms] + found.segments.map(\.arms)).allSatisfy({ $0.allSatisfy { $0.means.count == columns } }),
                found.values.map({ $0.count == plan.arms.count }) ?? true
            else {
                throw ExperimentationError(
                    "metric",
                    "\(planned.metric) lacks columns in an arm: a ratio takes two, other metrics one, and all arms and parts the same number."
                )
            }
            let analysis = MetricAnalysis(plan: plan, planned: planned, data: found, look: look)
            analyses.append((analysis, analysis.outcome()))
        }
        let adjusted = Self.adjusted(
            plan,
            analyses.map { item in
                let known = EarlierResult.strongest(earlier, of: item.analysis.data.metric.key)
                return (
                    item.analysis.planned.role,
                    item.outcome.raw.map { min($0.finding.pValue, Self.kept(plan, known, $0)?.pValue ?? 1) }
                )
            })
        // Intervals of the secondary metrics cover, among those that leave out 0, with the false coverage rate of the level: each is drawn at
        // the p-value below which all were found. Source: Benjamini and Yekutieli (2005), doi:10.1198/016214504000001907.
        let secondary = zip(analyses, adjusted).filter { $0.0.analysis.planned.role == .secondary }.flatMap(\.1)
        let found = secondary.filter { $0 <= plan.significance }.count
        let threshold = plan.significance * Double(max(1, found)) / Double(max(1, secondary.count))
        var results = zip(analyses, adjusted).map {
            Self.result(plan, $0.analysis, $0.outcome, adjusted: $1, threshold: threshold, earlier)
        }
        Self.adjustHeterogeneity(&results)
        metrics = results
    }

    /// The same without anything that tells of an effect: units, but neither values nor comparisons.
    /// - Parameter reason: what is said in their place.
    public func withoutEffects(because reason: String) -> ExperimentAnalysis {
        ExperimentAnalysis(
            look: look,
            metrics: metrics.map { result in
                MetricResult(
                    metric: result.metric, role: result.role,
                    arms: result.arms.map {
                        .init(arm: $0.arm, units: $0.units, unripe: $0.unripe, value: nil, standardError: nil)
                    },
                    comparisons: [], problem: nil, varianceReduction: nil, isPoststratified: false, segments: [])
            }, hidden: reason)
    }

    private init(look: Look, metrics: [MetricResult], hidden: String) {
        self.look = look
        self.metrics = metrics
        self.hidden = hidden
    }

    private enum CodingKeys: String, CodingKey { case look, metrics, hidden }

    /// The p-values with the number of comparisons made up for, by role.
    private static func adjusted(_ plan: ExperimentPlan, _ found: [(role: PlannedMetric.Role, pValues: [Double])])
        -> [[Double]]
    {
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
        _ plan: ExperimentPlan, _ analysis: MetricAnalysis, _ outcome: MetricAnalysis.Outcome, adjusted: [Double],
        threshold: Double,
        _ earlier: [EarlierResult]
    ) -> MetricResult {
        let known = EarlierResult.strongest(earlier, of: analysis.data.metric.key)
        let values = plan.arms.indices.map { arm in
            let estimate = outcome.values[arm]
            let data = analysis.data
            return MetricResult.ArmValue(
                arm: plan.arms[arm].key, units: data.arms[arm].count,
                unripe: data.unripe.indices.contains(arm) ? data.unripe[arm] : 0,
                value: estimate?.value, standardError: estimate?.standardError)
        }
        return MetricResult(
            metric: analysis.data.metric, role: analysis.planned.role, arms: values,
            comparisons: zip(outcome.raw, adjusted).map {
                comparison(plan, analysis, $0, adjusted: $1, threshold: threshold, known)
            },
            problem: outcome.problem,
            varianceReduction: outcome.remainingVariance.map { 1 - $0 },
            isPoststratified: outcome.isPoststratified,
            segments: outcome.raw.isEmpty ? [] : analysis.segmented())
    }

    private static func comparison(
        _ plan: ExperimentPlan, _ analysis: MetricAnalysis, _ raw: MetricAnalysis.Raw, adjusted: Double,
        threshold: Double,
        _ known: [String: EarlierResult]
    ) -> Comparison {
        let level = 1 - plan.significance, contrast = raw.contrast, metric = analysis.data.metric
        let treatment = plan.arms[raw.treatment].key, before = kept(plan, known, raw)
        let pValue = min(raw.finding.pValue, before?.pValue ?? 1)
        var reach = raw.finding.reach
        if analysis.planned.role == .secondary,
            let drawn = try? SequentialInference(plan, analysis.look).drawnReach(
                contrast, units: raw.units, significance: plan.significance, threshold: threshold,
                pValue: raw.finding.pValue)
        {
            reach = drawn
        }
        let difference = Effect(differenceOf: contrast, within: reach, level: level).narrowed(by: before?.difference)
        let lift = Effect(liftOf: contrast, within: reach, level: level)?.narrowed(by: before?.lift)
        let nonInferiority = raw.nonInferiority?.strengthened(
            by: before, lift: lift.map { $0.estimate * metric.sign }, plan.significance)
        let isSignificant = adjusted <= plan.significance
        let direction = contrast.difference
        let verdict: Comparison.Verdict
        if let nonInferiority {
            verdict =
                nonInferiority.isShown
                ? .nonInferior : (isSignificant && direction * metric.sign < 0 ? .worse : .notShown)
        } else {
            verdict = isSignificant ? (direction * metric.sign > 0 ? .better : .worse) : .inconclusive
        }
        return Comparison(
            treatment: treatment, test: raw.name, deviate: contrast.deviate, difference: difference, lift: lift,
            pValue: pValue, adjustedPValue: adjusted,
            effectSize: raw.effectSize, belief: raw.belief, nonInferiority: nonInferiority, verdict: verdict)
    }

    /// What an earlier look found, unless what is seen now contradicts it.
    private static func kept(_ plan: ExperimentPlan, _ known: [String: EarlierResult], _ raw: MetricAnalysis.Raw)
        -> EarlierResult?
    {
        guard let before = known[plan.arms[raw.treatment].key] else { return nil }
        return before.isContradicted(by: raw.contrast.difference) ? nil : before
    }

    /// Makes up for the number of questions whether effects differ: all dimensions of all metrics.
    private static func adjustHeterogeneity(_ results: inout [MetricResult]) {
        let all = results.flatMap(\.segments).compactMap(\.heterogeneityPValue)
        guard var adjusted = try? MultipleTesting.benjaminiHochberg.adjusted(all)[...] else { return }
        results = results.map { result in
            MetricResult(
                metric: result.metric, role: result.role, arms: result.arms, comparisons: result.comparisons,
                problem: result.problem,
                varianceReduction: result.varianceReduction, isPoststratified: result.isPoststratified,
                segments: result.segments.map { segmented in
                    var segmented = segmented
                    if segmented.heterogeneityPValue != nil {
                        segmented.adjustedHeterogeneityPValue = adjusted.popFirst()
                    }
                    return segmented
                })
        }
    }
}
