import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// Quantiles and their errors, against NumPy, R and the definition of Woodruff's interval in Python.
@Suite struct QuantileTests {
    struct File: Decodable {
        struct Quantile: Decodable {
            let p, value, lower, upper, error: Double
            let level, asIfIndependent: Double?
        }
        struct Sample: Decodable {
            let name: String
            let values: [Double]
            let counts: [Int]
            let quantiles: [Quantile]
        }
        struct Clusters: Decodable {
            let name: String
            let clusters: [[Double]]
            let quantiles: [Quantile]
        }
        let independent: [Sample]
        let clustered: [Clusters]
    }

    private func file() throws -> File { try ReferenceFile.load("quantiles") }

    @Test("the width for a sparsity is that of Hall and Sheather, and the variance comes near that of a known density")
    func sparsity() throws {
        // statsmodels 0.15: quantile_regression.hall_sheather(n, p).
        for (n, p, width) in [
            (400_000, 0.5, 0.013186084681465647), (1000, 0.9, 0.03459946254739372), (50, 0.25, 0.1826496784667959),
        ] {
            #expect(abs(try QuantileEstimate.hallSheather(p, count: n) / width - 1) < 1e-12)
        }
        // Exponential values, evenly spread: the variance at p is p / (1 - p).
        let n = 100_000, values = try ValueCounts((0..<n).map { -log(1 - (Double($0) + 0.5) / Double(n)) })
        for p in [0.25, 0.5, 0.9] {
            #expect(abs(try QuantileEstimate.unitVariance(p, of: values) / (p / (1 - p)) - 1) < 0.01, "\(p)")
        }
        #expect(try QuantileEstimate.unitVariance(0.5, of: ValueCounts([1, 1, 1, 1])) == 0)
        #expect(throws: StatisticsError.self) { try QuantileEstimate.unitVariance(0.5, of: ValueCounts([1])) }
    }

    @Test func quantilesOfIndependentValues() throws {
        var value = WorstError("QuantileEstimate.value"), ends = WorstError("QuantileEstimate.interval")
        var error = WorstError("QuantileEstimate.standardError")
        for sample in try file().independent {
            let values = try ValueCounts(values: sample.values, counts: sample.counts)
            for row in sample.quantiles {
                let found = try QuantileEstimate(row.p, of: values, level: row.level ?? 0.95),
                    what = "\(sample.name), \(row.p)"
                value.note(found.value, row.value, within: 0, what)
                ends.note(found.interval.lower, row.lower, within: 0, what)
                ends.note(found.interval.upper, row.upper, within: 0, what)
                error.note(found.standardError, row.error, within: 1e-13, what)
                #expect(try found.count == values.count && found.estimate.standardError == found.standardError)
            }
        }
        for worst in [value, ends, error] { worst.report() }
    }

    @Test func quantilesOfClusters() throws {
        var ends = WorstError("QuantileEstimate.interval, clustered"),
            error = WorstError("QuantileEstimate.standardError, clustered")
        for sample in try file().clustered {
            let values = try ValueCounts(sample.clusters.flatMap { $0 })
            for row in sample.quantiles {
                let quantile = try values.quantile(row.p), what = "\(sample.name), \(row.p)"
                let clusters = try clusters(sample.clusters, atOrBelow: quantile)
                let found = try QuantileEstimate(row.p, of: values, clusters: clusters)
                ends.note(found.value, row.value, within: 0, what)
                ends.note(found.interval.lower, row.lower, within: 0, what)
                ends.note(found.interval.upper, row.upper, within: 0, what)
                error.note(found.standardError, row.error, within: 1e-13, what)
                let alone = try QuantileEstimate(row.p, of: values)
                error.note(alone.standardError, row.asIfIndependent, within: 1e-13, what)
                #expect(found.standardError > 1.3 * alone.standardError && found.count == sample.clusters.count)
            }
        }
        for worst in [ends, error] { worst.report() }
    }

    @Test func clustersOfOneAreIndependentValues() throws {
        var random = RandomGenerator(seed: 3)
        let sample = (0..<400).map { _ in random.normal() }, values = try ValueCounts(sample)
        let clusters = try clusters(sample.map { [$0] }, atOrBelow: values.quantile(0.8))
        let found = try QuantileEstimate(0.8, of: values, clusters: clusters),
            alone = try QuantileEstimate(0.8, of: values)
        // The share's variance is over n − 1 there, and here over n.
        #expect(found.value == alone.value && isClose(found.standardError, alone.standardError, relative: 0.05))
    }

    @Test func partsMergeIntoTheWhole() throws {
        var random = RandomGenerator(seed: 5)
        let sample = (0..<300).map { _ in (random.normal() * 5).rounded() }
        var parts = ValueCounts()
        for start in stride(from: 0, to: 300, by: 37) {
            parts.merge(try ValueCounts(sample[start..<min(300, start + 37)]))
        }
        let whole = try ValueCounts(sample)
        #expect(parts == whole && whole.count == 300 && whole.counts.reduce(0, +) == 300)
        #expect(try ValueCounts(values: whole.values, counts: whole.counts) == whole)
        for x in [-20.0, -3, -2.5, 0, 4, 20] {
            #expect(whole.share(atOrBelow: x) == Double(sample.filter { $0 <= x }.count) / 300)
        }
    }

