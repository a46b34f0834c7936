import Foundation
import Listening
import Statistics

/// The analysis of one metric: estimates, comparisons, parts. Comparisons are made up for in number later, when all are there.
struct MetricAnalysis {
    let plan: ExperimentPlan
    let planned: PlannedMetric
    let data: MetricData
    let look: Look

    /// One treatment beside the control before the number of comparisons is made up for.
    struct Raw {
        let treatment: Int
        let contrast: any Contrast
        let name: String
        let finding: SequentialInference.TestResult
        let effectSize: Comparison.EffectSizeValue?
        let belief: Comparison.BayesianResult?
        let nonInferiority: Comparison.NonInferiority?
        /// The units of both arms.
        let units: Int
    }

    /// What was found, and why something was not.
    struct Outcome {
        /// By the places of the arms in the plan.
        var values: [Int: Estimate] = [:]
        var remainingVariance: Double?
        var isPoststratified = false
        var raw: [Raw] = []
        /// Why nothing can be said of the metric, or of some of its arms.
        var problem: String?
    }

    /// The units that arms with a weight have; an arm that gets nobody is no problem.
    private var live: [Int] { plan.arms.indices.filter { plan.arms[$0].weight > 0 } }

    /// An arm that is too small, or whose comparison cannot be made, leaves the others as they are.
    func outcome() -> Outcome {
        var outcome = Outcome()
        if let problem = data.problem { return Outcome(problem: "\(data.metric.name): \(problem)") }
        let able = live.filter { data.arms[$0].count >= Self.leastUnitsOfArm }
        var problems = live.filter { !able.contains($0) }.map { place in
            let units = data.arms[place].count
            return Self.text(
                StatisticsError(
                    .insufficientData,
                    "\(plan.arms[place].key) has \(units) unit\(units == 1 ? "" : "s") and needs at least \(Self.leastUnitsOfArm). Wait for more."
                ))
        }
        if let control = live.first, able.first == control, able.count > 1 {
            do {
                let contrast = try contrasts(able, &outcome), judge = SequentialInference(plan, look)
                var failures: [(arm: String, text: String)] = []
                for (offset, treatment) in able.enumerated().dropFirst() {
                    do {
                        outcome.raw.append(try raw(try contrast(offset), treatment, control, judge))
                    } catch let error as StatisticsError {
                        failures.append((plan.arms[treatment].key, Self.text(error)))
                    }
                }
                // What is true of all is said once.
                let isOfAll = outcome.raw.isEmpty && Set(failures.map(\.text)).count == 1
                problems += isOfAll ? [failures[0].text] : failures.map { "\($0.arm): \($0.text)" }
            } catch let error as StatisticsError {
                problems.append(Self.text(error))
            } catch {
                problems.append("\(error)")
            }
        }
        if !problems.isEmpty { outcome.problem = "\(data.metric.name): " + problems.joined(separator: " ") }
        return outcome
    }

    private static let leastUnitsOfArm = 2

    private static func text(_ error: StatisticsError) -> String {
        "\(error.message) [\(error.code.replacing("statistics.", with: "experiment."))]"
    }

    private func raw(_ contrast: any Contrast, _ treatment: Int, _ control: Int, _ judge: SequentialInference) throws
        -> Raw
    {
        let units = data.arms[treatment].count + data.arms[control].count
        let finding = try judge.judge(contrast, units: units, significance: significance)
        return Raw(
            treatment: treatment, contrast: contrast, name: plan.monitoring.name(of: contrast.procedure),
            finding: finding,
            effectSize: effectSize(data.arms[treatment], data.arms[control]), belief: belief(contrast),
            nonInferiority: try nonInferiority(contrast, units, judge), units: units)
    }

    /// The level at which a comparison of this metric is judged by itself.
    private var significance: Double {
        planned.role == .primary ? plan.significance / Double(plan.primaryTests) : plan.significance
    }

    private var strata: [[JointMoments]] {
        guard let dimension = plan.poststratifiedBy else { return [] }
        return data.segments.filter { $0.dimension == dimension }.map(\.arms)
    }

    // MARK: Contrasts

