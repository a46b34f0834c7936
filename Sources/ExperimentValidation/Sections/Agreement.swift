import Experimentation
import Foundation
import LinearAlgebra
import Statistics

/// Whether the verdict, the p-value and the interval of a comparison say the same, whatever the data.
enum Agreement {
    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Verdict and interval agree",
                text: """
                    Random analyses: 2 to 5,000 units an arm, one or two treatments, effects from none to large, levels from 0.1 % to 20 %, bases above \
                    and below 0, each monitoring at one of its looks. Counted are those in which a comparison has a verdict though its \
                    interval holds 0, or none though it leaves 0 out; in which the adjusted p-value and the verdict differ; in which the interval \
                    of the lift lies on the other side of 0; or in which a guardrail's bound and its verdict differ. None may be.
                    """, rows: try kinds.enumerated().flatMap { try rows(harness, $1, seed: 1700 + UInt64($0)) })
        ]
    }

    private static let runs = 20_000

    private enum Kind: String, CaseIterable {
        case proportion, mean, ratio, quantile
        case adjusted = "mean with CUPED"
    }

    private static let kinds = Kind.allCases

    private static func rows(_ harness: SimulationRunner, _ kind: Kind, seed: UInt64) throws -> [Claim] {
        let hits = try harness.count(runs, seed: seed) { random in try outcome(kind, &random) }
        return [
            Claim("verdict and interval differ", kind.rawValue, seed: seed, hits: hits[0], of: runs, .atMost(0)),
            Claim("for comparison: a verdict is given", kind.rawValue, seed: seed, hits: hits[1], of: runs, .none),
        ]
    }

    /// Whether a comparison contradicts itself, and whether one has a verdict.
    private static func outcome(_ kind: Kind, _ random: inout RandomGenerator) throws -> [Bool] {
        let treatments = random.uniform() < 0.7 ? 1 : 2, level = exp(log(0.001) + random.uniform() * log(200))
        let role: PlannedMetric.Role = [.primary, .secondary, .guardrail][Int(random.uniform() * 3)]
        var plan = ExperimentPlan(
            key: "random",
            metrics: [PlannedMetric("m", role: role, margin: role == .guardrail ? 0.01 + random.uniform() / 5 : nil)])
        // A plan has something that decides.
        if role != .primary { plan.metrics.append(PlannedMetric("decides", role: .primary)) }
        plan.arms = [Arm("control")] + (1...treatments).map { Arm("treatment-\($0)") }
        plan.significance = level
        plan.power = max(0.8, (1 + level) / 2)
        let most = kind == .quantile ? 600.0 : 5000
        let sizes = (0...treatments).map { _ in Int(2 * exp(random.uniform() * log(most / 2))) }
        let units = sizes.reduce(0, +)
        plan.monitoring =
            [
                .fixed, .groupSequential(looks: 4, spending: .obrienFleming),
                .groupSequential(looks: 5, spending: .pocock),
                .alwaysValid(tunedFor: 5000), .mixture,
            ][Int(random.uniform() * 5)]
        plan.plannedUnits = max(
            2 * plan.arms.count, Int(Double(units) * (random.uniform() < 0.5 ? 1 : 1 + 3 * random.uniform())))
        let better: Metric.Direction = random.uniform() < 0.5 ? .higher : .lower
        let data = try data(kind, sizes, better, &random)
        let other = Metric(key: "decides", name: "decides", kind: data.metric.kind, unit: "u", better: better)
        let all = [data, MetricData(metric: other, arms: data.arms, values: data.values)]
        let result = try ExperimentAnalysis(plan, data: all, look: Look(plan, units: units)).metrics[0]
        return [
            result.comparisons.contains { differs($0, result, plan) },
            result.comparisons.contains { $0.verdict != .inconclusive && $0.verdict != .notShown },
        ]
    }

    private static func differs(_ comparison: Comparison, _ result: MetricResult, _ plan: ExperimentPlan) -> Bool {
        let interval = comparison.difference.interval, leavesOut = interval.lower > 0 || interval.upper < 0
        if let shown = comparison.nonInferiority {
            if shown.isShown != (comparison.verdict == .nonInferior) { return true }
            guard let bound = shown.bound else { return false }
            return shown.isShown != (bound > -shown.margin)
        }
        let isFound = comparison.verdict != .inconclusive
        if isFound != leavesOut || isFound != (comparison.adjustedPValue <= plan.significance) { return true }
        if isFound,
            (interval.lower > 0) == (result.metric.better == .higher)
                ? comparison.verdict != .better : comparison.verdict != .worse
        {
            return true
        }
        guard let lift = comparison.lift?.interval else { return false }
        return isFound && (lift.lower > 0) != (interval.lower > 0) && (lift.upper < 0) != (interval.upper < 0)
    }

    private static func data(
        _ kind: Kind, _ sizes: [Int], _ better: Metric.Direction, _ random: inout RandomGenerator
    ) throws -> MetricData {
        func metric(_ kind: Metric.Kind) -> Metric {
            Metric(key: "m", name: "m", kind: kind, unit: "u", better: better)
        }
        // Most effects are near what can just be told from none.
        let size = Double(sizes.min() ?? 2)
        let effects = sizes.indices.map { $0 == 0 ? 0 : random.normal() * 2.5 / size.squareRoot() }
        switch kind {
        case .proportion:
            let share = exp(-random.uniform() * 7)
            let arms = try zip(sizes, effects).map { count, effect in
                let here = min(1, max(0, share + effect * (share * (1 - share)).squareRoot()))
                let hits = random.successes(count, here), mean = Double(hits) / Double(count)
                return try JointMoments(
                    count: count, means: [mean],
                    products: Matrix(rows: 1, columns: 1, storage: [Double(count) * mean * (1 - mean)]))
            }
            return MetricData(metric: metric(.proportion), arms: arms)
        case .mean:
            let base = 3 * random.normal()
            let arms = try zip(sizes, effects).map { count, effect in
                try JointMoments.gathered(1, count, &random) { random, sums in sums.add(base + effect + random.normal())
                }
            }
            return MetricData(metric: metric(.mean), arms: arms)
        case .adjusted:
            let arms = try zip(sizes, effects).map { count, effect in
                try JointMoments.gathered(2, count, &random) { random, sums in
                    let before = random.normal()
                    sums.add(1 + effect + 0.7 * before + 0.7 * random.normal(), before)
                }
            }
            return MetricData(metric: metric(.mean), arms: arms)
        case .ratio:
            let arms = try zip(sizes, effects).map { count, effect in
                try JointMoments.gathered(2, count, &random) { random, sums in
                    let plays = Double(random.plays())
                    sums.add(plays * (0.4 + effect / 3) + random.normal() * plays.squareRoot(), plays)
                }
            }
            return MetricData(metric: metric(.ratio), arms: arms)
        case .quantile:
            let hasTies = random.uniform() < 0.5
            let values = try zip(sizes, effects).map { count, effect in
                try ValueCounts(
                    (0..<count).map { _ in
                        let value = 20 + 10 * effect + 10 * random.normal()
                        return hasTies ? value.rounded() : value
                    })
            }
            let arms = try sizes.map {
                try JointMoments(count: $0, means: [20], products: Matrix(rows: 1, columns: 1, storage: [Double($0)]))
            }
            return MetricData(
                metric: metric(.quantile([0.5, 0.9][Int(random.uniform() * 2)])), arms: arms, values: values)
        }
    }
}