    @Test func aShareThatRoundingPutsAboveARankDoesNotAskForTheNext() throws {
        let ten = try ValueCounts((1...10).map(Double.init))
        #expect(try (1...9).map { try ten.quantile(Double($0) / 10) } == (1...9).map(Double.init))
        #expect(try ten.quantile(0.71) == 8 && ten.quantile(1e-9) == 1 && ten.quantile(1 - 1e-9) == 10)
    }

    /// The share of intervals that hold the true quantile, at a level of 0.95, within four deviations of a thousand draws: of skewed values,
    /// and of listeners whose plays are alike, for whom intervals of single plays hold far too seldom.
    @Test(arguments: [0.5, 0.9]) func intervalsCoverAtTheirLevel(p: Double) throws {
        let runs = 1000, luck = 4 * (0.95 * 0.05 / Double(runs)).squareRoot()
        let z = try Normal.standard.quantile(p)
        var covered = (independent: 0, clustered: 0, asIfIndependent: 0)
        for run in 0..<runs {
            var random = RandomGenerator(seed: 71, stream: UInt64(run))
            let values = try ValueCounts((0..<300).map { _ in exp(random.normal()) })
            if try QuantileEstimate(p, of: values).interval.contains(exp(z)) { covered.independent += 1 }
            let listeners = (0..<150).map { _ in
                let own = random.normal()
                return (0..<(1 + random.integer(below: 9))).map { _ in own + random.normal() }
            }
            let plays = try ValueCounts(listeners.flatMap { $0 }), truth = z * 2.0.squareRoot()
            let clusters = try clusters(listeners, atOrBelow: plays.quantile(p))
            if try QuantileEstimate(p, of: plays, clusters: clusters).interval.contains(truth) {
                covered.clustered += 1
            }
            if try QuantileEstimate(p, of: plays).interval.contains(truth) { covered.asIfIndependent += 1 }
        }
        let shares = [covered.independent, covered.clustered].map { Double($0) / Double(runs) }
        // Estimating the spread of few clusters costs a little.
        #expect(shares.allSatisfy { abs($0 - 0.95) < luck + 0.005 }, "\(covered)")
        #expect(Double(covered.asIfIndependent) / Double(runs) < 0.9)
        print("statistics: quantile at \(p), intervals of level 0.95 cover \(covered) of \(runs)")
    }

    @Test func twoQuantilesAreComparedAsEstimates() throws {
        var random = RandomGenerator(seed: 8)
        let first = try ValueCounts((0..<5000).map { _ in exp(random.normal()) * 1.2 })
        let second = try ValueCounts((0..<5000).map { _ in exp(random.normal()) })
        let one = try QuantileEstimate(0.9, of: first).estimate, other = try QuantileEstimate(0.9, of: second).estimate
        #expect(try WelchTest(one, other).pValue < 0.001 && RelativeLift(one, over: other).interval().contains(0.2))
    }

    @Test func tooFewValuesAndClustersOfOtherValuesAreErrors() throws {
        let ten = try ValueCounts((1...10).map(Double.init))
        #expect(throws: StatisticsError.self) { try QuantileEstimate(0.9, of: ten) }
        #expect(throws: StatisticsError.self) { try QuantileEstimate(0.9, of: ValueCounts()) }
        #expect(throws: StatisticsError.self) { try QuantileEstimate(0, of: ten) }
        #expect(throws: StatisticsError.self) { try ValueCounts([1, .nan]) }
        #expect(throws: StatisticsError.self) { try ValueCounts(values: [1, 1], counts: [1, 1]) }
        #expect(throws: StatisticsError.self) { try ValueCounts(values: [1, 2], counts: [1, 0]) }
        let groups = (0..<50).map { group in (0..<4).map { Double(group * 4 + $0 * 57 % 200) } },
            values = try ValueCounts(groups.flatMap { $0 })
        let quantile = try values.quantile(0.5), good = try clusters(groups, atOrBelow: quantile)
        #expect(try QuantileEstimate(0.5, of: values, clusters: good).value == quantile)
        // Counted at another value, and with a cluster left out.
        #expect(throws: StatisticsError.self) {
            try QuantileEstimate(0.5, of: values, clusters: clusters(groups, atOrBelow: quantile - 1))
        }
        #expect(throws: StatisticsError.self) {
            try QuantileEstimate(0.5, of: values, clusters: clusters(Array(groups.dropLast()), atOrBelow: quantile))
        }
        // Nothing but one value: the interval has length 0, which a test of two refuses.
        let still = try QuantileEstimate(0.5, of: ValueCounts(values: [3], counts: [100]))
        #expect(still.standardError == 0)
        #expect(throws: StatisticsError.self) { try WelchTest(still.estimate, still.estimate) }
    }

    private func clusters(_ groups: [[Double]], atOrBelow quantile: Double) throws -> CoMoments {
        try CoMoments(groups.map { Double($0.count) }, groups.map { Double($0.filter { $0 <= quantile }.count) })
    }
}
