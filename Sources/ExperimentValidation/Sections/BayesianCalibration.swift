import LinearAlgebra
import Statistics

/// Whether stated chances come true as often as stated.
enum BayesianCalibration {
    static let runs = 20_000

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Chances come true as often as they say",
                text: """
                    True effects are drawn from a prior, data from the effects. Measured is the mean of *what came true* (1 or 0) less *the stated \
                    chance*, among the experiments whose stated chance lies in a range; or of the loss that came about less the stated one. With \
                    the prior from which effects come it must be 0. The analysis has a flat prior, which believes more in large effects than \
                    these experiments have: what it calls 95 % comes true less often, and the last rows tell how often.
                    """,
                rows: try normal(harness) + shares(harness) + best(harness))
        ]
    }

    private struct Told: Sendable {
        let chance: Double
        let flat: Double
        let loss: Double
        let effect: Double
    }

    /// Minutes in 400:400 listeners; effects have a standard deviation of 3 minutes, the estimates one of 2.8.
    private static func normal(_ harness: SimulationRunner) throws -> [Claim] {
        let seed: UInt64 = 951
        let found = try harness.run(runs, seed: seed) { random in
            let effect = random.normal(standardDeviation: 3)
            let control = Moments.of(400, &random) { $0.minutes() },
                treatment = Moments.of(400, &random) { $0.minutes() + effect }
            let test = try WelchTest(treatment, control), variance = test.standardError * test.standardError
            let posterior = try NormalPosterior(
                estimate: test.difference, variance: variance, prior: Normal(mean: 0, standardDeviation: 3))
            let flat = try NormalPosterior(estimate: test.difference, variance: variance)
            return Told(
                chance: posterior.chanceAboveZero, flat: flat.chanceAboveZero, loss: posterior.expectedLoss,
                effect: effect)
        }
        var rows: [Claim] = [(0.0, 0.1), (0.1, 0.4), (0.4, 0.6), (0.6, 0.9), (0.9, 1.0)].map { lower, upper in
            let some = found.filter { $0.chance >= lower && $0.chance < upper }
            return Claim(
                "chance to beat between \(lower) and \(upper): came true less stated", "minutes, 400:400", seed: seed,
                mean: Moments(some.map { ($0.effect > 0 ? 1 : 0) - $0.chance }), .equal(0))
        }
        rows.append(
            Claim(
                "expected loss of shipping, in minutes: came about less stated", "minutes, 400:400", seed: seed,
                mean: Moments(found.map { max(-$0.effect, 0) - $0.loss }), .equal(0)))
        for bound in [0.9, 0.95, 0.99] {
            let some = found.filter { $0.flat >= bound }
            rows.append(
                Claim(
                    "flat prior, chance to beat of at least \(bound): came true", "minutes, 400:400", seed: seed,
                    hits: some.filter { $0.effect > 0 }.count, of: some.count, .none))
        }
        return rows
    }

    /// A share of the prior, beta(4, 36).
    private static func beta(_ random: inout RandomGenerator) -> Double {
        let one = random.gamma(shape: 4), other = random.gamma(shape: 36)
        return one / (one + other)
    }

    private static func shares(_ harness: SimulationRunner) throws -> [Claim] {
        let seed: UInt64 = 952, runs = 2000
        let found = try harness.run(runs, seed: seed) { random in
            let shares = [beta(&random), beta(&random)]
            let posteriors = try shares.map {
                try BetaPosterior(
                    Proportion(successes: random.successes(200, $0), trials: 200), priorAlpha: 4, priorBeta: 36)
            }
            let chance = try posteriors[0].chanceToBeat(posteriors[1]),
                loss = try posteriors[0].expectedLoss(against: posteriors[1])
            return SIMD2((shares[0] > shares[1] ? 1 : 0) - chance, max(shares[1] - shares[0], 0) - loss)
        }
        return [
            Claim(
                "beta prior, chance to beat: came true less stated", "converted, 200:200", seed: seed,
                mean: Moments(found.map(\.x)),
                .equal(0)),
            Claim(
                "beta prior, expected loss: came about less stated", "converted, 200:200", seed: seed,
                mean: Moments(found.map(\.y)),
                .equal(0)),
        ]
    }

    /// Which of four arms is best.
    private static func best(_ harness: SimulationRunner) throws -> [Claim] {
        let seed: UInt64 = 953, runs = 2000
        let found = try harness.run(runs, seed: seed) { random in
            let effects = (0..<4).map { _ in random.normal(standardDeviation: 3) }
            let prior = try Normal(mean: 0, standardDeviation: 3)
            let arms = try effects.map { effect in
                let moments = Moments.of(200, &random) { $0.minutes() - Minutes.mean + effect }
                return try NormalPosterior(
                    estimate: moments.mean, variance: moments.meanEstimate().variance, prior: prior)
            }
            let comparison = try BayesianComparison(arms), largest = effects.max() ?? 0
            let leader =
                comparison.chancesOfBest.indices.max { comparison.chancesOfBest[$0] < comparison.chancesOfBest[$1] }
                ?? 0
            return SIMD2(
                (effects[leader] == largest ? 1 : 0) - comparison.chancesOfBest[leader],
                largest - effects[leader] - comparison.expectedLosses[leader])
        }
        return [
            Claim(
                "chance of the leader among four to be best: came true less stated", "minutes, 200 each", seed: seed,
                mean: Moments(found.map(\.x)), .equal(0)),
            Claim(
                "expected loss of choosing the leader: came about less stated", "minutes, 200 each", seed: seed,
                mean: Moments(found.map(\.y)), .equal(0)),
        ]
    }
}
