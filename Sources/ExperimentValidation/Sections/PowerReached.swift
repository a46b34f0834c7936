import Experimentation
import LinearAlgebra
import Statistics

/// Whether an experiment of the designed size finds what it was designed for.
enum PowerReached {
    static let runs = 10_000
    static let power = 0.8

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "The designed power is reached",
                text: """
                    `PowerCurve` says how many units it takes for a power of 0.8; so many are simulated and judged as the analysis judges, and the share \
                    is counted in which the effect is found (for a guardrail: in which it is shown non-inferior, and in truth does not change). Group-sequential \
                    designs look four times, always-valid ones 30 times, evenly spaced. Effects are added to every unit of the treatment, which leaves \
                    the variance as it is; that is what the design of a mean assumes, and the row without a promise tells what it is otherwise. \
                    Proportions are designed with the variances of both arms, and a guardrail's base counts with the square of its margin's factor. \
                    Ratios and quantiles are judged by the whole analysis, and their baselines are measured on 400,000 units. The units of a quantile are those \
                    with which its order statistics reach the power: its variance alone promises too much where values thin out.
                    """,
                rows: try designs.flatMap { try rows(harness, $0) } + special(harness) + whole(harness))
        ]
    }

    private static let designs: [(name: String, monitoring: Monitoring, seed: UInt64)] = [
        ("one look", .fixed, 701), ("O'Brien–Fleming", .groupSequential(looks: 4, spending: .obrienFleming), 711),
        ("Pocock", .groupSequential(looks: 4, spending: .pocock), 721),
        ("confidence sequence", .alwaysValid(tunedFor: 8000), 731),
        ("mixture test", .mixture, 741),
    ]

    /// Minutes that vary less, for margins that are small.
    private static let calm = MetricBaseline(mean: 40, variance: 400, units: 100_000)
    private static let calmer = MetricBaseline(mean: 40, variance: 400, units: 100_000, better: .lower)
    private static let wild = MetricBaseline(mean: Minutes.mean, variance: Minutes.variance, units: 100_000)

    private static func rows(
        _ harness: SimulationRunner, _ design: (name: String, monitoring: Monitoring, seed: UInt64)
    ) throws
        -> [Claim]
    {
        let known = MetricBaseline(
            mean: Minutes.mean, variance: Minutes.variance, remainingVariance: 1 - 0.7 * 0.7, units: 100_000)
        return [
            try row(harness, design.name, "minutes + 8 %", design.monitoring, wild, effect: 0.08, seed: design.seed) {
                random, sums, isTreated in
                sums.add(random.minutes() + (isTreated ? 0.08 * Minutes.mean : 0))
            },
            try row(
                harness, design.name + ", CUPED", "minutes + 8 %, ρ = 0.7", design.monitoring, known, effect: 0.08,
                seed: design.seed + 1
            ) {
                random, sums, isTreated in
                let unit = random.minutesAndBefore(correlation: 0.7)
                sums.add(unit.minutes + (isTreated ? 0.08 * Minutes.mean : 0), unit.before)
            },
            try row(
                harness, design.name + ", guardrail", "calm minutes, margin 3 %", design.monitoring, calm,
                margin: (0.03, 1),
                seed: design.seed + 2
            ) {
                random, sums, _ in sums.add(random.calmMinutes())
            },
        ]
    }

    /// Arms of unlike size, many comparisons, a guardrail of the other direction, and effects that change the variance.
    private static func special(_ harness: SimulationRunner) throws -> [Claim] {
        let shares: [(from: Double, to: Double, monitoring: Monitoring, name: String, seed: UInt64)] = [
            (0.1, 0.11, .fixed, "one look", 755), (0.02, 0.03, .fixed, "one look", 757),
            (0.01, 0.02, .fixed, "one look", 758),
            (0.05, 0.025, .fixed, "one look", 759),
            (0.01, 0.02, .groupSequential(looks: 4, spending: .obrienFleming), "O'Brien–Fleming", 760),
            (0.02, 0.03, .groupSequential(looks: 4, spending: .pocock), "Pocock", 761),
        ]
        let proportions = try shares.map { item in
            let baseline = MetricBaseline(
                mean: item.from, variance: item.from * (1 - item.from), units: 100_000, isProportion: true,
                better: item.to > item.from ? .higher : .lower)
            return try row(
                harness, "\(item.name), a proportion", "converted \(100 * item.from) % → \(100 * item.to) %",
                item.monitoring, baseline,
                effect: (item.to / item.from - 1).magnitude, seed: item.seed
            ) { random, sums, isTreated in sums.add(random.uniform() < (isTreated ? item.to : item.from) ? 1 : 0) }
        }
        return proportions + [
            try row(
                harness, "one look, arms 80:20", "minutes + 8 %", .fixed, wild, effect: 0.08,
                arms: [Arm("control", weight: 4), Arm("treatment")],
                seed: 751
            ) { random, sums, isTreated in sums.add(random.minutes() + (isTreated ? 0.08 * Minutes.mean : 0)) },
            try row(
                harness, "one look, one of two primary metrics and two treatments", "minutes + 8 %", .fixed, wild,
                effect: 0.08,
                arms: [Arm("control"), Arm("treatment"), Arm("other")], primaries: 2, seed: 752
            ) { random, sums, isTreated in sums.add(random.minutes() + (isTreated ? 0.08 * Minutes.mean : 0)) },
            try row(
                harness, "one look, guardrail of which less is better", "calm minutes, margin 3 %", .fixed, calmer,
                margin: (0.03, -1),
                seed: 753
            ) { random, sums, _ in sums.add(random.calmMinutes()) },
            try row(
                harness, "one look, guardrail of which less is better", "calm minutes, margin 10 %", .fixed, calmer,
                margin: (0.1, -1),
                seed: 756
            ) { random, sums, _ in sums.add(random.calmMinutes()) },
            try row(
                harness, "one look, all minutes stretched", "minutes × 1.08", .fixed, wild, effect: 0.08,
                promise: .none, seed: 754
            ) {
                random, sums, isTreated in sums.add(random.minutes() * (isTreated ? 1.08 : 1))
            },
        ]
    }

    // MARK: By the whole analysis

    /// A ratio and a quantile, whose baselines are measured on 400,000 units as the design measures them.
    private static func whole(_ harness: SimulationRunner) throws -> [Claim] {
        let looks: [(name: String, monitoring: Monitoring, looks: Int, seed: UInt64)] = [
            ("one look", .fixed, 1, 770),
            ("O'Brien–Fleming", .groupSequential(looks: 4, spending: .obrienFleming), 4, 780),
        ]
        return try looks.flatMap { item in
            [
                try wholeRow(
                    harness, "\(item.name), a ratio", "skips a play + 8 %", .ratio, item, effect: 0.08,
                    seed: item.seed + 1),
                try wholeRow(
                    harness, "\(item.name), a median", "calm minutes + 8 %", .quantile(0.5), item, effect: 0.08,
                    seed: item.seed + 2),
                try wholeRow(
                    harness, "\(item.name), a ninth decile", "calm minutes + 8 %", .quantile(0.9), item, effect: 0.08,
                    seed: item.seed + 3),
            ]
        }
    }

    private static func wholeRow(
        _ harness: SimulationRunner, _ name: String, _ data: String, _ kind: Metric.Kind,
        _ item: (name: String, monitoring: Monitoring, looks: Int, seed: UInt64), effect: Double,
        promise: Claim.Promise = .equal(power),
        seed: UInt64
    ) throws -> Claim {
        let runs = kind == .ratio ? 4000 : 16_000
        let metric = Metric(key: "m", name: "m", kind: kind, unit: "u", better: .higher)
        var random = RandomGenerator(seed: seed, stream: UInt64.max)
        let baseline = try sample(metric, 400_000, shift: 0, &random).data(metric).baseline(adjusted: false)
        var plan = ExperimentPlan(
            key: "power", metrics: [PlannedMetric("m", role: .primary, minimumEffect: effect)],
            monitoring: item.monitoring)
        let units = try PowerCurve(plan, .primary, baseline).units(effect: effect, power: power), arm = (units + 1) / 2
        let rule = try SequentialRule(
            item.monitoring, significance: plan.significance, isOneSided: false, planned: units)
        // The evidence of a look is that of a single one; the boundaries are the design's.
        plan.monitoring = .fixed
        plan.plannedUnits = units
        let single = plan
        let hits = try harness.count(runs, seed: seed) { random in
            var arms = [Arms(), Arms()]
            for look in 0..<item.looks {
                let more = arm * (look + 1) / item.looks - arm * look / item.looks
                for place in 0..<2 {
                    arms[place].merge(try sample(metric, more, shift: place == 1 ? effect * baseline.mean : 0, &random))
                }
                let data = try MetricData(
                    metric: metric, arms: arms.map { try $0.data(metric).arms[0] },
                    values: kind == .ratio ? nil : arms.map { try ValueCounts($0.values) })
                let result = try ExperimentAnalysis(single, data: [data], look: Look(single, units: units)).metrics[0]
                if let comparison = result.comparisons.first, try rule.finds(deviate: comparison.deviate, look: look) {
                    return [true]
                }
            }
            return [false]
        }
        return Claim(name, "\(data), \(arm):\(arm)", seed: seed, hits: hits[0], of: runs, promise)
    }

    /// The units of an arm as they came: sums for a ratio, values for a quantile.
    private struct Arms {
        var sums = JointMoments(columns: 2)
        var values: [Double] = []

        mutating func merge(_ other: Arms) {
            sums.merge(other.sums)
            values += other.values
        }

        func data(_ metric: Metric) throws -> MetricData {
            guard case .quantile = metric.kind else { return MetricData(metric: metric, arms: [sums]) }
            let moments = try JointMoments(
                count: values.count, means: [0], products: Matrix(rows: 1, columns: 1, storage: [Double(values.count)]))
            return MetricData(metric: metric, arms: [moments], values: [try ValueCounts(values)])
        }
    }

    /// - Parameter shift: what is added to a value, or to each play's chance of a skip.
    private static func sample(_ metric: Metric, _ units: Int, shift: Double, _ random: inout RandomGenerator) throws
        -> Arms
    {
        var arms = Arms()
        if metric.kind == .ratio {
            arms.sums = try .gathered(2, units, &random) { random, sums in
                let listener = random.listener()
                sums.add(listener.skips + shift * listener.plays, listener.plays)
            }
        } else {
            arms.values = (0..<units).map { _ in random.calmMinutes() + shift }
        }
        return arms
    }

    private static func row(
        _ harness: SimulationRunner, _ name: String, _ data: String, _ monitoring: Monitoring,
        _ baseline: MetricBaseline,
        effect: Double = 0,
        margin: (size: Double, sign: Double)? = nil, arms: [Arm] = [Arm("control"), Arm("treatment")],
        primaries: Int = 1,
        promise: Claim.Promise = .equal(power), seed: UInt64,
        _ draw: @Sendable (inout RandomGenerator, inout MomentAccumulator, _ isTreated: Bool) -> Void
    ) throws -> Claim {
        var plan = ExperimentPlan(
            key: "power", arms: arms, metrics: (0..<primaries).map { PlannedMetric("metric_\($0)", role: .primary) },
            monitoring: monitoring
        )
        let curve = try PowerCurve(plan, margin == nil ? .primary : .guardrail, baseline, margin: margin?.size ?? 0)
        let units = try curve.units(effect: margin?.size ?? effect, power: power)
        plan.plannedUnits = units
        let whole = arms.reduce(0) { $0 + $1.weight }
        let sizes = arms.prefix(2).map { Int((Double(units) * $0.weight / whole).rounded(.up)) }
        let rule = try SequentialRule(
            monitoring, significance: curve.significance, isOneSided: margin != nil, planned: units)
        let width = baseline.remainingVariance < 1 ? 2 : 1
        let hits = try harness.count(runs, seed: seed) { random in
            var moments = [JointMoments](repeating: JointMoments(columns: width), count: 2)
            for look in 0..<rule.looks {
                for arm in 0..<2 {
                    let more = sizes[arm] * (look + 1) / rule.looks - sizes[arm] * look / rule.looks
                    moments[arm].merge(try .gathered(width, more, &random) { draw(&$0, &$1, arm == 1) })
                }
                if baseline.isProportion {
                    let counts = try moments.map {
                        try Proportion(successes: Int($0.means[0] * Double($0.count) + 0.5), trials: $0.count)
                    }
                    if try rule.finds(
                        deviate: ProportionScore(counts[1], counts[0]).statistic(difference: 0), look: look)
                    {
                        return [true]
                    }
                } else if try rule.finds(
                    comparison(moments, margin), units: moments[0].count + moments[1].count, look: look)
                {
                    return [true]
                }
            }
            return [false]
        }
        return Claim(name, "\(data), \(sizes[0]):\(sizes[1])", seed: seed, hits: hits[0], of: runs, promise)
    }

    /// What the analysis tests: the difference, or of a guardrail the treatment less (1 ∓ margin) times the control.
    private static func comparison(_ moments: [JointMoments], _ margin: (size: Double, sign: Double)?) throws
        -> WelchTest
    {
        let isAdjusted = moments[0].means.count > 1
        let adjustment = isAdjusted ? try RegressionAdjustment(moments) : nil
        let estimates = try moments.map { try adjustment?.estimate($0) ?? $0.moments(0).meanEstimate() }
        guard let margin else { return try WelchTest(estimates[1], estimates[0]) }
        let scale = 1 - margin.sign * margin.size
        return try WelchTest(
            Estimate(
                value: margin.sign * estimates[1].value, variance: estimates[1].variance, count: estimates[1].count),
            Estimate(
                value: margin.sign * scale * estimates[0].value, variance: scale * scale * estimates[0].variance,
                count: estimates[0].count)
        )
    }
}
