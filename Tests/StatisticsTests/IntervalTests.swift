import Foundation
import Statistics
import Testing

@Suite struct IntervalTests {
    struct File: Decodable {
        struct Share: Decodable, Sendable, CustomTestStringConvertible {
            let successes: Int
            let n: Int
            let level: Double
            let wilson: [Double]
            let clopperPearson: [Double]

            var testDescription: String { "\(successes) of \(n) at \(level)" }
        }

        struct Mean: Decodable, Sendable, CustomTestStringConvertible {
            let name: String
            let level: Double
            let values: [Double]
            let interval: [Double]?

            var testDescription: String { "\(name) at \(level)" }
        }

        struct Quantile: Decodable, Sendable {
            let level: Double
            let z: Double
        }

        let normalQuantiles: [Quantile]
        let proportions: [Share]
        let means: [Mean]
    }

    static let file = try? ReferenceFile.load("intervals", as: File.self)

    @Test func normalQuantilesAgreeWithTheReference() throws {
        let quantiles = try #require(Self.file).normalQuantiles
        #expect(quantiles.count == 5)
        for quantile in quantiles {
            #expect(isClose(try Normal.standard.upperQuantile((1 - quantile.level) / 2), quantile.z, relative: 1e-14))
        }
    }

    @Test(arguments: file?.proportions ?? [])
    func intervalsOfSharesAgreeWithTheReference(reference: File.Share) throws {
        let proportion = try Proportion(successes: reference.successes, trials: reference.n)
        let wilson = try proportion.wilson(level: reference.level),
            exact = try proportion.clopperPearson(level: reference.level)
        // Wilson's lower end is a difference of numbers near the share, and loses what they have in common.
        #expect(isClose(wilson.lower, reference.wilson[0], relative: 1e-12, absolute: 1e-16))
        #expect(isClose(wilson.upper, reference.wilson[1], relative: 1e-14))
        #expect(isClose(exact.lower, reference.clopperPearson[0], relative: 1e-11))
        #expect(isClose(exact.upper, reference.clopperPearson[1], relative: 1e-11))
        #expect(wilson.contains(proportion.estimate) && exact.contains(proportion.estimate))
    }

    @Test(arguments: file?.means ?? [])
    func intervalsOfMeansAgreeWithTheReference(reference: File.Mean) throws {
        let moments = Moments(reference.values)
        guard let expected = reference.interval else {
            let error = #expect(throws: StatisticsError.self) { try moments.meanInterval(level: reference.level) }
            #expect(error?.kind == .insufficientData)
            return
        }
        let found = try moments.meanInterval(level: reference.level)
        #expect(isClose(found.lower, expected[0], relative: 1e-13))
        #expect(isClose(found.upper, expected[1], relative: 1e-13))
    }

    @Test func exchangingSuccessesAndFailuresReflectsTheIntervals() throws {
        let hits = try Proportion(successes: 7, trials: 40), misses = try Proportion(successes: 33, trials: 40)
        #expect(isClose(try hits.wilson().lower, 1 - (try misses.wilson().upper), relative: 1e-13))
        #expect(isClose(try hits.clopperPearson().upper, 1 - (try misses.clopperPearson().lower), relative: 1e-13))
    }

    @Test func theExactIntervalCoversAtLeastAtItsLevel() throws {
        let binomial = try Binomial(trials: 25, probability: 0.17)
        let covered = try (0...25).reduce(0.0) { sum, k in
            let holds = try Proportion(successes: k, trials: 25).clopperPearson(level: 0.9).contains(0.17)
            return sum + (holds ? binomial.pmf(k) : 0)
        }
        #expect(covered >= 0.9 && covered < 1)
    }

    @Test func impossibleSharesAndLevelsAreRefused() throws {
        #expect(throws: StatisticsError.self) { try Proportion(successes: 0, trials: 0) }
        #expect(throws: StatisticsError.self) { try Proportion(successes: 3, trials: 2) }
        #expect(throws: StatisticsError.self) { try Proportion(successes: -1, trials: 2) }
        for level in [0, 1, -1, Double.nan] {
            #expect(throws: StatisticsError.self) { try Proportion(successes: 1, trials: 2).wilson(level: level) }
            #expect(throws: StatisticsError.self) {
                try Proportion(successes: 1, trials: 2).clopperPearson(level: level)
            }
            #expect(throws: StatisticsError.self) { try Moments([1, 2]).meanInterval(level: level) }
            #expect(throws: StatisticsError.self) {
                try ConfidenceInterval.normal(estimate: 0, standardError: 1, level: level)
            }
        }
        #expect(throws: StatisticsError.self) {
            try ConfidenceInterval.normal(estimate: 0, standardError: .nan, level: 0.5)
        }
    }

    @Test func anErrorSaysWhatIsWrongAndCarriesItsCode() {
        let error = #expect(throws: StatisticsError.self) { try Proportion(successes: 3, trials: 2) }
        #expect(error?.code == "statistics.parameter")
        #expect(
            error?.description
                == "The number of successes is 3 and must be in 0...2. Give a value in that range. [statistics.parameter]"
        )
    }
}
