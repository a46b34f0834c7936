import Experimentation
import LinearAlgebra
import Statistics

/// A plan from its design to its decision.
enum WholePlan {
    static let level = 0.05

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "From the plan to the decision",
                text: """
                    A primary metric (minutes, a minimum effect of 15 %, ρ = 0.7 with what was before) and a guardrail (calm minutes, a margin of 6 %). \
                    `ExperimentDesign` says how many units it takes to ship a treatment that deserves it with a power of 0.8; so many are simulated, and \
                    the share is counted in which `Decision` says *ship*, at whatever look.
                    """,
                rows: try rows(harness, .fixed, "one look", runs: 4000, seed: 761)
                    + rows(
                        harness, .groupSequential(looks: 4, spending: .obrienFleming), "O'Brien–Fleming, 4 looks",
                        runs: 300, seed: 765)
                    + rows(
                        harness, .alwaysValid(tunedFor: 4000), "confidence sequence, 10 looks", runs: 1000, seed: 769))
        ]
    }

    private static func rows(
        _ harness: SimulationRunner, _ monitoring: Monitoring, _ name: String, runs: Int, seed: UInt64
    )
        throws -> [Claim]
    {
        var plan = ExperimentPlan(
            key: "whole",
            metrics: [
                PlannedMetric("minutes", role: .primary, minimumEffect: 0.15),
                PlannedMetric("calm", role: .guardrail, margin: 0.06),
            ],
            monitoring: monitoring)
        plan.plannedUnits = try ExperimentDesign(
            plan,
            baselines: [
                "minutes": MetricBaseline(
                    mean: Minutes.mean, variance: Minutes.variance, remainingVariance: 1 - 0.7 * 0.7, units: 100_000),
                "calm": MetricBaseline(mean: 40, variance: 400, units: 100_000),
            ]
        ).units
        let size = ((plan.plannedUnits ?? 0) + 1) / 2
        let cases: [(String, Double, Double, Claim.Promise)] = [
            ("ship what deserves it", 0.15, 0, .atLeast(plan.power)),
            ("ship what changes nothing", 0, 0, .atMost(level / 2)),
            ("ship what breaks the guardrail", 0.15, -0.06, .atMost(level)),
        ]
        let frozen = plan
        return try cases.enumerated().map { place, one in
            let hits = try harness.count(runs, seed: seed + UInt64(place)) { random in
                [try ships(frozen, size, effect: one.1, change: one.2, &random)]
            }
            return Claim(
                "\(one.0): \(name)", "\(size):\(size)", seed: seed + UInt64(place), hits: hits[0], of: runs, one.3)
        }
    }

    private static func looks(_ monitoring: Monitoring) -> Int {
        switch monitoring {
        case .fixed: 1
        case .groupSequential(let looks, _): looks
        case .alwaysValid, .mixture: 10
        }
    }

    private static let calm = Metric(key: "calm", name: "Calm minutes", kind: .mean, unit: "min", better: .higher)

    private static func ships(
        _ plan: ExperimentPlan, _ size: Int, effect: Double, change: Double, _ random: inout RandomGenerator
    ) throws -> Bool {
        let looks = looks(plan.monitoring)
        var minutes = [JointMoments](repeating: JointMoments(columns: 2), count: 2),
            others = [JointMoments](repeating: JointMoments(columns: 1), count: 2)
        var earlier: [Double] = []
        for look in 0..<looks {
            let more = size * (look + 1) / looks - size * look / looks
            for arm in 0..<2 {
                minutes[arm].merge(
                    try .gathered(2, more, &random) { random, sums in
                        let unit = random.minutesAndBefore(correlation: 0.7)
                        sums.add(unit.minutes + (arm == 1 ? effect * Minutes.mean : 0), unit.before)
                    })
                others[arm].merge(
                    try .gathered(1, more, &random) { random, sums in
                        sums.add(random.calmMinutes() + (arm == 1 ? change * 40 : 0))
                    })
            }
            let units = minutes[0].count + minutes[1].count, now = Look(plan, units: units, earlier: earlier)
            let analysis = try ExperimentAnalysis(
                plan,
                data: [
                    MetricData(metric: WholeAnalysis.minutes, arms: minutes), MetricData(metric: calm, arms: others),
                ], look: now)
            let health = ExperimentHealth(plan, ExposureCounts(units: minutes.map(\.count)), look: now)
            switch Decision(plan, analysis, health).action {
            case .ship: return true
            case .stop: return false
            case .continue: earlier.append(now.information)
            }
        }
        return false
    }
}
