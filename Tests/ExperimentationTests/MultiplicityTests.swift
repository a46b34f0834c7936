import Experimentation
import Statistics
import Testing

/// How the number of comparisons is made up for, and that intervals say the same as p-values.
@Suite("Comparisons in number")
struct MultiplicityTests {
    @Test func rolesAreMadeUpForEachInItsWay() throws {
        let plan = SampleData.plan(
            [
                PlannedMetric("a", role: .primary), PlannedMetric("s", role: .secondary),
                PlannedMetric("g", role: .guardrail),
                PlannedMetric("b", role: .primary), PlannedMetric("t", role: .secondary),
                PlannedMetric("h", role: .guardrail),
            ], arms: [Arm("control"), Arm("one"), Arm("two")])
        let data = try plan.metrics.enumerated().map { place, planned in
            MetricData(
                metric: SampleData.metric(planned.metric),
                arms: try [0, 0.1, 0.03 * Double(place)].map { try SampleData.exactly(500, mean: 10 + $0) })
        }
        let found = try SampleData.analysis(plan, data).metrics
        #expect(plan.primaryTests == 4)
        for result in found where result.role == .primary {
            for comparison in result.comparisons {
                #expect(isNear(comparison.adjustedPValue, min(1, 4 * comparison.pValue)))
            }
        }
        let secondary = found.filter { $0.role == .secondary }.flatMap(\.comparisons)
        let adjusted = try MultipleTesting.benjaminiHochberg.adjusted(secondary.map(\.pValue))
        #expect(secondary.count == 4 && secondary.map(\.adjustedPValue) == adjusted)
        #expect(adjusted != secondary.map(\.pValue))
        for comparison in found.filter({ $0.role == .guardrail }).flatMap(\.comparisons) {
            #expect(comparison.adjustedPValue == comparison.pValue)
        }
        for result in found {
            #expect(result.comparisons.allSatisfy { ($0.nonInferiority != nil) == (result.role == .guardrail) })
        }
    }

    /// A plan's monitoring, and the looks taken before.
    struct Lifecycle: Sendable, CustomTestStringConvertible {
        let monitoring: Monitoring
        var units = 600
        var earlier: [Double] = []
        var seeds = 40
        /// The spread of the effects, in standard errors.
        var spread = 4.5
        var testDescription: String { "\(monitoring.name), \(units) units after \(earlier)" }
    }

    @Test(arguments: [
        Lifecycle(monitoring: .fixed, seeds: 300), Lifecycle(monitoring: .alwaysValid(tunedFor: 600), seeds: 200),
        Lifecycle(monitoring: .alwaysValid(tunedFor: 50), units: 300, seeds: 200),
        Lifecycle(monitoring: .mixture, seeds: 200),
        Lifecycle(monitoring: .mixture, units: 200, seeds: 200, spread: 7),
        Lifecycle(monitoring: .groupSequential(looks: 3, spending: .obrienFleming), units: 200, seeds: 12, spread: 9),
        Lifecycle(monitoring: .groupSequential(looks: 3, spending: .pocock), units: 400, earlier: [0.33], seeds: 8),
        Lifecycle(monitoring: .groupSequential(looks: 3, spending: .obrienFleming), earlier: [0.33, 0.66], seeds: 5),
    ]) func intervalsLeaveOutZeroExactlyWhereTheAdjustedPValueIsSmall(_ course: Lifecycle) throws {
        let plan = SampleData.plan(
            [
                PlannedMetric("a", role: .primary), PlannedMetric("b", role: .primary),
                PlannedMetric("s", role: .secondary),
                PlannedMetric("t", role: .secondary), PlannedMetric("u", role: .secondary),
                PlannedMetric("g", role: .guardrail),
            ], monitoring: course.monitoring, plannedUnits: 600)
        let look = Look(plan, units: course.units, earlier: course.earlier)
        var significant = 0, others = 0
        for seed in 0..<course.seeds {
            var draws = SampleDraws(seed: UInt64(seed))
            let half = course.units / 2
            let data = try plan.metrics.map { planned in
                let kind: Metric.Kind = ["b", "u"].contains(planned.metric) ? .proportion : .mean
                // Effects of about the size that is just found.
                let effect = course.spread * (draws.uniform() - 0.5) * (2 / Double(half)).squareRoot()
                return MetricData(
                    metric: SampleData.metric(planned.metric, kind),
                    arms: kind == .mean
                        ? [
                            try SampleData.exactly(half, mean: 10 + draws.normal() / Double(half).squareRoot()),
                            try SampleData.exactly(
                                half, mean: 10 + 1.5 * effect + draws.normal() / Double(half).squareRoot(),
                                deviation: 1.2),
                        ]
                        : try (0..<2).map { _ in try SampleData.hits(Int(draws.uniform() * 18), of: half) }.map {
                            $0.means[0] > 0 ? $0 : try SampleData.hits(1, of: half)
                        })
            }
            for comparison in try SampleData.analysis(plan, data, look: look).metrics.flatMap(\.comparisons) {
                let interval = comparison.difference.interval
                let leavesOutZero = interval.lower > 0 || interval.upper < 0
                #expect(
                    leavesOutZero == (comparison.adjustedPValue <= plan.significance), "seed \(seed): \(comparison)")
                if leavesOutZero { significant += 1 } else { others += 1 }
            }
        }
        // Both kinds came about, so that the comparison means something.
        #expect(significant > course.seeds / 4 && others > course.seeds / 4, "\(significant), \(others)")
    }

    @Test func theIntervalOfASecondaryIsWiderThanByItself() throws {
        let metrics = [
            PlannedMetric("minutes", role: .primary), PlannedMetric("s", role: .secondary),
            PlannedMetric("t", role: .secondary),
        ]
        let arms = [try SampleData.exactly(300, mean: 10), try SampleData.exactly(300, mean: 10.2)]
        let flat = [try SampleData.exactly(300, mean: 10), try SampleData.exactly(300, mean: 10.01)]
        let data = [("minutes", arms), ("s", arms), ("t", flat)].map {
            MetricData(metric: SampleData.metric($0.0), arms: $0.1)
        }
        let found = try SampleData.analysis(SampleData.plan(metrics), data).metrics
        let primary = try #require(found[0].comparisons.first), secondary = try #require(found[1].comparisons.first)
        #expect(isNear(secondary.adjustedPValue, 2 * primary.adjustedPValue, within: 1e-9))
        #expect(secondary.difference.interval.width > primary.difference.interval.width)
    }
}