    /// How each treatment is compared with the control, by its place among some arms, the control first: by the procedure of
    /// ``InferenceRule``.
    private func contrasts(_ places: [Int], _ outcome: inout Outcome) throws -> (Int) throws -> any Contrast {
        if case .quantile(let probability) = data.metric.kind {
            guard let values = data.values else {
                throw StatisticsError(.insufficientData, "The values behind the quantile are not known. Measure them.")
            }
            for place in places {
                outcome.values[place] = try? QuantileEstimate(
                    probability, of: values[place], level: 1 - plan.significance
                ).estimate
            }
            let level = 1 - plan.significance
            return { try QuantileContrast(probability, values[places[$0]], values[places[0]], level: level) }
        }
        let estimates = try ArmEstimates(
            data.metric, places.map { data.arms[$0] }, adjusted: planned.adjusted,
            strata: strata.map { stratum in places.map { stratum[$0] } })
        outcome.values = Dictionary(uniqueKeysWithValues: zip(places, estimates.plain))
        func contrast(_ place: Int) throws -> any Contrast {
            try Self.contrast(
                data.metric, estimates, place, (data.arms[places[place]], data.arms[places[0]]),
                skewness: data.skewness,
                isAsymptotic: plan.monitoring.isAlwaysValid)
        }
        if !places.indices.dropFirst().contains(where: { (try? contrast($0)) is ProportionContrast }) {
            outcome.remainingVariance = estimates.remainingVariance
            outcome.isPoststratified = estimates.isPoststratified
        }
        return contrast
    }

    /// One treatment beside the control.
    /// - Parameter arms: the treatment's moments and the control's.
    private static func contrast(
        _ metric: Metric, _ estimates: ArmEstimates, _ place: Int, _ arms: (JointMoments, JointMoments),
        skewness: Double?,
        isAsymptotic: Bool = false
    ) throws -> any Contrast {
        let isPlain = estimates.remainingVariance == nil && !estimates.isPoststratified
        if metric.kind == .proportion {
            let one = try proportion(arms.0), other = try proportion(arms.1), counts = ProportionContrast(one, other)
            let share = Double(one.successes + other.successes) / Double(one.trials + other.trials)
            let skew = InferenceRule.skewness(
                ofDifference: InferenceRule.skewness(ofShare: share), one.trials, other.trials)
            if isPlain || counts.score.smallestExpected < InferenceRule.leastExpected
                || skew > InferenceRule.mostSkewness
            {
                return counts
            }
        } else if let skewness {
            let found = InferenceRule.skewness(ofDifference: skewness, arms.0.count, arms.1.count)
            guard found <= InferenceRule.mostSkewness else {
                let times = (found / InferenceRule.mostSkewness) * (found / InferenceRule.mostSkewness)
                let needed = roundedUp(times * Double(arms.0.count + arms.1.count))
                throw StatisticsError(
                    .insufficientData,
                    "The values are so skewed and the arms so unequal in size that a t test would call chance an effect too often. It takes about \(ReportText.count(needed)) units in both arms; or cap the largest values (winsorised: 0.01), or give the arms the same weight."
                )
            }
        }
        return try MeanContrast(
            estimates.compared[place], estimates.compared[0],
            procedure: estimates.remainingVariance != nil
                ? "Welch's t test, adjusted (CUPED)"
                : estimates.isPoststratified ? "Welch's t test, weighed by strata" : "Welch's t test",
            isAsymptotic: isAsymptotic)
    }

    /// To two figures: more of them would promise what a sample's skewness does not know.
    private static func roundedUp(_ units: Double) -> Int {
        guard units.isFinite, units > 1 else { return 1 }
        let step = pow(10, max(0, log10(units).rounded(.down) - 1))
        return Int(saturating: (units / step).rounded(.up) * step)
    }

    private static func proportion(_ arm: JointMoments) throws -> Proportion {
        guard arm.count > 0 else { throw StatisticsError(.insufficientData, "An arm has no units yet. Wait for more.") }
        return try Proportion(
            successes: Int(saturating: (arm.means[0] * Double(arm.count)).rounded()), trials: arm.count)
    }

    private func effectSize(_ treatment: JointMoments, _ control: JointMoments) -> Comparison.EffectSizeValue? {
        switch data.metric.kind {
        case .mean:
            (try? EffectSize.cohensD(treatment.moments(0), control.moments(0))).map {
                .init(name: "Cohen's d", value: $0)
            }
        case .proportion:
            (try? (Self.proportion(treatment), Self.proportion(control))).map {
                .init(name: "Cohen's h", value: EffectSize.cohensH($0, $1))
            }
        case .ratio, .quantile: nil
        }
    }

    /// Nil where the estimates do not vary, so that there is nothing to be uncertain of.
    private func belief(_ contrast: any Contrast) -> Comparison.BayesianResult? {
        let variance = contrast.standardError * contrast.standardError
        guard let posterior = try? NormalPosterior(estimate: data.metric.sign * contrast.difference, variance: variance)
        else { return nil }
        return Comparison.BayesianResult(chanceToBeat: posterior.chanceAboveZero, expectedLoss: posterior.expectedLoss)
    }

