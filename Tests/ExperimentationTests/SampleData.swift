import Experimentation
import LinearAlgebra
import Statistics
import Testing

/// Numbers that look random and are the same each time (SplitMix64).
struct SampleDraws: RandomNumberGenerator {
    private var state: UInt64

    /// Seeds that follow one another would share all draws but one; mixed first, they share none.
    init(seed: UInt64) {
        state = seed
        state = next() ^ 0x5DEE_CE66_D5DE_ECE6
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// In [0, 1).
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Nearly normal, of mean 0 and deviation 1: the sum of twelve uniform draws.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}

/// What the suites of experiments are made of.
enum SampleData {
    /// A plan of one primary metric called `minutes`, unless said otherwise.
    static func plan(
        _ metrics: [PlannedMetric] = [PlannedMetric("minutes", role: .primary)],
        arms: [Arm] = [Arm("control"), Arm("treatment")],
        monitoring: Monitoring = .fixed, plannedUnits: Int? = 1000, change: (inout ExperimentPlan) -> Void = { _ in }
    ) -> ExperimentPlan {
        var plan = ExperimentPlan(
            key: "sample", arms: arms, metrics: metrics, monitoring: monitoring, plannedUnits: plannedUnits)
        change(&plan)
        return plan
    }

    static func metric(_ key: String = "minutes", _ kind: Metric.Kind = .mean, better: Metric.Direction = .higher)
        -> Metric
    {
        Metric(key: key, name: key.capitalized, kind: kind, unit: "min", better: better)
    }

    /// A look at the end of a plan.
    static func final(_ plan: ExperimentPlan) -> Look {
        Look(plan, units: plan.plannedUnits ?? 1_000_000, isOver: true)
    }

    static func analysis(_ plan: ExperimentPlan, _ data: [MetricData], look: Look? = nil) throws -> ExperimentAnalysis {
        try ExperimentAnalysis(plan, data: data, look: look ?? final(plan))
    }

    /// One column whose mean and standard deviation are exactly these.
    static func exactly(_ count: Int, mean: Double, deviation: Double = 1) throws -> JointMoments {
        try JointMoments(
            count: count, means: [mean],
            products: Matrix(rows: 1, columns: 1, storage: [deviation * deviation * Double(max(0, count - 1))])
        )
    }

    /// One column of zeros and ones, as many as these.
    static func hits(_ hits: Int, of trials: Int) throws -> JointMoments {
        let share = Double(hits) / Double(trials)
        return try JointMoments(
            count: trials, means: [share],
            products: Matrix(rows: 1, columns: 1, storage: [Double(trials) * share * (1 - share)]))
    }

    static func moments(_ rows: [[Double]]) -> JointMoments {
        rows.reduce(into: JointMoments(columns: rows.first?.count ?? 1)) { $0.add($1) }
    }

    /// Rows of an outcome and of what was known of the unit beforehand.
    static func rows(
        _ count: Int, mean: Double, deviation: Double = 1, correlation: Double = 0, seed: UInt64
    ) -> [[Double]] {
        var draws = SampleDraws(seed: seed)
        return (0..<count).map { _ in
            let known = draws.normal(), own = draws.normal()
            return [
                mean + deviation * (correlation * known + (1 - correlation * correlation).squareRoot() * own),
                mean + deviation * known,
            ]
        }
    }

    /// The first column only.
    static func outcomes(_ rows: [[Double]]) -> JointMoments { moments(rows.map { [$0[0]] }) }

    /// The comparison of the only treatment by the only metric.
    static func comparison(
        _ plan: ExperimentPlan, _ arms: [JointMoments], by metric: Metric = metric(),
        segments: [MetricData.Segment] = [], look: Look? = nil
    ) throws -> Comparison {
        try #require(
            try analysis(plan, [MetricData(metric: metric, arms: arms, segments: segments)], look: look).metrics[0]
                .comparisons.first)
    }
}

/// Whether two numbers are the same but for rounding.
func isNear(_ found: Double?, _ wanted: Double, within tolerance: Double = 1e-10) -> Bool {
    guard let found else { return false }
    return abs(found - wanted) <= tolerance * max(1, abs(wanted))
}
