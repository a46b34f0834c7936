import Statistics
import Testing

/// The posteriors and the bandits among GrowthBook's recorded answers; `GrowthBookVectorsTests` counts that none is left out.
@Suite(.enabled(if: SharedData.has(GrowthBookVector.path))) struct GrowthBookBayesianTests {
    private func vectors(_ name: String) throws -> [GrowthBookVector] {
        try GrowthBookVector.load().filter { $0.class == name }
    }

    @Test func posteriorsGiveTheirChancesAndRisks() throws {
        var worst = WorstError("GrowthBook EffectBayesianABTest"), refused = 0, compared = 0
        for vector in try vectors("EffectBayesianABTest") {
            guard vector.result.errorMessage == nil else {
                refused += 1
                #expect(throws: StatisticsError.self, "\(vector.name)") { try GrowthBookComparison(vector) }
                continue
            }
            let likelihood: (estimate: Double, error: Double, base: Double)
            if vector.test.hasSuffix("test_get_metric_dfs_bayesian_ratio") {
                // Denominators whose squares sum up to less than their mean allows: no data has these sums, and they are an error here.
                #expect(throws: StatisticsError.self) { try GrowthBookComparison(vector) }
                likelihood = try impossibleRatios(vector)
            } else {
                let found = try GrowthBookComparison(vector)
                likelihood = (found.estimate, found.standardError, found.base)
            }
            compared += 1
            // Their prior is of the lift; for a difference it is taken in units of the base.
            let prior = try #require(vector.config.priorEffect), unit = vector.isRelative ? 1 : abs(likelihood.base)
            let posterior = try NormalPosterior(
                estimate: likelihood.estimate, variance: likelihood.error * likelihood.error,
                prior: prior.proper
                    ? Normal(mean: prior.mean * unit, standardDeviation: prior.variance.squareRoot() * unit) : nil)
            let uplift = try #require(vector.result.uplift), risk = try #require(vector.result.risk)
            worst.note(posterior.mean, uplift.mean, within: 1e-9, "the mean of \(vector.name)")
            worst.note(posterior.standardDeviation, uplift.stddev, within: 1e-9, "the deviation of \(vector.name)")
            worst.note(try posterior.interval(level: 1 - vector.config.alpha), vector)
            let isInverse = vector.config.inverse == true
            let chance =
                isInverse
                ? Normal.standard.cdf(-posterior.mean / posterior.standardDeviation) : posterior.chanceAboveZero
            let theirs: Double = try #require(vector.result.chanceToWin)
            worst.note(chance, theirs, within: 1e-9, "the chance of \(vector.name)")
            // First that of staying with the control, then that of changing; the other way about where smaller is better.
            let (stay, change) =
                isInverse
                ? (posterior.expectedLoss, posterior.expectedGain) : (posterior.expectedGain, posterior.expectedLoss)
            worst.note(stay, risk[0], within: 1e-9, "the risk of staying of \(vector.name)")
            worst.note(change, risk[1], within: 1e-9, "the risk of changing of \(vector.name)")
        }
        #expect(refused == 2)
        worst.report()
        print("statistics: GrowthBook EffectBayesianABTest, \(compared) vectors compared, \(refused) refused")
    }

    @Test func banditsGiveTheirSharesWithinTheLuckOfTheirDraws() throws {
        var worst = WorstError("GrowthBook BanditsSimple"), farthest = 0.0
        let vectors = try vectors("BanditsSimple"), draws = 10_000.0
        for vector in vectors {
            let arms = try vector.strata[0].compactMap { try GrowthBookArm($0).estimate }
            #expect(arms.count == vector.strata[0].count)
            let posteriors = try arms.map { try NormalPosterior(estimate: $0.value, variance: $0.variance) }
            let ci = if case .many(let many) = vector.result.ci { many } else { [[Double]]() }
            for ((posterior, mean), ends) in try zip(zip(posteriors, #require(vector.result.cr)), ci) {
                let interval = try posterior.interval(level: 1 - vector.config.alpha)
                worst.note(posterior.mean, mean, within: 1e-9, "a mean")
                worst.note(interval.lower, ends[0], within: 1e-9, "a lower end")
                worst.note(interval.upper, ends[1], within: 1e-9, "an upper end")
            }
            let comparison = try BayesianComparison(posteriors)
            for (found, theirs) in try zip(comparison.chancesOfBest, #require(vector.result.bestArmProbabilities)) {
                farthest = max(farthest, abs(found - theirs) / (found * (1 - found) / draws).squareRoot())
            }
            let floor = try #require(vector.config.minVariationWeight),
                weights = try #require(vector.result.banditWeights)
            if floor * Double(arms.count) <= 1 {
                for ((found, second), theirs) in zip(zip(comparison.chancesOfBest, comparison.chancesOfSecond), weights)
                {
                    // A draw gives an arm 0 or ½.
                    let share = (found + second) / 2, half = found + second
                    farthest = max(farthest, abs(share - theirs) / (half * (1 - half) / 4 / draws).squareRoot())
                }
                #expect(try zip(comparison.topTwoShares(floor: floor), weights).allSatisfy { abs($0 - $1) < 0.01 })
            } else {
                // A floor that leaves nothing over: they share equally, here it is an error.
                #expect(Set(weights) == [1 / Double(arms.count)])
                #expect(throws: StatisticsError.self) { try comparison.topTwoShares(floor: floor) }
            }
        }
        #expect(farthest < 4, "\(farthest) deviations of ten thousand draws")
        worst.report()
        print(
            "statistics: GrowthBook BanditsSimple, \(vectors.count) vectors compared, farthest share \(farthest) deviations of their draws"
        )
    }

    /// The delta method on sums that no data has.
    private func impossibleRatios(_ vector: GrowthBookVector) throws -> (estimate: Double, error: Double, base: Double)
    {
        let ratios = try vector.strata[0].map { arm in
            let m = try #require(arm.mStatistic), d = try #require(arm.dStatistic), n = Double(arm.n)
            let ratio = m.sum / d.sum
            let spread = { (products: Double, one: Double, other: Double) in (products - one * other / n) / (n - 1) }
            let variance =
                spread(m.sumSquares, m.sum, m.sum) - 2 * ratio * spread(arm.mDSumOfProducts ?? .nan, m.sum, d.sum)
                + ratio * ratio * spread(d.sumSquares, d.sum, d.sum)
            return try Estimate(value: ratio, variance: variance / (n * d.mean * d.mean), count: arm.n)
        }
        let lift = try RelativeLift(ratios[1], over: ratios[0])
        return (lift.estimate, lift.standardError, ratios[0].value)
    }
}
