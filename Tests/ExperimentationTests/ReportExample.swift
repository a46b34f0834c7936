import Experimentation
import LinearAlgebra
import Statistics

/// A report as a service would get it: three metrics and two guardrails, two treatments, three dimensions, twenty days, and a metric of which
/// nothing can be said. All numbers go through the real analysis; the moments are those of normal draws with a fixed seed.
struct ReportExample: Sendable {
    var monitoring = Monitoring.alwaysValid(tunedFor: 20000)
    /// The share of the planned units that are in.
    var information = 1.0
    /// Whether one arm loses units.
    var losesUnits = false
    /// Whether the first treatment makes the primary metric worse.
    var isHarmful = false
    var hypothesis = "Shorter previews before each track make listeners skip less, without their playing less."
    var name = "Skip rate"

    static let days = 20
    private static let planned = 24000
    private static let platforms = [("android", 0.45), ("ios", 0.35), ("web", 0.18), ("speaker", 0.02)]

    func report() throws -> ExperimentReport {
        var noise = Noise(state: 7)
        let plan = plan()
        var data: [MetricData] = [], timeline: [Timeline] = []
        for truth in truths {
            var days: [(day: String, arms: [JointMoments])] = []
            var parts = Self.platforms.map { _ in plan.arms.map { _ in JointMoments(columns: 2) } }
            for day in 0..<Self.days {
                var arms = plan.arms.map { _ in JointMoments(columns: 2) }
                for (place, platform) in Self.platforms.enumerated() {
                    for arm in plan.arms.indices {
                        let units = max(1, Int(Double(Self.planned) * information / Double(Self.days * 3) * platform.1))
                        let lift =
                            truth.lifts[arm] * (truth.metric.key == "skip_rate" && platform.0 == "web" ? -0.6 : 1)
                        let cell = try moments(units, truth, lift, &noise)
                        parts[place][arm].merge(cell)
                        arms[arm].merge(cell)
                    }
                }
                days.append(("2026-01-\(day < 9 ? "0" : "")\(day + 1)", arms))
            }
            let whole = plan.arms.indices.map { arm in
                days.reduce(into: JointMoments(columns: 2)) { $0.merge($1.arms[arm]) }
            }
            var segments = zip(Self.platforms, parts).map {
                MetricData.Segment(dimension: "platform", value: $0.0, arms: $1)
            }
            // The other dimensions cut the same units elsewhere: odd and even days, and thirds of them.
            for (dimension, values) in [("tier", ["free", "premium"]), ("country", ["DE", "GB", "US"])] {
                for (place, value) in values.enumerated() {
                    let chosen = days.enumerated().filter { $0.offset % values.count == place }.map(\.element)
                    segments.append(
                        .init(
                            dimension: dimension, value: value,
                            arms: plan.arms.indices.map { arm in
                                chosen.reduce(into: JointMoments(columns: 2)) { $0.merge($1.arms[arm]) }
                            })
                    )
                }
            }
            data.append(MetricData(metric: truth.metric, arms: whole, segments: segments, unripe: [312, 298, 305]))
            if let planned = plan.metrics.first(where: { $0.metric == truth.metric.key }), truth.deviation > 0,
                planned.role != .secondary
            {
                timeline += Timeline.make(plan, planned, truth.metric, days: days)
            }
        }
        return try report(plan, data, timeline, &noise)
    }

    private func report(_ plan: ExperimentPlan, _ data: [MetricData], _ timeline: [Timeline], _ noise: inout Noise)
        throws
        -> ExperimentReport
    {
        let units = data[0].arms.map(\.count), look = Look(plan, units: units.reduce(0, +))
        let analysis = try ExperimentAnalysis(plan, data: data, look: look)
        let exposures = ExposureCounts(
            units: losesUnits ? [units[0], units[1] - 900, units[2]] : units.map { $0 + 300 }, multiple: 12,
            overlaps: [.init(experiment: "new_home", table: [[400, 410], [395, 402], [401, 399]])])
        let health = ExperimentHealth(plan, exposures, look: look, unripe: 915)
        var splits: [SplitEffect] = []
        for split in SplitEffect.Split.allCases {
            for (place, arm) in plan.arms.enumerated().dropFirst() {
                var truth = truths[0]
                truth.correlation = 0.5
                var effect = try SplitEffect(
                    split, truth.metric, treatment: arm.key, control: moments(units[0], truth, 0, &noise),
                    treated: moments(units[place], truth, truth.lifts[place], &noise))
                effect.adjustedPValue = min(1, 4 * effect.pValue)
                splits.append(effect)
            }
        }
        return ExperimentReport(
            plan: plan, planDigest: "sha256:9b1f6e0d3c7a42f58e10b6d4a7c3902f",
            course: .init(state: "running", startedAt: "2026-01-01T00:00:00Z", stoppedAt: nil),
            health: health, exposures: exposures, analysis: analysis, decision: Decision(plan, analysis, health),
            splits: splits,
            timeline: timeline,
            robustness: [
                .init(
                    metric: "skip_rate", treatment: "shorter", test: "Mann–Whitney", pValue: 0.0004,
                    interval: [-0.021, -0.006],
                    note: "compares ranks; one wild unit moves nothing"),
                .init(
                    metric: "skip_rate", treatment: "longer", test: "Mann–Whitney", pValue: 0.41,
                    interval: [-0.011, 0.004], note: ""),
                .init(
                    metric: "minutes", treatment: "shorter", test: "Bootstrap of the median", pValue: nil,
                    interval: [-0.4, 0.9],
                    note: "2,000 resamples"),
            ],
            provenance: .init(
                version: "1.4.0", engine: "DuckDB 1.4.1", schemaVersion: 12, generatedAt: "2026-01-21T06:30:00Z",
                asOf: "2026-01-21T00:00:00Z",
                firstExposure: "2026-01-01T00:03:11Z", lastExposure: "2026-01-20T23:58:40Z",
                queries: [
                    .init(
                        name: "exposures",
                        sql:
                            "SELECT unit, arm, min(exposed_at) AS exposed_at\nFROM exposures\nWHERE experiment = :experiment\n  AND exposed_at < :as_of\nGROUP BY unit, arm\nORDER BY unit, arm",
                        parameters: ["experiment": plan.key, "as_of": "2026-01-21T00:00:00Z"]),
                    .init(
                        name: "metric skip_rate",
                        sql:
                            "WITH plays AS (\n  SELECT user_id, skipped, played_at FROM listens WHERE played_at < :as_of AND skipped IS NOT NULL\n)\nSELECT user_id, avg(skipped::INT) AS value\nFROM plays\nGROUP BY user_id",
                        parameters: ["as_of": "2026-01-21T00:00:00Z"]),
                ]))
    }

