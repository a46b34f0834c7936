import Foundation
import LinearAlgebra
import Statistics
import Testing

/// Score statistics of two proportions and recovered intervals, against their definitions with 50 digits, statsmodels, SciPy and Fieller's closed form.
@Suite("Scores and recovered intervals")
struct ScoreTests {
    struct File: Decodable {
        struct Table: Decodable {
            let counts: [Int]
            let differences: [[Double?]]
            let ratios: [[Double?]]
            let rare: [[Double]]
            let differenceInterval: [Double]?
        }
        struct Fieller: Decodable {
            let first: [Double]
            let second: [Double]
            let reach: Double
            let ends: [Double]?
        }
        let proportions: [Table]
        let fieller: [Fieller]
    }

    private func file() throws -> File { try ReferenceFile.load("scores") }

    private func score(_ counts: [Int]) throws -> ProportionScore {
        ProportionScore(
            try Proportion(successes: counts[0], trials: counts[1]),
            try Proportion(successes: counts[2], trials: counts[3]))
    }

    @Test("statistics at supposed differences and ratios are those of the definition")
    func statistics() throws {
        for table in try file().proportions {
            let score = try score(table.counts)
            for pair in table.differences {
                guard let supposed = pair[0], let expected = pair[1] else { continue }
                #expect(
                    isClose(score.statistic(difference: supposed), expected, relative: 1e-9, absolute: 1e-9),
                    "\(table.counts) \(supposed)")
            }
            for pair in table.ratios {
                guard let supposed = pair[0], let expected = pair[1] else { continue }
                #expect(
                    isClose(score.statistic(ratio: supposed), expected, relative: 1e-9, absolute: 1e-9),
                    "\(table.counts) \(supposed)")
            }
            for row in table.rare {
                #expect(
                    try isClose(score.rareTail(ratio: row[0], isUpper: true), row[1], relative: 1e-10),
                    "\(table.counts)")
                #expect(
                    try isClose(score.rareTail(ratio: row[0], isUpper: false), row[2], relative: 1e-10),
                    "\(table.counts)")
            }
            if let ends = table.differenceInterval {
                let found = score.differences(within: 1.959963984540054)
                #expect(isClose(found.lower, ends[0], relative: 1e-9, absolute: 1e-12), "\(table.counts)")
                #expect(isClose(found.upper, ends[1], relative: 1e-9, absolute: 1e-12), "\(table.counts)")
            }
        }
    }

    @Test("the ratio's interval of two estimates is Fieller's")
    func fieller() throws {
        for row in try file().fieller {
            let first = try Estimate(value: row.first[0], variance: row.first[1] * row.first[1], count: 100)
            let second = try Estimate(value: row.second[0], variance: row.second[1] * row.second[1], count: 100)
            let found = RecoveredInterval.ratio(first.limits(row.reach), second.limits(row.reach))
            guard let ends = row.ends else {
                #expect(found == nil)
                continue
            }
            #expect(isClose(found?.lower ?? .nan, ends[0], relative: 1e-12, absolute: 1e-12), "\(row)")
            #expect(isClose(found?.upper ?? .nan, ends[1], relative: 1e-12, absolute: 1e-12), "\(row)")
        }
    }

    @Test(
        "in 20,000 random tables an interval leaves out no change exactly where the statistic is beyond the critical value"
    )
    func agreement() throws {
        var random = RandomGenerator(seed: 5, stream: 0)
        func below(_ bound: Int) -> Int { Int(random.uniform() * Double(bound)) }
        for _ in 0..<20_000 {
            let trials = (1 + below(2000), 1 + below(400))
            let counts = [below(trials.0 + 1), trials.0, below(trials.1 + 1), trials.1]
            let score = try score(counts), critical = 0.5 + 3 * random.uniform()
            let z = score.statistic(difference: 0)
            guard (z.magnitude - critical).magnitude > 1e-6 else { continue }
            let ends = score.differences(within: critical), ratios = score.ratios(within: critical)
            #expect((ends.lower > 0 || ends.upper < 0) == (z.magnitude > critical), "\(counts) \(critical)")
            #expect((ratios.lower > 1 || ratios.upper < 1) == (z.magnitude > critical), "\(counts) \(critical)")
            #expect(ends.lower <= score.difference && score.difference <= ends.upper)
        }
    }

    @Test(
        "a repeated p-value is at the level on the boundary, falls with the evidence, and is the spending function's at a first look"
    )
    func repeatedPValues() throws {
        for spending in [SpendingFunction.obrienFleming, .pocock, .power(2)] {
            for information in [[0.25], [0.25, 0.5], [0.2, 0.55, 1.0]] {
                for isTwoSided in [true, false] {
                    let design = try GroupSequentialDesign(
                        information: information, isTwoSided: isTwoSided, spending: spending)
                    let boundary = try #require(design.boundaries.last)
                    func p(_ z: Double) throws -> Double {
                        try GroupSequentialDesign.repeatedPValue(
                            statistic: z, information: information, isTwoSided: isTwoSided, spending: spending)
                    }
                    #expect(try isClose(p(boundary), 0.05, relative: 1e-3), "\(spending) \(information)")
                    #expect(try p(boundary + 0.3) < p(boundary) && p(boundary) < p(boundary - 0.3))
                    #expect(try p(0) == 1 && p(12) < 1e-7)
                }
            }
        }
    }
}
