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

    @Test func theBootstrapOfAMeanIsNearlyStudents() throws {
        var random = RandomGenerator(seed: 4)
        let first = (0..<200).map { _ in random.normal(mean: 3, standardDeviation: 2) }
        let second = (0..<150).map { _ in random.normal(mean: 2.5, standardDeviation: 1) }
        let bootstrap = try Bootstrap(resamples: 4000, seed: 8)
        let found = try bootstrap.difference(first, second) { Moments($0).mean }
        let known = try WelchTest(Moments(first), Moments(second)).interval()
        #expect(abs(found.lower - known.lower) < 0.05 * known.width && abs(found.upper - known.upper) < 0.05 * known.width)
        #expect(try bootstrap.difference(first, second) { Moments($0).mean } == found, "the same seed gives the same interval")
        #expect(throws: StatisticsError.self) { try bootstrap.difference([1], second) { $0[0] } }
        #expect(throws: StatisticsError.self) { try Bootstrap(resamples: 3) }
    }
}
