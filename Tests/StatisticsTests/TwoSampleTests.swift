import Foundation
import Statistics
import Testing

/// Tests of two samples and of counts, against SciPy and R.
@Suite struct TwoSampleTests {
    struct File: Decodable {
        struct Welch: Decodable {
            let name: String
            let first, second: [Double]
            let alternative: String
            let level: Double
            let t, df, p: Double
            let lower, upper: Double?
        }
        struct Counts: Decodable {
            let counts: [Int]
            let alternative: String
            let z: Double
            let p: Double
            let interval: [Double]
        }
        struct Exact: Decodable {
            let counts: [Int]
            let alternative: String
            let p: Double
            let oddsRatio: Double?
        }
        struct Shares: Decodable {
            let counts: [Int]
            let weights: [Double]
            let statistic: Double
            let df: Int
            let p: Double
        }
        struct Table: Decodable {
            let table: [[Int]]
            let statistic: Double
            let df: Int
            let p: Double
        }
        struct Ranks: Decodable {
            let name: String
            let first, second: [Double]
            let alternative: String
            let u: Double
            let p: Double
            let exact: Bool
        }
        let welch: [Welch]
        let proportions: [Counts]
        let shares: [Shares]
        let tables: [Table]
        let fisher: [Exact]
        let mannWhitney: [Ranks]
    }

    private func file() throws -> File { try ReferenceFile.load("tests") }

    private func alternative(_ name: String) throws -> Alternative {
        try #require(["two_sided": .twoSided, "greater": .greater, "less": .less][name])
    }

    private func proportions(_ counts: [Int]) throws -> (Proportion, Proportion) {
        (
            try Proportion(successes: counts[0], trials: counts[1]),
            try Proportion(successes: counts[2], trials: counts[3])
        )
    }

    @Test func welch() throws {
        var t = WorstError("WelchTest.statistic"), df = WorstError("WelchTest.degreesOfFreedom"),
            p = WorstError("WelchTest.pValue")
        var ends = WorstError("WelchTest.interval")
        for row in try file().welch {
            let test = try WelchTest(Moments(row.first), Moments(row.second), alternative: alternative(row.alternative))
            // At a mean of 1e9 a double keeps 1e-7 of the unit, and the difference of two means no more.
            let digits = row.name.contains("1e9") ? 1e7 : 1
            t.note(test.statistic, row.t, within: 1e-13 * digits, row.name)
            df.note(test.degreesOfFreedom, row.df, within: 1e-13, row.name)
            p.note(test.pValue, row.p, within: 1e-12 * digits, row.name)
            let interval = try test.interval(level: row.level)
            ends.note(interval.lower, row.lower, within: 1e-12 * digits, row.name)
            ends.note(interval.upper, row.upper, within: 1e-12 * digits, row.name)
        }
        for worst in [t, df, p, ends] { worst.report() }
    }

    @Test func twoProportions() throws {
        var z = WorstError("ProportionTest.statistic"), p = WorstError("ProportionTest.pValue"),
            ends = WorstError("ProportionTest.interval")
        for row in try file().proportions {
            let (first, second) = try proportions(row.counts)
            let test = try ProportionTest(first, second, alternative: alternative(row.alternative))
            z.note(test.statistic, row.z, within: 1e-12, "\(row.counts)")
            p.note(test.pValue, row.p, within: 1e-12, "\(row.counts)")
            let interval = try ProportionTest(first, second).interval()
            ends.note(interval.lower, row.interval[0], within: 1e-11, absolute: 1e-15, "\(row.counts)")
            ends.note(interval.upper, row.interval[1], within: 1e-11, absolute: 1e-15, "\(row.counts)")
        }
        for worst in [z, p, ends] { worst.report() }
    }

    @Test func chiSquared() throws {
        var shares = WorstError("ChiSquaredTest(counts:weights:)"), tables = WorstError("ChiSquaredTest(table:)")
        for row in try file().shares {
            let test = try ChiSquaredTest(counts: row.counts, weights: row.weights)
            #expect(test.degreesOfFreedom == row.df)
            shares.note(test.statistic, row.statistic, within: 1e-12, absolute: 1e-12, "\(row.counts)")
            shares.note(test.pValue, row.p, within: 1e-12, "\(row.counts)")
        }
        for row in try file().tables {
            let test = try ChiSquaredTest(table: row.table)
            #expect(test.degreesOfFreedom == row.df)
            tables.note(test.statistic, row.statistic, within: 1e-12, "\(row.table)")
            tables.note(test.pValue, row.p, within: 1e-12, "\(row.table)")
        }
        for worst in [shares, tables] { worst.report() }
    }

