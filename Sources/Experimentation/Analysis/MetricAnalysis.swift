import Statistics
import Listening

/// The analysis of one metric: estimates, comparisons, parts. Comparisons are made up for in number later, when all are there.
struct MetricAnalysis {
    let plan: ExperimentPlan
    let planned: PlannedMetric
    let data: MetricData
    let look: Look

    /// One treatment beside the control before the number of comparisons is made up for.
    struct Raw {
        let treatment: Int
        let test: WelchTest
        let name: String
        let finding: Judge.Finding
        let lift: RelativeLift?
        let effectSize: Comparison.EffectSizeValue?
        let belief: Comparison.Belief?
        let nonInferiority: Comparison.NonInferiority?
        /// The units of both arms.
        let units: Int
        /// The p-value of a test other than Welch's, where one applies.
        let exact: Double?
    }

    /// What was found, or why nothing was.
    struct Outcome {
        let estimates: ArmEstimates?
        let raw: [Raw]
        let problem: String?
    }

    /// The units that arms with a weight have; an arm that gets nobody is no problem.
    private var live: [Int] { plan.arms.indices.filter { plan.arms[$0].weight > 0 } }

    func outcome() -> Outcome {
        do {
            let (estimates, places) = try estimates(data.arms, strata: strata)
            let raw = try places.dropFirst().enumerated().map { offset, treatment in
                try compare(estimates, treatment, at: offset + 1, arms: places.map { data.arms[$0] }, places)
            }
            return Outcome(estimates: estimates, raw: raw, problem: nil)
        } catch let error as StatisticsError {
            return Outcome(estimates: nil, raw: [], problem: ExperimentationError(error, of: data.metric.name).description)
        } catch {
            return Outcome(estimates: nil, raw: [], problem: "\(data.metric.name): \(error)")
        }
    }

    /// The level at which a comparison of this metric is judged by itself.
    private var significance: Double { planned.role == .primary ? plan.significance / Double(plan.primaryTests) : plan.significance }

    private var strata: [[JointMoments]] {
        guard let dimension = plan.poststratifiedBy else { return [] }
        return data.segments.filter { $0.dimension == dimension }.map(\.arms)
    }

    private func estimates(_ arms: [JointMoments], strata: [[JointMoments]] = []) throws -> (ArmEstimates, places: [Int]) {
        let places = live
        if let quantiles = data.quantiles { return (ArmEstimates(places.map { quantiles[$0] }), places) }
        return (
            try ArmEstimates(
                data.metric, places.map { arms[$0] }, adjusted: planned.adjusted,
                strata: strata.map { stratum in places.map { stratum[$0] } }),
            places
        )
    }

    private func compare(_ estimates: ArmEstimates, _ treatment: Int, at place: Int, arms: [JointMoments], _ places: [Int]) throws -> Raw {
        let first = estimates.compared[place], second = estimates.compared[0]
        let test = try WelchTest(first, second)
        let units = first.count + second.count
        var name = "Welch's t test", exact: Double?
        if data.metric.kind == .proportion, estimates.remainingVariance == nil, !estimates.isPoststratified {
            let one = try proportion(arms[place]), other = try proportion(arms[0])
            if smallestExpected(one, other) < 5 {
                (name, exact) = ("Fisher's exact test", try FisherExactTest(one, other).pValue)
            } else {
                (name, exact) = ("two-proportion z test", try ProportionTest(one, other).pValue)
            }
        }
        let judge = Judge(plan, look)
        let finding = try judge.judge(test, units: units, significance: significance, exact: exact)
        return Raw(
            treatment: treatment, test: test, name: plan.monitoring == .fixed ? name : "\(plan.monitoring.testName) (z of Welch's t)",
            finding: finding, lift: second.value == 0 ? nil : try RelativeLift(first, over: second),
            effectSize: effectSize(arms[place], arms[0]),
            belief: try belief(test), nonInferiority: try nonInferiority(first, second, units, judge), units: units,
            exact: exact)
    }

    private func smallestExpected(_ one: Proportion, _ other: Proportion) -> Double {
        let hits = Double(one.successes + other.successes), all = Double(one.trials + other.trials)
        let shares = [hits / all, 1 - hits / all]
        return shares.flatMap { [$0 * Double(one.trials), $0 * Double(other.trials)] }.min() ?? 0
    }

    private func proportion(_ arm: JointMoments) throws -> Proportion {
        try Proportion(successes: Int(saturating: (arm.means[0] * Double(arm.count)).rounded()), trials: arm.count)
    }

    private func effectSize(_ treatment: JointMoments, _ control: JointMoments) -> Comparison.EffectSizeValue? {
        switch data.metric.kind {
        case .mean:
            (try? EffectSize.cohensD(treatment.moments(0), control.moments(0))).map { .init(name: "Cohen's d", value: $0) }
        case .proportion:
            (try? (proportion(treatment), proportion(control))).map { .init(name: "Cohen's h", value: EffectSize.cohensH($0, $1)) }
        case .ratio, .quantile: nil
        }
    }

