import Experimentation
import LinearAlgebra
import Statistics

/// Units that are not alike: strata that differ in value and spread, and plays that belong to listeners.
enum Structured {
    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Nothing differs: strata and clusters",
                text: """
                    The whole analysis at a single look, 2,000 units in two arms. Strata: three in four listeners play 20 minutes, one in four 160, with a \
                    standard deviation of as much; the arms are weighed alike by stratum. Clusters: each listener skips with a tendency of their own. \
                    Where plays are taken for units, the analysis is wrong, and must be seen to be; a ratio counts listeners.
                    """, rows: try strata(harness) + clusters(harness))
        ]
    }

    private static let runs = 10_000

    private static func strata(_ harness: SimulationRunner) throws -> [Claim] {
        var plan = ExperimentPlan(key: "strata", metrics: [PlannedMetric("m", role: .primary)])
        plan.dimensions = ["tier"]
        plan.poststratifiedBy = "tier"
        let weighed = plan, metric = Metric(key: "m", name: "m", kind: .mean, unit: "min", better: .higher)
        return try [(1, UInt64(1901)), (4, 1902)].map { weight, seed in
            let hits = try harness.count(runs, seed: seed) { random in
                let sizes = [2000 / (1 + weight), 2000 - 2000 / (1 + weight)]
                var segments: [[JointMoments]] = [[], []], arms: [JointMoments] = []
                for size in sizes {
                    var sums = [MomentAccumulator(columns: 1), MomentAccumulator(columns: 1)]
                    for _ in 0..<size {
                        let isHeavy = random.uniform() < 0.25
                        sums[isHeavy ? 1 : 0].add(random.exponential() * (isHeavy ? 160 : 20))
                    }
                    var all = JointMoments(columns: 1)
                    for place in 0..<2 {
                        let moments = try sums[place].moments
                        segments[place].append(moments)
                        all.merge(moments)
                    }
                    arms.append(all)
                }
                let data = MetricData(
                    metric: metric, arms: arms,
                    segments: [
                        .init(dimension: "tier", value: "free", arms: segments[0]),
                        .init(dimension: "tier", value: "paid", arms: segments[1]),
                    ])
                return [try finds(weighed, data)]
            }
            return Claim(
                "weighed by strata", "minutes of two tiers, 1:\(weight)", seed: seed, hits: hits[0], of: runs,
                .atMost(0.05))
        }
    }

    private static func clusters(_ harness: SimulationRunner) throws -> [Claim] {
        let plan = ExperimentPlan(key: "clusters", metrics: [PlannedMetric("m", role: .primary)])
        func metric(_ kind: Metric.Kind) -> Metric {
            Metric(key: "m", name: "m", kind: kind, unit: "share", better: .lower)
        }
        let ratio = metric(.ratio), share = metric(.proportion)
        let hits = try harness.count(runs, seed: 1911) { random in
            let arms = try (0..<2).map { _ in
                try JointMoments.gathered(2, 1000, &random) { random, sums in
                    let listener = random.listener()
                    sums.add(listener.skips, listener.plays)
                }
            }
            let plays = try arms.map { arm in
                let trials = (arm.means[1] * Double(arm.count)).rounded(), mean = arm.means[0] / arm.means[1]
                return try JointMoments(
                    count: Int(trials), means: [mean],
                    products: Matrix(rows: 1, columns: 1, storage: [trials * mean * (1 - mean)]))
            }
            return [
                try finds(plan, MetricData(metric: ratio, arms: arms)),
                try finds(plan, MetricData(metric: share, arms: plays)),
            ]
        }
        return [
            Claim(
                "ratio, listeners as units", "skips of 1000:1000 listeners", seed: 1911, hits: hits[0], of: runs,
                .atMost(0.05)),
            Claim(
                "to be avoided: plays as units", "skips of 1000:1000 listeners", seed: 1911, hits: hits[1], of: runs,
                .exceeds(0.05)),
        ]
    }

    private static func finds(_ plan: ExperimentPlan, _ data: MetricData) throws -> Bool {
        let units = data.arms.reduce(0) { $0 + $1.count }
        var plan = plan
        plan.plannedUnits = units
        let result = try ExperimentAnalysis(plan, data: [data], look: Look(plan, units: units)).metrics[0]
        return result.comparisons.contains { $0.verdict != .inconclusive }
    }
}
