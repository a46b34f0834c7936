import LinearAlgebra
import Statistics

/// Experiments in which nothing differs, looked at after every 100 units.
enum Peeking {
    static let runs = 10_000
    static let level = 0.05
    /// 5,000 units an arm.
    static let looks = 100
    static let batch = 50
    static let units = 2 * batch * looks
    /// Before so many units of both arms, methods that hold for many units are not asked.
    static let burnIn = 500

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Nothing differs: looking again and again",
                text: """
                    5,000 units an arm, looked at after every 100 units of both arms together: 100 looks. Measured is the share of experiments with an \
                    alarm at *any* look. The control is Welch's t at each look. Group-sequential designs look as often as they say. Confidence \
                    sequences and the mixture test hold for estimates that are nearly normal: they are asked from \(burnIn) units on, and told without \
                    that wait for comparison. The mixing variance is that of the analysis, for \(ValidationReport.grouped(units)) planned units. \
                    Statsig's own choice, which follows the units that happen to be in, is no mixture that stays the same over the looks, so that the \
                    theorem does not hold for it; it is told for comparison. One-sided ones are a guardrail's.
                    """,
                rows: try rows(harness, 501, "minutes") { $0.minutes() }
                    + rows(harness, 502, "converted 5 %") { $0.uniform() < 0.05 ? 1 : 0 }
                    + rows(harness, 503, "heavy") { $0.heavy() } + uneven(harness))
        ]
    }

    private static func designs() throws -> [(String, GroupSequentialDesign)] {
        try [
            ("O'Brien–Fleming, 4 looks", GroupSequentialDesign(looks: 4)),
            ("O'Brien–Fleming, 10 looks", GroupSequentialDesign(looks: 10)),
            ("O'Brien–Fleming, 50 looks", GroupSequentialDesign(looks: 50)),
            ("Pocock, 4 looks", GroupSequentialDesign(looks: 4, spending: .pocock)),
            ("Pocock, 10 looks", GroupSequentialDesign(looks: 10, spending: .pocock)),
            (
                "O'Brien–Fleming, looks at 13, 40, 55 and 100 %",
                GroupSequentialDesign(information: [0.13, 0.4, 0.55, 1])
            ),
            ("Pocock, one-sided, 4 looks", GroupSequentialDesign(looks: 4, isTwoSided: false, spending: .pocock)),
        ]
    }

    private static func rows(
        _ harness: SimulationRunner, _ seed: UInt64, _ data: String, _ draw: @Sendable (inout RandomGenerator) -> Double
    ) throws -> [Claim] {
        let designs = try designs()
        let hits = try harness.count(runs, seed: seed) { random in
            let path = SamplePath(looks: looks, batch: batch, &random, control: draw, treatment: draw)
            let all = path.visible(), late = path.visible(from: burnIn)
            return try designs.map { path.crosses($0.1) } + [
                alwaysValid(late), alwaysValid(all), oneSided(late), mixture(late), mixture(all), mixtureOneSided(late),
                statsig(late),
                all.contains { abs($0.z) >= 1.96 },
            ]
        }
        var names = designs.map { ($0.0, Claim.Promise.equal(level)) }
        names += [
            ("confidence sequence, from \(burnIn) units on", .atMost(level)),
            ("confidence sequence, from the first look on", .none),
            ("confidence sequence, one-sided, from \(burnIn) units on", .atMost(level)),
            ("mixture test, from \(burnIn) units on", .atMost(level)), ("mixture test, from the first look on", .none),
            ("mixture test, one-sided, from \(burnIn) units on", .atMost(level)),
            ("mixture test with Statsig's moving choice, from \(burnIn) units on", .none),
            ("control: a fixed test at each look", .exceeds(level)),
        ]
        return zip(names, hits).map { Claim($0.0, data, seed: seed, hits: $1, of: runs, $0.1) }
    }

    /// Eighty units in the control to twenty in the treatment.
    private static func uneven(_ harness: SimulationRunner) throws -> [Claim] {
        let seed: UInt64 = 504
        let hits = try harness.count(runs, seed: seed) { random in
            var first = Moments(), second = Moments(), sequence = false, naive = false
            let confidence = try ConfidenceSequence()
            for look in 1...looks {
                second.merge(.of(80, &random) { $0.minutes() })
                first.merge(.of(20, &random) { $0.minutes() })
                let test = try WelchTest(first, second)
                naive = naive || abs(test.statistic) >= 1.96
                guard 100 * look >= burnIn else { continue }
                let p = try confidence.pValue(
                    estimate: test.difference, standardError: test.standardError, count: 100 * look)
                sequence = sequence || p <= level
            }
            return [sequence, naive]
        }
        return [
            Claim(
                "confidence sequence, from \(burnIn) units on", "minutes, 80:20", seed: seed, hits: hits[0], of: runs,
                .atMost(level)),
            Claim(
                "control: a fixed test at each look", "minutes, 80:20", seed: seed, hits: hits[1], of: runs,
                .exceeds(level)),
        ]
    }

    private static func alwaysValid(_ points: [SamplePath.Point]) throws -> Bool {
        let sequence = try ConfidenceSequence()
        return try points.contains {
            try sequence.pValue(estimate: $0.difference, standardError: $0.variance.squareRoot(), count: $0.units)
                <= level
        }
    }

    private static func oneSided(_ points: [SamplePath.Point]) throws -> Bool {
        let sequence = try ConfidenceSequence(alternative: .greater)
        return try points.contains {
            try sequence.pValue(estimate: $0.difference, standardError: $0.variance.squareRoot(), count: $0.units)
                <= level
        }
    }

    /// The mixing variance that the analysis takes: of the planned units.
    static func mixing(_ point: SamplePath.Point, level: Double, planned: Int) throws -> MixtureSPRT {
        let z = try Normal.standard.upperQuantile(level / 2)
        return try MixtureSPRT(mixingVariance: z * z * point.variance * Double(point.units) / Double(planned))
    }

    private static func mixture(_ points: [SamplePath.Point]) throws -> Bool {
        try points.contains {
            try mixing($0, level: level, planned: units).pValue(estimate: $0.difference, variance: $0.variance) <= level
        }
    }

    /// As a guardrail's: half of the p-value, where the difference is on the right side.
    private static func mixtureOneSided(_ points: [SamplePath.Point]) throws -> Bool {
        try points.contains {
            try $0.z > 0
                && mixing($0, level: 2 * level, planned: units).pValue(estimate: $0.difference, variance: $0.variance)
                    <= 2 * level
        }
    }

    private static func statsig(_ points: [SamplePath.Point]) throws -> Bool {
        let z = try Normal.standard.upperQuantile(level / 2)
        return try points.contains {
            // z² (s² + s²) / N: with arms of equal size the variance of the difference is twice (s² + s²) / N.
            let mixture = try MixtureSPRT(mixingVariance: z * z * $0.variance / 2)
            return try mixture.pValue(estimate: $0.difference, variance: $0.variance) <= level
        }
    }
}
