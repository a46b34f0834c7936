import LinearAlgebra
import Statistics
import Testing

/// That something is not worse by more than a margin, against SciPy, statsmodels and R.
@Suite struct NonInferiorityTests {
    struct File: Decodable {
        struct Row: Decodable {
            let name: String
            let first, second: [Double]
            let margin: Double
            let better: NonInferiorityTest.Better
            let t, df, p, bound: Double
        }
        let tests: [Row]
    }

    private func estimate(_ values: [Double]) throws -> Estimate { try Moments(values).meanEstimate() }

    @Test func theStatisticAndTheBoundAreThoseOfAShiftedTest() throws {
        var t = WorstError("NonInferiorityTest.statistic"), p = WorstError("NonInferiorityTest.pValue")
        var bound = WorstError("NonInferiorityTest.interval")
        for row in try ReferenceFile.load("noninferiority", as: File.self).tests {
            let test = try NonInferiorityTest(
                estimate(row.first), estimate(row.second), margin: row.margin, better: row.better)
            t.note(test.statistic, row.t, within: 1e-12, row.name)
            t.note(test.degreesOfFreedom, row.df, within: 1e-12, row.name)
            p.note(test.pValue, row.p, within: 1e-11, row.name)
            let interval = try test.interval(level: 0.95)
            bound.note(row.better == .larger ? interval.lower : interval.upper, row.bound, within: 1e-11, row.name)
            #expect(row.better == .larger ? interval.upper == .infinity : interval.lower == -.infinity)
        }
        for worst in [t, p, bound] { worst.report() }
    }

    @Test(arguments: NonInferiorityTest.Better.allCases) func theVerdictIsWhatTheBoundSays(
        better: NonInferiorityTest.Better
    ) throws {
        let sign = better == .larger ? 1.0 : -1
        var seen: Set<NonInferiorityTest.Verdict> = []
        for difference in stride(from: -4.0, through: 4, by: 0.17) {
            let first = try Estimate(value: 10 + sign * difference, variance: 0.2, count: 50)
            let second = try Estimate(value: 10, variance: 0.1, count: 60)
            let test = try NonInferiorityTest(first, second, margin: 1, better: better),
                verdict = try test.verdict(significance: 0.05)
            let interval = try test.interval(level: 0.95)
            // The bound, turned so that more is better.
            let bound = better == .larger ? interval.lower : -interval.upper
            let isShown = verdict == .nonInferior || verdict == .superior
            #expect((bound > -1) == isShown && (bound > 0) == (verdict == .superior), "\(difference): \(verdict)")
            #expect((test.pValue < 0.05) == isShown)
            // Worse is what the bound of the other side says, as far on its side as this one is on its own.
            #expect((verdict == .inferior) == (2 * difference - bound < -1), "\(difference): \(verdict)")
            seen.insert(verdict)
        }
        #expect(seen == Set(NonInferiorityTest.Verdict.allCases))
    }

    @Test func aLiftIsAskedInShares() throws {
        let first = try Estimate(value: 9.9, variance: 0.0004, count: 1000),
            second = try Estimate(value: 10, variance: 0.0005, count: 1000)
        let lift = try RelativeLift(first, over: second)
        #expect(try NonInferiorityTest(lift, margin: 0.02).verdict() == .nonInferior)
        #expect(try NonInferiorityTest(lift, margin: 0.002).verdict() == .inferior)
        #expect(try NonInferiorityTest(lift, margin: 0.02, better: .smaller).verdict() == .superior)
    }

    @Test func atTheMarginItIsPassedNoOftenerThanItsLevelSays() throws {
        // Worse by just the margin: at most as many passes as the level allows, with the luck of 4000 draws, and not many fewer.
        var random = RandomGenerator(seed: 12), passes = 0.0
        let runs = 4000.0, luck = 4 * (0.05 * 0.95 / runs).squareRoot()
        for _ in 0..<Int(runs) {
            let first = (0..<25).map { _ in random.normal(mean: 9, standardDeviation: 2) }
            let second = (0..<40).map { _ in random.normal(mean: 10, standardDeviation: 1) }
            if try NonInferiorityTest(estimate(first), estimate(second), margin: 1).pValue < 0.05 { passes += 1 }
        }
        #expect(abs(passes / runs - 0.05) < luck, "\(passes) of \(runs)")
    }

    @Test func marginsBelowZeroAndDataThatDoNotVaryAreErrors() throws {
        let one = try Estimate(value: 1, variance: 1, count: 10), still = try Estimate(value: 1, variance: 0, count: 10)
        #expect(throws: StatisticsError.self) { try NonInferiorityTest(one, one, margin: -0.1) }
        #expect(throws: StatisticsError.self) { try NonInferiorityTest(one, one, margin: .nan) }
        #expect(throws: StatisticsError.self) { try NonInferiorityTest(still, still, margin: 1) }
        #expect(throws: StatisticsError.self) { try NonInferiorityTest(one, one, margin: 1).verdict(significance: 1) }
    }
}
