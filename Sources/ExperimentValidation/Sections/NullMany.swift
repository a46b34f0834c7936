import LinearAlgebra
import Statistics

/// Ten metrics at once.
enum NullMany {
    static let runs = 10_000
    static let level = 0.05

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Ten metrics at once",
                text: """
                    The share of experiments with any false alarm among ten metrics, of minutes in 300:300 listeners; related metrics share half of \
                    their variance. Benjamini and Hochberg promise something else, the mean share of false alarms among the alarms; where nothing \
                    differs that is the same. Where five of ten metrics really differ (by a quarter of a standard deviation), it is half of the level. Intervals \
                    are wrong where they miss the true difference: those of Bonferroni's level for all ten together; those that are stretched to \
                    agree with Holm's p-values each for itself.
                    """,
                rows: try nothing(harness) + half(harness) + intervals(harness))
        ]
    }

    private static func pValues(_ random: inout RandomGenerator, related: Bool, effects: Int = 0) throws -> [Double] {
        func arm(_ shift: Double) -> [Moments] {
            var moments = [Moments](repeating: Moments(), count: 10)
            for _ in 0..<300 {
                let common = random.minutes()
                for metric in 0..<10 {
                    let own = related ? random.following(common, correlation: 0.7) : random.minutes()
                    moments[metric].add(own + (metric < effects ? shift : 0))
                }
            }
            return moments
        }
        return try zip(arm(Minutes.variance.squareRoot() / 4), arm(0)).map { try WelchTest($0, $1).pValue }
    }

    private static func nothing(_ harness: SimulationRunner) throws -> [Claim] {
        func rows(related: Bool, _ data: String, _ seed: UInt64, hochberg: Claim.Promise) throws -> [Claim] {
            let methods = MultipleTesting.allCases
            let hits = try harness.count(runs, seed: seed) { random in
                let found = try pValues(&random, related: related)
                return try methods.map { try $0.adjusted(found).contains { $0 <= level } } + [
                    found.contains { $0 <= level }
                ]
            }
            let names = [
                "Bonferroni, any alarm", "Holm, any alarm", "Benjamini–Hochberg, any alarm",
                "control: not adjusted, any alarm",
            ]
            let promises: [Claim.Promise] = [.atMost(level), .atMost(level), hochberg, .exceeds(level)]
            return names.indices.map { Claim(names[$0], data, seed: seed, hits: hits[$0], of: runs, promises[$0]) }
        }
        return try rows(related: false, "ten unrelated metrics", 401, hochberg: .equal(level))
            + rows(related: true, "ten related metrics", 402, hochberg: .atMost(level))
    }

    private static func half(_ harness: SimulationRunner) throws -> [Claim] {
        func row(related: Bool, _ data: String, _ seed: UInt64, _ promise: Claim.Promise) throws -> Claim {
            let shares = try harness.run(runs, seed: seed) { random in
                let adjusted = try MultipleTesting.benjaminiHochberg.adjusted(
                    pValues(&random, related: related, effects: 5))
                let alarms = adjusted.filter { $0 <= level }.count,
                    wrong = adjusted.dropFirst(5).filter { $0 <= level }.count
                return alarms == 0 ? 0 : Double(wrong) / Double(alarms)
            }
            return Claim(
                "Benjamini–Hochberg, mean share of false alarms", data, seed: seed, mean: Moments(shares), promise)
        }
        return [
            try row(related: false, "five of ten unrelated metrics differ", 403, .equal(level / 2)),
            try row(related: true, "five of ten related metrics differ", 404, .atMost(level / 2)),
        ]
    }

    /// Five of ten metrics differ; intervals miss what is there.
    private static func intervals(_ harness: SimulationRunner) throws -> [Claim] {
        let seed: UInt64 = 405, data = "five of ten unrelated metrics differ", shift = Minutes.mean / 4
        let hits = try harness.count(runs, seed: seed) { random in
            let tests = try (0..<10).map { metric in
                let control = Moments.of(300, &random) { $0.minutes() }
                return try WelchTest(Moments.of(300, &random) { $0.minutes() + (metric < 5 ? shift : 0) }, control)
            }
            let adjusted = try MultipleTesting.holm.adjusted(tests.map(\.pValue))
            func stretched(_ place: Int) throws -> ConfidenceInterval {
                let test = tests[place], distribution = try StudentT(degreesOfFreedom: test.degreesOfFreedom)
                return try test.interval().adjusted(
                    around: test.difference, pValue: test.pValue, to: adjusted[place], distribution)
            }
            return [
                try !tests.enumerated().allSatisfy {
                    try $1.interval(level: 1 - level / 10).contains($0 < 5 ? shift : 0)
                },
                try !stretched(0).contains(shift), try !stretched(9).contains(0),
                try (0..<10).contains { try stretched($0).contains(0) == (adjusted[$0] < level) },
            ]
        }
        return [
            Claim(
                "intervals of Bonferroni's level, any misses", data, seed: seed, hits: hits[0], of: runs, .atMost(level)
            ),
            Claim(
                "interval that agrees with Holm, misses a difference that is there", data, seed: seed, hits: hits[1],
                of: runs,
                .atMost(level)),
            Claim(
                "interval that agrees with Holm, misses that there is none", data, seed: seed, hits: hits[2], of: runs,
                .atMost(level)),
            Claim(
                "interval that agrees with Holm, does not agree", data, seed: seed, hits: hits[3], of: runs, .atMost(0)),
        ]
    }
}
