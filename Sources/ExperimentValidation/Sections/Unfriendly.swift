import Experimentation
import Foundation
import LinearAlgebra
import Statistics

/// Populations that are hard on an analysis: ties, rare events, heavy tails and unequal arms, under every monitoring.
enum Unfriendly {
    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Nothing differs: the whole analysis on unfriendly data",
                text: """
                    10,000 units in two arms without an effect, looked at by the whole analysis as each monitoring allows: once; at 10 looks with \
                    Pocock spending; at 4 with O'Brien–Fleming spending; at every 500 units with confidence sequences and with mixtures. Counted are \
                    experiments in which a verdict is given at any look. Where the analysis finds a method without ground (rare events, values too \
                    skewed for unequal arms) it uses an exact one, or gives no result and says how many units it takes: *no result* is the share of \
                    experiments that end so.
                    """, rows: try rows(harness))
        ]
    }

    private static let units = 10_000, runs = 2_000, step = 500

    /// The data of an arm as they come in.
    private protocol Sample: Sendable {
        var metric: Metric { get }
        /// Draws so many more units.
        mutating func draw(_ count: Int, _ random: inout RandomGenerator)
        var moments: JointMoments { get throws }
        var values: ValueCounts? { get throws }
        /// Σx² and Σx³ about the mean, for the skewness; nil where it does not matter.
        var central: (second: Double, third: Double, count: Int)? { get }
    }

    private static func metric(_ kind: Metric.Kind) -> Metric {
        Metric(key: "m", name: "m", kind: kind, unit: "u", better: .higher)
    }

    private struct Hits: Sample {
        let probability: Double
        var hits = 0, trials = 0
        var metric: Metric { Unfriendly.metric(.proportion) }
        mutating func draw(_ count: Int, _ random: inout RandomGenerator) {
            // The gaps between rare successes are geometric: as many draws as there are successes.
            var place = 0
            let logOfMiss = log1p(-probability)
            while true {
                place += 1 + Int(log(1 - random.uniform()) / logOfMiss)
                if place > count { break }
                hits += 1
            }
            trials += count
        }
        var moments: JointMoments {
            get throws {
                let n = Double(trials), share = Double(hits) / n
                return try JointMoments(
                    count: trials, means: [share],
                    products: Matrix(rows: 1, columns: 1, storage: [n * share * (1 - share)]))
            }
        }
        var values: ValueCounts? { nil }
        var central: (second: Double, third: Double, count: Int)? { nil }
    }

    private struct Counted: Sample {
        var tally = [Int](repeating: 0, count: 2000)
        var count = 0
        var metric: Metric { Unfriendly.metric(.quantile(0.5)) }
        mutating func draw(_ more: Int, _ random: inout RandomGenerator) {
            for _ in 0..<more { tally[min(tally.count - 1, random.plays())] += 1 }
            count += more
        }
        var moments: JointMoments {
            get throws {
                try JointMoments(
                    count: count, means: [30], products: Matrix(rows: 1, columns: 1, storage: [Double(count)]))
            }
        }
        var values: ValueCounts? {
            get throws {
                let found = tally.indices.filter { tally[$0] > 0 }
                return try ValueCounts(values: found.map(Double.init), counts: found.map { tally[$0] })
            }
        }
        var central: (second: Double, third: Double, count: Int)? { nil }
    }

    /// Real values; with a covariate where a correlation is given, and a denominator for a ratio.
    private struct Drawn: Sample {
        enum Kind { case heavy, adjusted, ratio }
        let kind: Kind
        var sums: MomentAccumulator
        var powers = (0.0, 0.0, 0.0), count = 0
        init(_ kind: Kind) {
            self.kind = kind
            sums = MomentAccumulator(columns: kind == .heavy ? 1 : 2)
        }
        var metric: Metric { Unfriendly.metric(kind == .ratio ? .ratio : .mean) }
        mutating func draw(_ more: Int, _ random: inout RandomGenerator) {
            for _ in 0..<more {
                let value: Double
                switch kind {
                case .heavy:
                    value = exp(3 * random.normal())
                    sums.add(value)
                case .adjusted:
                    let pair = random.minutesAndBefore(correlation: 0.7)
                    // What is left once the covariate is taken out.
                    value = pair.minutes - 0.7 * pair.before
                    sums.add(pair.minutes, pair.before)
                case .ratio:
                    let listener = random.listener()
                    // Around the ratio that is true.
                    value = listener.skips - 0.4 * listener.plays
                    sums.add(listener.skips, listener.plays)
                }
                powers.0 += value
                powers.1 += value * value
                powers.2 += value * value * value
            }
            count += more
        }
        var moments: JointMoments { get throws { try sums.moments } }
        var values: ValueCounts? { nil }
        var central: (second: Double, third: Double, count: Int)? {
            let n = Double(count), mean = powers.0 / n
            return (
                powers.1 - n * mean * mean,
                powers.2 - 3 * mean * powers.1 + 3 * mean * mean * powers.0 - n * mean * mean * mean, count
            )
        }
    }

    private static let samples: [(name: String, sample: any Sample)] = [
        ("median of plays", Counted()), ("converted 0.1 %", Hits(probability: 0.001)),
        ("converted 1 %", Hits(probability: 0.01)),
        ("log-normal σ = 3", Drawn(.heavy)), ("minutes with CUPED, ρ = 0.7", Drawn(.adjusted)),
        ("skips a play", Drawn(.ratio)),
    ]

    private static let monitorings: [(name: String, monitoring: Monitoring, looks: Int)] = [
        ("a single look", .fixed, 1), ("Pocock, 10 looks", .groupSequential(looks: 10, spending: .pocock), 10),
        ("O'Brien–Fleming, 4 looks", .groupSequential(looks: 4, spending: .obrienFleming), 4),
        ("confidence sequence, 20 looks", .alwaysValid(tunedFor: 5000), 20), ("mixture, 20 looks", .mixture, 20),
    ]

    private static func rows(_ harness: SimulationRunner) throws -> [Claim] {
        var rows: [Claim] = [], seed: UInt64 = 1500
        for (name, sample) in samples {
            for weight in [1, 4, 9] {
                seed += 1
                let counts = try harness.count(runs, seed: seed) { random in
                    try outcomes(sample, weight: weight, &random)
                }
                for (place, item) in monitorings.enumerated() {
                    rows.append(
                        Claim(
                            item.name, "\(name), 1:\(weight)", seed: seed, hits: counts[2 * place], of: runs,
                            .atMost(0.05)))
                }
                // Told once: at the end, whatever the monitoring.
                if counts[1] > 0 {
                    rows.append(
                        Claim(
                            "no result at the end", "\(name), 1:\(weight)", seed: seed, hits: counts[1], of: runs, .none
                        ))
                }
            }
        }
        return rows
    }

    /// For each monitoring: whether a verdict was given at any look, and whether there is no result at the end.
    private static func outcomes(_ sample: any Sample, weight: Int, _ random: inout RandomGenerator) throws -> [Bool] {
        var control: any Sample = sample, treatment: any Sample = sample,
            found = [Bool](repeating: false, count: 2 * monitorings.count)
        let boundaries = try Self.boundaries.get()
        for look in 1...(units / step) {
            let more = step / (1 + weight)
            control.draw(more, &random)
            treatment.draw(step - more, &random)
            for (place, item) in monitorings.enumerated() where (look * item.looks) % (units / step) == 0 {
                // A design with planned looks is judged by its boundaries, which are worked out once; its evidence is that of a single look.
                var plan = ExperimentPlan(key: "a", metrics: [PlannedMetric("m", role: .primary)])
                plan.arms = [Arm("control"), Arm("treatment", weight: Double(weight))]
                plan.monitoring = item.monitoring.isAlwaysValid ? item.monitoring : .fixed
                plan.plannedUnits = units
                let data = MetricData(
                    metric: sample.metric, arms: [try control.moments, try treatment.moments],
                    values: try control.values.flatMap { one in try treatment.values.map { [one, $0] } },
                    skewness: weight == 1 ? nil : skewness(control, treatment))
                let result = try ExperimentAnalysis(plan, data: [data], look: Look(plan, units: look * step)).metrics[0]
                guard let comparison = result.comparisons.first else {
                    if look == units / step { found[2 * place + 1] = true }
                    continue
                }
                let isFound: Bool
                if case .groupSequential(let looks, _) = item.monitoring {
                    isFound =
                        comparison.deviate.magnitude >= boundaries[looks, default: []][look * looks * step / units - 1]
                } else {
                    isFound = comparison.verdict != .inconclusive
                }
                if isFound { found[2 * place] = true }
            }
        }
        return found
    }

    private static let boundaries = Result {
        try Dictionary(
            uniqueKeysWithValues: monitorings.compactMap { item -> (Int, [Double])? in
                guard case .groupSequential(let looks, let spending) = item.monitoring else { return nil }
                return (looks, try GroupSequentialDesign(looks: looks, spending: spending).boundaries)
            })
    }

    private static func skewness(_ control: any Sample, _ treatment: any Sample) -> Double? {
        guard let one = control.central, let other = treatment.central else { return nil }
        let n = Double(one.count + other.count), second = one.second + other.second
        return second > 0 ? (one.third + other.third) / n / pow(second / n, 1.5) : nil
    }
}
