import Experimentation
import LinearAlgebra
import Statistics

/// Experiments in which nothing differs, analysed as the service does: by `ExperimentAnalysis`, from a plan and sums.
enum WholeAnalysis {
    static let level = 0.05
    static let minutes = Metric(key: "minutes", name: "Minutes", kind: .mean, unit: "min", better: .higher)
    static let skips = Metric(key: "skip_rate", name: "Skip rate", kind: .ratio, unit: "share", better: .lower)
    static let converted = Metric(
        key: "converted", name: "Converted", kind: .proportion, unit: "share", better: .higher)

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Nothing differs: the whole analysis",
                text: """
                    `ExperimentAnalysis` with two treatments and two primary metrics (minutes with a covariate, and a skip rate), a secondary one \
                    (conversions) and four platforms. Primary metrics are judged at 0.05 / 4 each, whose related comparisons stay a little below \
                    5 % together. Then the same with one treatment and one primary metric, at all looks of each way of monitoring.
                    """,
                rows: try fixed(harness) + guardrails(harness) + monitored(harness))
        ]
    }

    private static let arms = [Arm("control"), Arm("first"), Arm("second")]

    private static func fixed(_ harness: SimulationRunner) throws -> [Claim] {
        let runs = 10_000, seed: UInt64 = 451, units = 1000
        let plan = ExperimentPlan(
            key: "nothing", arms: arms,
            metrics: [
                PlannedMetric("minutes", role: .primary), PlannedMetric("skip_rate", role: .primary),
                PlannedMetric("converted", role: .secondary),
            ], dimensions: ["platform"], plannedUnits: 3 * units)
        let look = Look(plan, units: 3 * units)
        let health = ExperimentHealth(plan, ExposureCounts(units: [units, units, units]), look: look)
        let hits = try harness.count(runs, seed: seed) { random in
            var parts: [[JointMoments]] = [], ratios: [JointMoments] = [], shares: [JointMoments] = []
            for _ in arms {
                var platforms = [MomentAccumulator](repeating: MomentAccumulator(columns: 2), count: 4)
                for _ in 0..<units {
                    let unit = random.minutesAndBefore(correlation: 0.7)
                    platforms[random.integer(below: 4)].add(unit.minutes, unit.before)
                }
                parts.append(try platforms.map { try $0.moments })
                ratios.append(
                    try .gathered(2, units, &random) { random, sums in
                        let listener = random.listener()
                        sums.add(listener.skips, listener.plays)
                    })
                shares.append(
                    try .gathered(1, units, &random) { random, sums in sums.add(random.uniform() < 0.05 ? 1 : 0) })
            }
            let whole = parts.map { $0.dropFirst().reduce(into: $0[0]) { $0.merge($1) } }
            let segments = (0..<4).map { part in
                MetricData.Segment(dimension: "platform", value: "\(part)", arms: parts.map { $0[part] })
            }
            let analysis = try ExperimentAnalysis(
                plan,
                data: [
                    MetricData(metric: minutes, arms: whole, segments: segments),
                    MetricData(metric: skips, arms: ratios),
                    MetricData(metric: converted, arms: shares),
                ], look: look)
            let primary = analysis.metrics.prefix(2).flatMap(\.comparisons), secondary = analysis.metrics[2].comparisons
            let segmented = analysis.metrics[0].segments
            return [
                primary.contains { $0.verdict != .inconclusive }, secondary.contains { $0.verdict != .inconclusive },
                primary.allSatisfy { $0.difference.interval.contains(0) },
                primary.allSatisfy { $0.lift?.interval.contains(0) == true },
                (segmented.first?.heterogeneityPValue ?? 1) <= level,
                segmented.contains { ($0.adjustedHeterogeneityPValue ?? 1) <= level },
                segmented.first?.parts.contains { $0.adjustedPValue <= level } == true,
                Decision(plan, analysis, health).action == .ship,
            ]
        }
        let rows: [(String, Claim.Promise)] = [
            ("any primary metric better or worse", .atMost(level)),
            ("the secondary metric better or worse for any treatment", .atMost(level)),
            ("all primary intervals contain 0", .atLeast(1 - level)),
            ("all primary intervals of the lift contain 0", .atLeast(1 - level)),
            ("heterogeneity of minutes between platforms (Cochran's Q)", .equal(level)),
            ("heterogeneity, adjusted for two treatments", .atMost(level)),
            ("an effect in any of four platforms, adjusted", .equal(level)), ("decision: ship", .atMost(level / 2)),
        ]
        return rows.indices.map {
            Claim(rows[$0].0, "1000:1000:1000", seed: seed, hits: hits[$0], of: runs, rows[$0].1)
        }
    }

    /// Guardrails that are worse by just their margin.
    private static func guardrails(_ harness: SimulationRunner) throws -> [Claim] {
        let runs = 10_000, seed: UInt64 = 452, units = 1000
        let loss = Metric(key: "loss", name: "Minutes lost", kind: .mean, unit: "min", better: .lower)
        let plan = ExperimentPlan(
            key: "margin",
            metrics: [
                PlannedMetric("skip_rate", role: .primary), PlannedMetric("minutes", role: .guardrail, margin: 0.05),
                PlannedMetric("loss", role: .guardrail, margin: 0.05),
            ], plannedUnits: 2 * units)
        let look = Look(plan, units: 2 * units)
        let hits = try harness.count(runs, seed: seed) { random in
            func arm(_ shift: Double) throws -> JointMoments {
                try .gathered(2, units, &random) { random, sums in
                    let unit = random.minutesAndBefore(correlation: 0.5)
                    sums.add(unit.minutes + shift, unit.before)
                }
            }
            func ratio() throws -> JointMoments {
                try .gathered(2, 200, &random) { random, sums in
                    let listener = random.listener()
                    sums.add(listener.skips, listener.plays)
                }
            }
            let analysis = try ExperimentAnalysis(
                plan,
                data: [
                    MetricData(metric: skips, arms: [ratio(), ratio()]),
                    MetricData(metric: minutes, arms: [arm(0), arm(-2)]),
                    MetricData(metric: loss, arms: [arm(0), arm(2)]),
                ], look: look)
            return analysis.metrics.dropFirst().map { $0.comparisons.first?.verdict == .nonInferior }
        }
        return [
            Claim(
                "guardrail that is worse by its margin: shown non-inferior", "minutes less 5 %, more is better",
                seed: seed, hits: hits[0],
                of: runs, .equal(level)),
            Claim(
                "guardrail that is worse by its margin: shown non-inferior", "minutes plus 5 %, less is better",
                seed: seed, hits: hits[1],
                of: runs, .equal(level)),
        ]
    }

    /// One metric at all looks: twenty batches, of which group-sequential plans use every fifth.
    private static func monitored(_ harness: SimulationRunner) throws -> [Claim] {
        let runs = 1000, seed: UInt64 = 453, batches = 20, batch = 100, units = 2 * batches * batch
        let plans: [(String, Monitoring, Int, Claim.Promise)] = [
            (
                "better or worse at any of 4 looks, O'Brien–Fleming",
                .groupSequential(looks: 4, spending: .obrienFleming), 5, .equal(level)
            ),
            (
                "better or worse at any of 4 looks, Pocock", .groupSequential(looks: 4, spending: .pocock), 5,
                .equal(level)
            ),
            (
                "better or worse at any of 20 looks, confidence sequence", .alwaysValid(tunedFor: units), 1,
                .atMost(level)
            ),
            ("better or worse at any of 20 looks, mixture test", .mixture, 1, .atMost(level)),
            ("control: a fixed plan at 20 looks", .fixed, 1, .exceeds(level)),
        ]
        let hits = try harness.count(runs, seed: seed) { random in
            var control = JointMoments(columns: 2), treatment = JointMoments(columns: 2), earlier: [Double] = []
            var alarms = [Bool](repeating: false, count: plans.count)
            for look in 1...batches {
                for arm in 0..<2 {
                    let more = try JointMoments.gathered(2, batch, &random) { random, sums in
                        let unit = random.minutesAndBefore(correlation: 0.7)
                        sums.add(unit.minutes, unit.before)
                    }
                    if arm == 0 { control.merge(more) } else { treatment.merge(more) }
                }
                for (place, (_, monitoring, every, _)) in plans.enumerated() where look % every == 0 {
                    let plan = ExperimentPlan(
                        key: "nothing", metrics: [PlannedMetric("minutes", role: .primary)], monitoring: monitoring,
                        plannedUnits: units)
                    let now = Look(plan, units: 2 * look * batch, earlier: earlier)
                    let analysis = try ExperimentAnalysis(
                        plan, data: [MetricData(metric: minutes, arms: [control, treatment])], look: now)
                    if analysis.metrics[0].comparisons.first?.verdict != .inconclusive { alarms[place] = true }
                }
                if look % 5 == 0 { earlier.append(Double(look) / Double(batches)) }
            }
            return alarms
        }
        return plans.indices.map {
            Claim(
                plans[$0].0, "minutes, ρ = 0.7, 2000:2000", seed: seed, hits: hits[$0], of: runs, plans[$0].3
            )
        }
    }
}