    private func plan() -> ExperimentPlan {
        ExperimentPlan(
            key: "preview_length", hypothesis: hypothesis, arms: [Arm("control"), Arm("shorter"), Arm("longer")],
            metrics: [
                PlannedMetric("skip_rate", role: .primary, minimumEffect: -0.03),
                PlannedMetric("minutes", role: .secondary, winsorised: 0.01),
                PlannedMetric("saved", role: .secondary, adjusted: false), PlannedMetric("surveys", role: .secondary),
                PlannedMetric("plays", role: .guardrail, margin: 0.02),
                PlannedMetric("cancelled", role: .guardrail, margin: 0.05),
            ], monitoring: monitoring, dimensions: ["platform", "tier", "country"],
            plannedUnits: Self.planned - 3 * Self.days * 4,
            plannedDays: 34)
    }

    private struct Truth {
        let metric: Metric
        let mean: Double
        let deviation: Double
        let lifts: [Double]
        var correlation = 0.6
    }

    private var truths: [Truth] {
        [
            Truth(
                metric: Metric(
                    key: "skip_rate", name: name, kind: .mean, unit: "share", better: .lower,
                    definition: "Skipped plays over plays of a listener, in the window"), mean: 0.31, deviation: 0.16,
                lifts: [0, isHarmful ? 0.11 : -0.062, -0.004]),
            Truth(
                metric: Metric(
                    key: "minutes", name: "Minutes listened", kind: .mean, unit: "min", better: .higher,
                    definition: "Minutes a day in the window"),
                mean: 41.7, deviation: 30, lifts: [0, 0.012, -0.03]),
            Truth(
                metric: Metric(
                    key: "saved", name: "Saved a track", kind: .mean, unit: "share", better: .higher,
                    definition: "Whether a track was saved"),
                mean: 0.18, deviation: 0.38, lifts: [0, 0.02, 0.01]),
            Truth(
                metric: Metric(
                    key: "surveys", name: "Satisfaction", kind: .mean, unit: "points", better: .higher,
                    definition: "Score of the survey"),
                mean: 0, deviation: 0, lifts: [0, 0, 0]),
            Truth(
                metric: Metric(
                    key: "plays", name: "Plays started", kind: .mean, unit: "plays", better: .higher,
                    definition: "Plays in the window"),
                mean: 212, deviation: 60, lifts: [0, 0.004, -0.002]),
            Truth(
                metric: Metric(
                    key: "cancelled", name: "Cancelled the subscription", kind: .mean, unit: "share", better: .lower,
                    definition: "Within the window"),
                mean: 0.4, deviation: 0.3, lifts: [0, -0.012, 0.001]),
        ]
    }

    /// Moments of an outcome and what was known of it beforehand, as that many normal draws would have on average.
    private func moments(_ units: Int, _ truth: Truth, _ lift: Double, _ noise: inout Noise) throws -> JointMoments {
        let n = Double(units), spread = truth.deviation, known = noise.next(), own = noise.next()
        let error = spread / n.squareRoot(), r = truth.correlation
        let outcome = truth.mean * (1 + lift) + error * (r * known + (1 - r * r).squareRoot() * own)
        let variance = spread * spread * n
        return try JointMoments(
            count: units, means: [outcome, truth.mean + error * known],
            products: Matrix(rows: 2, columns: 2, storage: [variance, r * variance, r * variance, variance]))
    }

    /// Standard normal numbers, the same each time.
    struct Noise {
        var state: UInt64

        mutating func next() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + uniform() } }

        private mutating func uniform() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
        }
    }
}
