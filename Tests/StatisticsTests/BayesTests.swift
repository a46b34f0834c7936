import Foundation
import LinearAlgebra
import Statistics
import Testing

/// Posteriors, against integration with thirty digits; the bootstrap, against what is known of means.
@Suite struct BayesTests {
    struct File: Decodable {
        struct Share: Decodable {
            let counts: [Int]
            let chance, loss: Double
            let interval: [Double]
        }
        struct Effect: Decodable {
            let estimate, variance, mean, sd, chance, loss: Double
            let prior: [Double]?
        }
        struct Comparison: Decodable {
            let arms: [[Double]]
            let best, second, losses: [Double]
        }
        let comparisons: [Comparison]
        let proportions: [Share]
        let effects: [Effect]
    }

    private func file() throws -> File { try ReferenceFile.load("bayes") }

    @Test func proportions() throws {
        var chance = WorstError("BetaPosterior.chanceToBeat"), loss = WorstError("BetaPosterior.expectedLoss")
        var ends = WorstError("BetaPosterior.interval")
        for row in try file().proportions {
            let first = try BetaPosterior(try Proportion(successes: row.counts[0], trials: row.counts[1]))
            let second = try BetaPosterior(try Proportion(successes: row.counts[2], trials: row.counts[3]))
            chance.note(try first.chanceToBeat(second), row.chance, within: 1e-11, "\(row.counts)")
            #expect(isClose(try second.chanceToBeat(first), 1 - row.chance, relative: 1e-10))
            loss.note(try first.expectedLoss(against: second), row.loss, within: 1e-10, "\(row.counts)")
            let interval = try first.interval()
            ends.note(interval.lower, row.interval[0], within: 1e-12, "\(row.counts)")
            ends.note(interval.upper, row.interval[1], within: 1e-12, "\(row.counts)")
        }
        for worst in [chance, loss, ends] { worst.report() }
    }

    @Test func effects() throws {
        var worst = WorstError("NormalPosterior")
        for row in try file().effects {
            let prior = try row.prior.map { try Normal(mean: $0[0], standardDeviation: $0[1]) }
            let found = try NormalPosterior(estimate: row.estimate, variance: row.variance, prior: prior)
            worst.note(found.mean, row.mean, within: 1e-13, "mean of \(row.estimate)")
            worst.note(found.standardDeviation, row.sd, within: 1e-13, "sd of \(row.estimate)")
            worst.note(found.chanceAboveZero, row.chance, within: 1e-12, "chance of \(row.estimate)")
            worst.note(found.expectedLoss, row.loss, within: 1e-10, "loss of \(row.estimate)")
            #expect(isClose(found.expectedGain - found.expectedLoss, found.mean, relative: 1e-12))
        }
        worst.report()
        #expect(throws: StatisticsError.self) { try NormalPosterior(estimate: 1, variance: 0) }
    }

    @Test func comparisons() throws {
        var best = WorstError("BayesianComparison.chancesOfBest"),
            second = WorstError("BayesianComparison.chancesOfSecond")
        var loss = WorstError("BayesianComparison.expectedLosses")
        for row in try file().comparisons {
            let found = try BayesianComparison(
                row.arms.map { try NormalPosterior(estimate: $0[0], variance: $0[1] * $0[1]) })
            // Chances below 1e-15 of the whole are beyond what a choice could depend on.
            for (found, wanted) in zip(found.chancesOfBest, row.best) {
                best.note(found, wanted, within: 1e-11, absolute: 1e-15, "\(row.arms)")
            }
            for (found, wanted) in zip(found.chancesOfSecond, row.second) {
                second.note(found, wanted, within: 1e-11, absolute: 1e-15, "\(row.arms)")
            }
            for (found, wanted) in zip(found.expectedLosses, row.losses) {
                loss.note(found, wanted, within: 1e-10, "\(row.arms)")
            }
            for floor in [0.0, 0.1, 1 / Double(row.arms.count)] {
                let shares = try found.topTwoShares(floor: floor)
                #expect(isClose(shares.reduce(0, +), 1, relative: 1e-12) && shares.allSatisfy { $0 >= floor - 1e-15 })
            }
            #expect(throws: StatisticsError.self) { try found.topTwoShares(floor: 0.51) }
        }
        for worst in [best, second, loss] { worst.report() }
        let alone = try BayesianComparison([NormalPosterior(estimate: 1, variance: 1)])
        #expect(try alone.topTwoShares() == [1] && isClose(alone.chancesOfBest[0], 1, relative: 1e-13))
        #expect(throws: StatisticsError.self) { try BayesianComparison([]) }
    }

    @Test func theBootstrapOfAMeanIsNearlyStudents() throws {
        var random = RandomGenerator(seed: 4)
        let first = (0..<200).map { _ in random.normal(mean: 3, standardDeviation: 2) }
        let second = (0..<150).map { _ in random.normal(mean: 2.5, standardDeviation: 1) }
        let bootstrap = try Bootstrap(resamples: 4000, seed: 8)
        let found = try bootstrap.difference(first, second) { Moments($0).mean }
        let known = try WelchTest(Moments(first), Moments(second)).interval()
        #expect(
            abs(found.lower - known.lower) < 0.05 * known.width && abs(found.upper - known.upper) < 0.05 * known.width)
        #expect(
            try bootstrap.difference(first, second) { Moments($0).mean } == found,
            "the same seed gives the same interval")
        #expect(throws: StatisticsError.self) { try bootstrap.difference([1], second) { $0[0] } }
        #expect(throws: StatisticsError.self) { try Bootstrap(resamples: 3) }
    }
}