    /// Tests treatment − (1 ∓ margin) · control, so that the uncertainty of the base counts.
    private func nonInferiority(_ contrast: any Contrast, _ units: Int, _ judge: SequentialInference) throws
        -> Comparison
        .NonInferiority?
    {
        guard planned.role == .guardrail else { return nil }
        let margin = planned.margin ?? PlannedMetric.defaultMargin, sign = data.metric.sign
        let ratio = 1 - sign * margin * (contrast.base < 0 ? -1 : 1)
        let finding = try judge.judge(
            contrast, overRatio: ratio, sign: sign, units: units, significance: plan.significance)
        let lifts = contrast.lifts(within: finding.reach)
        let bound = lifts.map { sign > 0 ? $0.lower : -$0.upper }
        return Comparison.NonInferiority(
            margin: margin, pValue: finding.pValue, bound: bound.flatMap { $0.isFinite ? $0 : nil },
            isShown: finding.pValue <= plan.significance)
    }

    // MARK: Parts

    /// The effects in the parts of each dimension.
    func segmented() -> [SegmentedResult] {
        let dimensions = plan.dimensions.filter { dimension in data.segments.contains { $0.dimension == dimension } }
        return dimensions.flatMap { dimension in
            live.dropFirst().map { treatment in
                segmented(
                    dimension, treatment,
                    data.segments.filter { $0.dimension == dimension }.sorted { $0.value < $1.value })
            }
        }
    }

    private func segmented(_ dimension: String, _ treatment: Int, _ segments: [MetricData.Segment]) -> SegmentedResult {
        let segments = data.values == nil ? segments : []
        var found: [(value: String, units: Int, contrast: any Contrast)] = [], leftOut: [String] = []
        for segment in segments {
            let arms = [segment.arms[0], segment.arms[treatment]]
            guard arms.allSatisfy({ $0.count >= Self.leastUnits }),
                let estimates = try? ArmEstimates(data.metric, arms, adjusted: planned.adjusted),
                let contrast = try? Self.contrast(
                    data.metric, estimates, 1, (arms[1], arms[0]), skewness: data.skewness),
                contrast.standardError > 0
            else {
                leftOut.append(segment.value)
                continue
            }
            found.append((segment.value, arms[0].count + arms[1].count, contrast))
        }
        let adjusted = (try? MultipleTesting.benjaminiHochberg.adjusted(found.map(\.contrast.pValue))) ?? []
        var single = plan
        single.monitoring = .fixed
        let judge = SequentialInference(single, look)
        let parts = zip(found, adjusted).compactMap { part, adjusted -> SegmentedResult.Part? in
            guard let finding = try? judge.judge(part.contrast, units: part.units, significance: plan.significance)
            else { return nil }
            return SegmentedResult.Part(
                value: part.value, units: part.units,
                difference: Effect(differenceOf: part.contrast, within: finding.reach, level: 1 - plan.significance),
                lift: Effect(liftOf: part.contrast, within: finding.reach, level: 1 - plan.significance),
                pValue: part.contrast.pValue, adjustedPValue: adjusted)
        }
        return SegmentedResult(
            dimension: dimension, treatment: plan.arms[treatment].key, parts: parts, leftOut: leftOut,
            heterogeneityPValue: Self.heterogeneity(found.map { ($0.contrast.difference, $0.contrast.standardError) }))
    }

    /// Below this many units in an arm of a part nothing is said about it.
    static let leastUnits = 30

    /// Cochran's Q: whether differences vary by more than chance.
    /// Source: Cochran (1954), doi:10.2307/3001666.
    static func heterogeneity(_ effects: [(difference: Double, standardError: Double)]) -> Double? {
        guard effects.count > 1 else { return nil }
        let weights = effects.map { 1 / ($0.standardError * $0.standardError) }
        let total = weights.reduce(0, +)
        let mean = zip(effects, weights).reduce(0) { $0 + $1.0.difference * $1.1 } / total
        let q = zip(effects, weights).reduce(0) { $0 + $1.1 * ($1.0.difference - mean) * ($1.0.difference - mean) }
        return (try? ChiSquared(degreesOfFreedom: Double(effects.count - 1)))?.survival(q)
    }
}

extension Monitoring {
    /// What has to be known of the parts of a result, where it may be looked at several times; nil where there is a single look.
    public var remarkOnParts: String? {
        self == .fixed
            ? nil
            : "Parts are judged as at a single look, however often the plan allows to look: they are hints, and no decision rests on them."
    }

    /// What a procedure is called whose evidence is judged by this monitoring.
    func name(of procedure: String) -> String { self == .fixed ? procedure : "\(testName) of \(procedure)" }

    private var testName: String {
        switch self {
        case .fixed: "fixed"
        case .groupSequential: "group-sequential"
        case .alwaysValid: "confidence sequence"
        case .mixture: "mixture sequential probability ratio test"
        }
    }
}
