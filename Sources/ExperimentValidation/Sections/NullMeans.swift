import LinearAlgebra
import Statistics

/// Experiments in which nothing differs, judged by the tests of means, ranks, quantiles and ratios.
enum NullMeans {
    static let runs = 10_000
    static let level = 0.05

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Nothing differs: means, lifts and margins",
                text: """
                    The share of experiments without an effect in which p ≤ 0.05. The tests of non-inferiority are one-sided and stand just at the \
                    margin, where they are wrong as often as they may be: the treatment is worse by 2 %. A lift is skewed a little, which both sides of \
                    a two-sided test make up for between them; its one-sided test is too careful where more is better and too eager where less is, \
                    and is promised for many units only. (The analysis tests guardrails by treatment − (1 ∓ margin) · control, \
                    which is not skewed by the base; see the whole analysis.)
                    """,
                rows: try means(harness) + margins(harness)),
            Section(
                title: "Nothing differs: ratios, ranks, quantiles and resampling",
                text: """
                    Ratios are of skips to plays; listeners are drawn, plays are not. *As if plays were independent* is the control: a two-proportion \
                    test over plays. Woodruff's interval of a quantile carries the error of a share over to the values; a test made of two of them is \
                    a little too eager in small samples, more so at the ninth decile, and holds its level from the sizes shown. The exact test of ranks \
                    cannot be at 5 % because its statistic moves in steps.
                    """,
                rows: try ratios(harness) + ranks(harness) + quantiles(harness) + resampling(harness)),
        ]
    }

    private static func means(_ harness: SimulationRunner) throws -> [Claim] {
        func welch(
            _ what: String, _ data: String, _ seed: UInt64, _ sizes: (Int, Int),
            _ draw: @Sendable (inout RandomGenerator) -> Double
        ) throws -> Claim {
            let hits = try harness.count(runs, seed: seed) { random in
                let control = Moments.of(sizes.0, &random, draw), treatment = Moments.of(sizes.1, &random, draw)
                return [try WelchTest(treatment, control).pValue <= level]
            }
            return Claim(what, "\(data), \(sizes.0):\(sizes.1)", seed: seed, hits: hits[0], of: runs, .equal(level))
        }
        let lifts = try harness.count(runs, seed: 105) { random in
            let control = Moments.of(1000, &random) { $0.minutes() },
                treatment = Moments.of(1000, &random) { $0.minutes() }
            let small = Moments.of(500, &random) { $0.minutes() }
            let base = try control.meanEstimate()
            return [
                try RelativeLift(treatment.meanEstimate(), over: base).pValue <= level,
                try RelativeLift(small.meanEstimate(), over: base, degreesOfFreedom: .ofDifference).pValue <= level,
            ]
        }
        return [
            try welch("Welch's t", "minutes", 101, (1000, 1000)) { $0.minutes() },
            try welch("Welch's t", "plays", 102, (2000, 500)) { Double($0.plays()) },
            try welch("Welch's t", "heavy", 103, (2000, 2000)) { $0.heavy() },
            try welch("Welch's t", "heavy", 104, (8000, 2000)) { $0.heavy() },
            Claim("relative lift", "minutes, 1000:1000", seed: 105, hits: lifts[0], of: runs, .equal(level)),
            Claim(
                "relative lift, degrees of freedom of the difference", "minutes, 1000:500", seed: 105, hits: lifts[1],
                of: runs,
                .equal(level)),
        ]
    }

    private static func margins(_ harness: SimulationRunner) throws -> [Claim] {
        let hits = try harness.count(runs, seed: 106) { random in
            let control = Moments.of(1000, &random) { $0.minutes() }
            let treatment = Moments.of(1000, &random) { $0.minutes() - 0.02 * Minutes.mean }
            let first = try treatment.meanEstimate(), second = try control.meanEstimate()
            return [try NonInferiorityTest(first, second, margin: 0.02 * Minutes.mean).pValue <= level]
        }
        func lifts(_ size: Int, _ seed: UInt64, _ promise: Claim.Promise) throws -> [Claim] {
            let hits = try harness.count(runs, seed: seed) { random in
                let control = Moments.of(size, &random) { $0.minutes() }
                let less = Moments.of(size, &random) { $0.minutes() - 0.02 * Minutes.mean }
                let more = Moments.of(size, &random) { $0.minutes() + 0.02 * Minutes.mean }
                return try [(less, .larger), (more, .smaller)].map {
                    (moments: Moments, better: NonInferiorityTest.Better) in
                    let lift = try RelativeLift(moments.meanEstimate(), over: control.meanEstimate())
                    return try NonInferiorityTest(lift, margin: 0.02, better: better).pValue <= level
                }
            }
            return [
                Claim(
                    "non-inferiority by the lift, more is better", "minutes less 0.8, \(size):\(size)", seed: seed,
                    hits: hits[0], of: runs,
                    promise),
                Claim(
                    "non-inferiority by the lift, less is better", "minutes plus 0.8, \(size):\(size)", seed: seed,
                    hits: hits[1], of: runs,
                    promise),
            ]
        }
        return try [
            Claim(
                "non-inferiority, absolute margin", "minutes less 0.8, 1000:1000", seed: 106, hits: hits[0], of: runs,
                .equal(level))
        ] + lifts(1000, 107, .none) + lifts(20_000, 108, .equal(level))
    }

    private static func ratios(_ harness: SimulationRunner) throws -> [Claim] {
        let hits = try harness.count(runs, seed: 111) { random in
            func arm(_ count: Int) -> (moments: CoMoments, plays: Int, skips: Int) {
                var moments = CoMoments(), plays = 0, skips = 0
                for _ in 0..<count {
                    let listener = random.listener()
                    moments.add(listener.plays, listener.skips)
                    plays += Int(listener.plays)
                    skips += Int(listener.skips)
                }
                return (moments, plays, skips)
            }
            let control = arm(1000), treatment = arm(1000), small = arm(250)
            let base = try control.moments.ratioEstimate()
            let naive = try ProportionTest(
                Proportion(successes: treatment.skips, trials: treatment.plays),
                Proportion(successes: control.skips, trials: control.plays)
            )
            return [
                try WelchTest(treatment.moments.ratioEstimate(), base).pValue <= level,
                try WelchTest(small.moments.ratioEstimate(), base).pValue <= level,
                try RelativeLift(treatment.moments.ratioEstimate(), over: base).pValue <= level, naive.pValue <= level,
            ]
        }
        return [
            Claim("ratio by the delta method", "skips, 1000:1000", seed: 111, hits: hits[0], of: runs, .equal(level)),
            Claim("ratio by the delta method", "skips, 1000:250", seed: 111, hits: hits[1], of: runs, .equal(level)),
            Claim("relative lift of a ratio", "skips, 1000:1000", seed: 111, hits: hits[2], of: runs, .equal(level)),
            Claim(
                "control: as if plays were independent", "skips, 1000:1000", seed: 111, hits: hits[3], of: runs,
                .exceeds(level)),
        ]
    }

    private static func ranks(_ harness: SimulationRunner) throws -> [Claim] {
        let hits = try harness.count(runs, seed: 112) { random in
            func sample(_ count: Int) -> [Double] { (0..<count).map { _ in random.heavy() } }
            func plays(_ count: Int) -> [Double] { (0..<count).map { _ in Double(random.plays()) } }
            return [
                try MannWhitneyTest(sample(8), sample(12)).pValue <= level,
                try MannWhitneyTest(sample(8), sample(100)).pValue <= level,
                try MannWhitneyTest(sample(200), sample(200)).pValue <= level,
                try MannWhitneyTest(plays(400), plays(100)).pValue <= level,
            ]
        }
        return [
            Claim("Mann–Whitney, exact", "heavy, 12:8", seed: 112, hits: hits[0], of: runs, .atMost(level)),
            Claim("Mann–Whitney, exact", "heavy, 100:8", seed: 112, hits: hits[1], of: runs, .atMost(level)),
            Claim("Mann–Whitney, normal", "heavy, 200:200", seed: 112, hits: hits[2], of: runs, .equal(level)),
            Claim(
                "Mann–Whitney, normal with ties", "plays, 100:400", seed: 112, hits: hits[3], of: runs, .equal(level)),
        ]
    }

    private static func quantiles(_ harness: SimulationRunner) throws -> [Claim] {
        func rows(_ size: Int, _ seed: UInt64, _ promise: Claim.Promise, ninth: Claim.Promise) throws -> [Claim] {
            let hits = try harness.count(runs, seed: seed) { random in
                let control = try ValueCounts(distinct: (0..<size).map { _ in random.minutes() })
                let treatment = try ValueCounts(distinct: (0..<size).map { _ in random.minutes() })
                return try [0.5, 0.9].map { share in
                    try WelchTest(
                        QuantileEstimate(share, of: treatment).estimate, QuantileEstimate(share, of: control).estimate
                    ).pValue
                        <= level
                }
            }
            return [
                Claim(
                    "difference of medians", "minutes, \(size):\(size)", seed: seed, hits: hits[0], of: runs, promise),
                Claim(
                    "difference of ninth deciles", "minutes, \(size):\(size)", seed: seed, hits: hits[1], of: runs,
                    ninth),
            ]
        }
        return try rows(300, 113, .none, ninth: .none) + rows(3000, 114, .equal(level), ninth: .equal(level))
    }

    private static func resampling(_ harness: SimulationRunner) throws -> [Claim] {
        let runs = 2000
        let hits = try harness.count(runs, seed: 115) { random in
            let control = (0..<200).map { _ in random.minutes() }, treatment = (0..<200).map { _ in random.minutes() }
            let interval = try Bootstrap(resamples: 1000, seed: random.next()).difference(treatment, control) {
                $0.reduce(0, +) / Double($0.count)
            }
            return [!interval.contains(0)]
        }
        return [
            Claim(
                "bootstrap (BCa, 1,000 resamples), interval without 0", "minutes, 200:200", seed: 115, hits: hits[0],
                of: runs,
                .equal(level))
        ]
    }
}