    @Test func fisherExact() throws {
        var p = WorstError("FisherExactTest.pValue")
        for row in try file().fisher {
            let (first, second) = try proportions(row.counts)
            let test = try FisherExactTest(first, second, alternative: alternative(row.alternative))
            p.note(test.pValue, row.p, within: 1e-10, "\(row.counts), \(row.alternative)")
            #expect(
                row.oddsRatio.map { isClose(test.oddsRatio ?? .nan, $0, relative: 1e-14) }
                    ?? (test.oddsRatio?.isFinite != true))
        }
        p.report()
    }

    @Test func mannWhitney() throws {
        var p = WorstError("MannWhitneyTest.pValue")
        for row in try file().mannWhitney {
            let test = try MannWhitneyTest(row.first, row.second, alternative: alternative(row.alternative))
            #expect(test.statistic == row.u && test.isExact == row.exact, "\(row.name)")
            p.note(test.pValue, row.p, within: 1e-12, "\(row.name), \(row.alternative)")
            // The same, counted elsewhere and in any order.
            let values = Set(row.first + row.second)
            let tallies = values.map { value in
                MannWhitneyTest.Tally(
                    value: value, first: row.first.filter { $0 == value }.count,
                    second: row.second.filter { $0 == value }.count)
            }
            #expect(try MannWhitneyTest(tallies: tallies, alternative: alternative(row.alternative)) == test)
        }
        p.report()
    }

    @Test func armsOfWeightZeroCountNeitherInTheSumNorInTheFreedom() throws {
        let three = try ChiSquaredTest(counts: [5170, 4830, 0], weights: [0.5, 0.5, 0])
        #expect(three.degreesOfFreedom == 1 && isClose(three.pValue, 0.00067, relative: 0.01))
        #expect(three == (try ChiSquaredTest(counts: [5170, 4830], weights: [0.5, 0.5])))
        #expect(throws: StatisticsError.self) { try ChiSquaredTest(counts: [5170, 4830, 1], weights: [0.5, 0.5, 0]) }
    }

    @Test func whatCannotBeTestedIsAnErrorAndNoPValue() throws {
        func kind(_ work: () throws -> Void) -> StatisticsError.Kind? {
            do { try work() } catch { return (error as? StatisticsError)?.kind }
            return nil
        }
        let constant = Moments([3, 3, 3]), one = Moments([1])
        let none = try Proportion(successes: 0, trials: 20), all = try Proportion(successes: 20, trials: 20)
        #expect(kind { _ = try WelchTest(constant, constant) } == .noVariance)
        #expect(kind { _ = try WelchTest(constant, one) } == .insufficientData)
        #expect(kind { _ = try WelchTest(Moments(), constant) } == .insufficientData)
        #expect(kind { _ = try ProportionTest(none, none) } == .noVariance)
        #expect(kind { _ = try ProportionTest(all, all) } == .noVariance)
        #expect(kind { _ = try FisherExactTest(all, all) } == .noVariance)
        #expect(kind { _ = try ChiSquaredTest(counts: [0, 0], weights: [1, 1]) } == .insufficientData)
        #expect(kind { _ = try ChiSquaredTest(counts: [-1, 2], weights: [1, 1]) } == .parameter)
        #expect(kind { _ = try ChiSquaredTest(counts: [1, 2], weights: [0, 1]) } == .parameter)
        #expect(kind { _ = try ChiSquaredTest(counts: [1, 2], weights: [.nan, 1]) } == .parameter)
        #expect(kind { _ = try ChiSquaredTest(table: [[1, 2], [0, 0]]) } == .insufficientData)
        #expect(kind { _ = try ChiSquaredTest(table: [[1, 2], [1]]) } == .parameter)
        #expect(kind { _ = try MannWhitneyTest([1, 1], [1]) } == .noVariance)
        #expect(kind { _ = try MannWhitneyTest([1, .nan], [1]) } == .parameter)
        #expect(kind { _ = try MannWhitneyTest([], [1]) } == .insufficientData)
        // One sample varies: a test.
        #expect(try WelchTest(constant, Moments([1, 2, 3])).pValue > 0)
    }

    @Test func thePValueAndTheIntervalAgree() throws {
        for shift in stride(from: -1.0, through: 1, by: 0.05) {
            let first = Moments((0..<30).map { sin(Double($0)) + shift }),
                second = Moments((0..<25).map { cos(Double($0) * 1.3) })
            for alternative in Alternative.allCases {
                let test = try WelchTest(first, second, alternative: alternative)
                #expect((test.pValue < 0.05) == !(try test.interval(level: 0.95).contains(0)))
            }
        }
    }
}