    private func belief(_ test: WelchTest) throws -> Comparison.Belief {
        let sign = data.metric.sign
        let posterior = try NormalPosterior(estimate: sign * test.difference, variance: test.standardError * test.standardError)
        return Comparison.Belief(chanceToBeat: posterior.chanceAboveZero, expectedLoss: posterior.expectedLoss)
    }

    /// Tests treatment − (1 ∓ margin) · control, so that the uncertainty of the base counts.
    private func nonInferiority(
        _ treatment: Estimate, _ control: Estimate, _ units: Int, _ judge: Judge
    ) throws -> Comparison.NonInferiority? {
        guard planned.role == .guardrail else { return nil }
        let margin = planned.margin ?? PlannedMetric.defaultMargin, sign = data.metric.sign
        let baseSign: Double = control.value < 0 ? -1 : 1, scale = 1 - sign * margin * baseSign
        let base = try Estimate(value: sign * scale * control.value, variance: scale * scale * control.variance, count: control.count)
        let test = try WelchTest(Estimate(value: sign * treatment.value, variance: treatment.variance, count: treatment.count), base)
        let finding = try judge.judgeUpward(test, units: units, significance: plan.significance)
        let lift = try RelativeLift(treatment, over: control)
        return Comparison.NonInferiority(
            margin: margin, pValue: finding.pValue, bound: sign * baseSign * lift.estimate - finding.reach * lift.standardError,
            isShown: finding.pValue <= plan.significance)
    }

    // MARK: Parts

    /// The effects in the parts of each dimension.
    func segmented() -> [SegmentedResult] {
        let dimensions = plan.dimensions.filter { dimension in data.segments.contains { $0.dimension == dimension } }
        return dimensions.flatMap { dimension in
            live.dropFirst().map { treatment in
                segmented(dimension, treatment, data.segments.filter { $0.dimension == dimension }.sorted { $0.value < $1.value })
            }
        }
    }

    private func segmented(_ dimension: String, _ treatment: Int, _ segments: [MetricData.Segment]) -> SegmentedResult {
        let segments = data.quantiles == nil ? segments : []
        var found: [(value: String, units: Int, test: WelchTest, lift: RelativeLift?)] = [], leftOut: [String] = []
        for segment in segments {
            let arms = [segment.arms[0], segment.arms[treatment]]
            guard arms.allSatisfy({ $0.count >= Self.leastUnits }),
                let estimates = try? ArmEstimates(data.metric, arms, adjusted: planned.adjusted),
                let test = try? WelchTest(estimates.compared[1], estimates.compared[0])
            else {
                leftOut.append(segment.value)
                continue
            }
            found.append(
                (segment.value, arms[0].count + arms[1].count, test, try? RelativeLift(estimates.compared[1], over: estimates.compared[0])))
        }
        let adjusted = (try? MultipleTesting.benjaminiHochberg.adjusted(found.map(\.test.pValue))) ?? []
        let level = 1 - plan.significance
        let parts = zip(found, adjusted).compactMap { part, adjusted -> SegmentedResult.Part? in
            guard let interval = try? part.test.interval(level: level) else { return nil }
            let reach = (interval.upper - part.test.difference) / part.test.standardError
            return SegmentedResult.Part(
                value: part.value, units: part.units,
                difference: Effect(part.test.difference, part.test.standardError, reach: reach, level: level),
                lift: part.lift.map { Effect($0.estimate, $0.standardError, reach: reach, level: level) }, pValue: part.test.pValue,
                adjustedPValue: adjusted)
        }
        return SegmentedResult(
            dimension: dimension, treatment: plan.arms[treatment].key, parts: parts, leftOut: leftOut,
            heterogeneityPValue: Self.heterogeneity(found.map(\.test)))
    }

    /// Below this many units in an arm of a part nothing is said about it.
    static let leastUnits = 30

    /// Cochran's Q: whether differences vary by more than chance.
    /// Source: Cochran (1954), doi:10.2307/3001666.
    static func heterogeneity(_ tests: [WelchTest]) -> Double? {
        guard tests.count > 1 else { return nil }
        let weights = tests.map { 1 / ($0.standardError * $0.standardError) }
        let total = weights.reduce(0, +)
        let mean = zip(tests, weights).reduce(0) { $0 + $1.0.difference * $1.1 } / total
        let q = zip(tests, weights).reduce(0) { $0 + $1.1 * ($1.0.difference - mean) * ($1.0.difference - mean) }
        return (try? ChiSquared(degreesOfFreedom: Double(tests.count - 1)))?.survival(q)
    }
}

extension Monitoring {
    /// What has to be known of the parts of a result, where it may be looked at several times; nil where there is a single look.
    public var remarkOnParts: String? {
        self == .fixed
            ? nil
            : "Parts are judged as at a single look, however often the plan allows to look: they are hints, and no decision rests on them."
    }

    /// The name of the test that it makes of a statistic.
    var testName: String {
        switch self {
        case .fixed: "fixed"
        case .groupSequential: "group-sequential"
        case .alwaysValid: "confidence sequence"
        case .mixture: "mixture sequential probability ratio test"
        }
    }
}
