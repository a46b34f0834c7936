import Foundation
import LinearAlgebra
import Statistics
import Testing

@testable import Experimentation

/// What an earlier look showed counts as long as later data agree with it.
@Suite("What looks leave behind")
struct KeptLookTests {
    private func plan(_ metrics: [PlannedMetric]) -> ExperimentPlan {
        var plan = ExperimentPlan(key: "x", metrics: metrics)
        plan.plannedUnits = 2000
        plan.monitoring = .groupSequential(looks: 2, spending: .pocock)
        return plan
    }

    private func metric(_ key: String) -> Metric {
        Metric(key: key, name: key, kind: .mean, unit: "min", better: .higher)
    }

    private func arm(_ units: Int, _ mean: Double) throws -> JointMoments {
        try JointMoments(
            count: units, means: [mean], products: Matrix(rows: 1, columns: 1, storage: [8.3 * Double(units - 1)]))
    }

    /// An analysis of metrics by the treatment's excess over a control of 5.
    private func analysis(
        _ plan: ExperimentPlan, _ excess: KeyValuePairs<String, Double>, units: Int, earlier: [EarlierResult] = [],
        looks: [Double] = []
    ) throws -> ExperimentAnalysis {
        let data = try excess.map {
            MetricData(metric: metric($0.key), arms: [try arm(units / 2, 5), try arm(units / 2, 5 + $0.value)])
        }
        return try ExperimentAnalysis(
            plan, data: data, look: Look(plan, units: units, earlier: looks), earlier: earlier)
    }

    @Test(
        "an estimate that turned has no verdict from the look before, and an interval of its own",
        arguments: [-0.16, -0.3])
    func turned(_ back: Double) throws {
        let plan = plan([
            PlannedMetric("p", role: .primary), PlannedMetric("a", role: .secondary),
            PlannedMetric("b", role: .secondary),
        ])
        let first = try analysis(plan, ["p": 0.1, "a": 0.4, "b": 0.05], units: 1000)
        let kept = EarlierResult.all(of: first)
        let second = try analysis(plan, ["p": 0.1, "a": back, "b": 1], units: 2000, earlier: kept, looks: [0.5])
        let alone = try analysis(plan, ["p": 0.1, "a": back, "b": 1], units: 2000, looks: [0.5])
        let turned = try #require(second.metrics[1].comparisons.first),
            fresh = try #require(alone.metrics[1].comparisons.first)
        #expect(turned.pValue == fresh.pValue && turned.difference.interval == fresh.difference.interval)
        #expect(turned.verdict != .better)
        #expect(turned.verdict == .inconclusive || turned.difference.interval.upper < 0)
    }

    @Test("a guardrail that fell below the bound that was shown is judged by what is seen now")
    func guardrail() throws {
        let plan = plan([PlannedMetric("p", role: .primary), PlannedMetric("g", role: .guardrail, margin: 0.1)])
        let kept = EarlierResult.all(of: try analysis(plan, ["p": 1, "g": 0.3], units: 1000))
        for fall in [-0.05, -0.36] {
            let now = try analysis(plan, ["p": 1, "g": fall], units: 2000, earlier: kept, looks: [0.5])
            let alone = try analysis(plan, ["p": 1, "g": fall], units: 2000, looks: [0.5])
            let found = try #require(now.metrics[1].comparisons.first?.nonInferiority)
            let fresh = try #require(alone.metrics[1].comparisons.first?.nonInferiority)
            #expect(found == fresh, "\(fall)")
            #expect(try #require(found.bound) <= fall / 5)
        }
    }

    @Test("in random courses no verdict goes against its interval, and every interval holds its estimate")
    func random() throws {
        let plan = plan([
            PlannedMetric("p", role: .primary), PlannedMetric("a", role: .secondary),
            PlannedMetric("b", role: .secondary),
        ])
        var random = RandomGenerator(seed: 11)
        func draw() -> Double { (random.uniform() - 0.5) * 1.6 }
        for _ in 0..<80 {
            let kept = EarlierResult.all(of: try analysis(plan, ["p": draw(), "a": draw(), "b": draw()], units: 1000))
            let now = try analysis(
                plan, ["p": draw(), "a": draw(), "b": draw()], units: 2000, earlier: kept, looks: [0.5])
            for comparison in now.metrics.flatMap(\.comparisons) {
                let interval = comparison.difference.interval
                #expect(interval.contains(comparison.difference.estimate))
                if comparison.verdict == .better { #expect(comparison.difference.estimate > 0) }
                if comparison.verdict == .worse { #expect(comparison.difference.estimate < 0) }
            }
        }
    }

    @Test("an agreeing look keeps the smaller p-value and the narrower interval")
    func agreeing() throws {
        let plan = plan([PlannedMetric("p", role: .primary)])
        let kept = EarlierResult.all(of: try analysis(plan, ["p": 0.6], units: 1000))
        let now = try analysis(plan, ["p": 0.3], units: 2000, earlier: kept, looks: [0.5])
        let comparison = try #require(now.metrics[0].comparisons.first), before = try #require(kept.first)
        #expect(comparison.pValue <= before.pValue && comparison.verdict == .better)
        #expect(comparison.difference.interval.lower >= before.difference.lower)
        #expect(comparison.difference.interval.upper <= before.difference.upper)
    }

    @Test("the size of small effects is found, and more looks never take fewer units")
    func sizes() throws {
        for (mean, variance, effect) in [(40.0, 1600.0, 0.001), (0.0003, 0.0003, 0.1), (0.5, 0.25, 1.0)] {
            let baseline = MetricBaseline(
                mean: mean, variance: variance, units: 1000, isProportion: variance == mean * (1 - mean) || mean < 0.01,
                better: .lower)
            func units(_ monitoring: Monitoring) throws -> Int {
                var plan = ExperimentPlan(key: "x", metrics: [PlannedMetric("p", role: .primary)])
                plan.monitoring = monitoring
                return try PowerCurve(plan, .primary, baseline).units(effect: effect, power: 0.8)
            }
            let single = try units(.fixed)
            for other in [
                Monitoring.groupSequential(looks: 4, spending: .obrienFleming),
                .groupSequential(looks: 4, spending: .pocock),
                .alwaysValid(tunedFor: single), .mixture,
            ] { #expect(try units(other) >= single, "\(mean) \(other)") }
        }
    }
}
