import Experimentation
import LinearAlgebra
import Statistics

/// Whether the analysis's intervals of differences and lifts cover a true effect in few units and heavy tails.
enum SmallSamples {
    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Intervals in few units and heavy tails",
                text: """
                    The share of the analysis's 95 % intervals that contain the true effect, a fifth more for every unit, and the share of those that lie \
                    wholly above it. The interval of a lift is Fieller's; where the control is not clearly other than 0, none is shown, and the \
                    experiment does not count.
                    """, rows: try samples.flatMap { try rows(harness, $0) })
        ]
    }

    private static let runs = 10_000, effect = 0.2

    private struct Sample: Sendable {
        let name: String
        let units: Int
        let seed: UInt64
        let width: Int
        /// The mean of the values.
        let mean: Double
        /// A unit's value, and what was known before.
        let draw: @Sendable (inout RandomGenerator) -> (Double, Double)
    }

    private static let samples: [Sample] = [
        Sample(name: "minutes", units: 5, seed: 1801, width: 1, mean: Minutes.mean) { ($0.minutes(), 0) },
        Sample(name: "minutes", units: 10, seed: 1802, width: 1, mean: Minutes.mean) { ($0.minutes(), 0) },
        Sample(name: "minutes", units: 30, seed: 1803, width: 1, mean: Minutes.mean) { ($0.minutes(), 0) },
        Sample(name: "minutes", units: 100, seed: 1804, width: 1, mean: Minutes.mean) { ($0.minutes(), 0) },
        Sample(name: "minutes with CUPED, ρ = 0.7", units: 20, seed: 1805, width: 2, mean: Minutes.mean) {
            $0.minutesAndBefore(correlation: 0.7)
        },
        Sample(name: "minutes with CUPED, ρ = 0.7", units: 200, seed: 1806, width: 2, mean: Minutes.mean) {
            $0.minutesAndBefore(correlation: 0.7)
        },
        Sample(name: "log-normal σ = 1", units: 1000, seed: 1807, width: 1, mean: 1.6487212707001282) {
            ($0.heavy(), 0)
        },
        Sample(name: "log-normal σ = 3", units: 1000, seed: 1808, width: 1, mean: 90.01713130052181) {
            let value = $0.heavy()
            return (value * value * value, 0)
        },
    ]

    private static func rows(_ harness: SimulationRunner, _ sample: Sample) throws -> [Claim] {
        let plan = ExperimentPlan(
            key: "small", metrics: [PlannedMetric("m", role: .primary, adjusted: sample.width > 1)])
        let metric = Metric(key: "m", name: "m", kind: .mean, unit: "u", better: .higher)
        let hits = try harness.count(runs, seed: sample.seed) { random in
            let arms = try [1, 1 + effect].map { factor in
                try JointMoments.gathered(sample.width, sample.units, &random) { random, sums in
                    let (value, before) = sample.draw(&random)
                    sums.add(factor * value, before)
                }
            }
            let result = try ExperimentAnalysis(
                plan, data: [MetricData(metric: metric, arms: arms)], look: Look(plan, units: 2 * sample.units))
            guard let comparison = result.metrics[0].comparisons.first else { return [false, false, false, false] }
            let lift = comparison.lift?.interval
            return [
                comparison.difference.interval.contains(effect * sample.mean), lift != nil,
                lift?.contains(effect) ?? false,
                (lift?.lower ?? 0) > effect,
            ]
        }
        let data = "\(sample.name), \(sample.units):\(sample.units)", shown = max(1, hits[1])
        return [
            Claim("difference covered", data, seed: sample.seed, hits: hits[0], of: runs, .atLeast(0.95)),
            Claim("lift covered, where it is shown", data, seed: sample.seed, hits: hits[2], of: shown, .atLeast(0.95)),
            Claim("lift's interval wholly above", data, seed: sample.seed, hits: hits[3], of: shown, .atMost(0.025)),
        ]
    }
}
