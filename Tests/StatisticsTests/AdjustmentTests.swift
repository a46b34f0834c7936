import LinearAlgebra
import Statistics
import Testing

/// Many tests at once, adjustment by covariates, and strata, against statsmodels, NumPy and R.
@Suite struct AdjustmentTests {
    struct File: Decodable {
        struct Many: Decodable {
            let p, bonferroni, holm, benjaminiHochberg: [Double]
        }
        struct Regression: Decodable {
            let name: String
            let arms: [[[Double]]]
            let coefficients: [Double]
            let remaining: Double
            let estimates: [[Double]]
        }
        struct Ratio: Decodable {
            let name: String
            let arms: [[[Double]]]
            let coefficient, before: Double
            let estimates: [[Double]]
        }
        struct Strata: Decodable {
            let estimates: [[Double]]
            let weights: [Double]
            let value, variance: Double
        }
        let many: [Many]
        let regressions: [Regression]
        let ratios: [Ratio]
        let strata: Strata
    }

    private func file() throws -> File { try ReferenceFile.load("adjustment") }

    @Test func manyTests() throws {
        var worst = WorstError("MultipleTesting.adjusted")
        for row in try file().many {
            for (method, expected) in [
                (MultipleTesting.bonferroni, row.bonferroni), (.holm, row.holm),
                (.benjaminiHochberg, row.benjaminiHochberg),
            ] {
                for (found, wanted) in zip(try method.adjusted(row.p), expected) {
                    worst.note(found, wanted, within: 1e-14, "\(row.p)")
                }
            }
        }
        worst.report()
        #expect(try MultipleTesting.holm.adjusted([]) == [])
        #expect(try MultipleTesting.bonferroni.adjusted([0.01], tests: 5) == [0.05])
        #expect(throws: StatisticsError.self) { try MultipleTesting.holm.adjusted([.nan]) }
        #expect(throws: StatisticsError.self) { try MultipleTesting.holm.adjusted([0.1, 1.1]) }
        #expect(throws: StatisticsError.self) { try MultipleTesting.holm.adjusted([0.1, 0.2], tests: 1) }
    }

    @Test func anAdjustedIntervalLeavesOutZeroExactlyWhereTheAdjustedPIsSmall() throws {
        let normal = Normal.standard
        for z in stride(from: -4.0, through: 4, by: 0.23) {
            let p = 2 * normal.survival(abs(z)),
                interval = try ConfidenceInterval.normal(estimate: z, standardError: 1, level: 0.95)
            for factor in [1.0, 2, 7] {
                let adjusted = min(1, factor * p)
                let wider = try interval.adjusted(around: z, pValue: p, to: adjusted, normal)
                #expect(wider.contains(0) == (adjusted >= 0.05), "\(z), \(factor)")
                #expect(wider.width >= interval.width)
            }
        }
    }

    @Test func covariates() throws {
        var slope = WorstError("RegressionAdjustment.coefficients"),
            rest = WorstError("RegressionAdjustment.remainingVariance")
        var mean = WorstError("RegressionAdjustment.estimate")
        for row in try file().regressions {
            let arms = row.arms.map { rows in
                // In two parts, as a warehouse would sum them up.
                var first = JointMoments(columns: rows[0].count), second = first
                for (index, values) in rows.enumerated() {
                    if index % 3 == 0 { first.add(values) } else { second.add(values) }
                }
                first.merge(second)
                return first
            }
            let adjustment = try RegressionAdjustment(arms)
            for (found, wanted) in zip(adjustment.coefficients, row.coefficients) {
                slope.note(found, wanted, within: 1e-8, row.name)
            }
            rest.note(adjustment.remainingVariance, row.remaining, within: 1e-8, row.name)
            for (arm, wanted) in zip(arms, row.estimates) {
                let found = try adjustment.estimate(arm)
                mean.note(found.value, wanted[0], within: 1e-10, row.name)
                mean.note(found.variance, wanted[1], within: 1e-8, row.name)
            }
        }
        for worst in [slope, rest, mean] { worst.report() }
    }

    @Test func covariatesThatSayNothingAreLeftOut() throws {
        var one = JointMoments(columns: 4), other = one
        for index in 0..<40 {
            let before = Double(index % 7)
            // The second covariate does not vary, the third repeats the first.
            let row = [2 * before + Double(index % 3), before, 5, 3 * before - 1]
            if index % 2 == 0 { one.add(row) } else { other.add(row) }
        }
        let adjustment = try RegressionAdjustment([one, other])
        #expect(adjustment.coefficients[1] == 0 && adjustment.coefficients[2] == 0 && adjustment.coefficients[0] > 1.5)
        #expect(throws: StatisticsError.self) { try RegressionAdjustment([]) }
        #expect(throws: StatisticsError.self) { try RegressionAdjustment([one, JointMoments(columns: 2)]) }
    }

    @Test func ratiosWithACovariate() throws {
        var slope = WorstError("RatioAdjustment.coefficient"), ratio = WorstError("RatioAdjustment.estimate")
        for row in try file().ratios {
            let arms = row.arms.map { rows in
                var joint = JointMoments(columns: 4)
                for values in rows { joint.add(values) }
                return joint
            }
            let adjustment = try RatioAdjustment(arms)
            slope.note(adjustment.coefficient, row.coefficient, within: 1e-11, row.name)
            slope.note(adjustment.ratioBefore, row.before, within: 1e-13, row.name)
            for (arm, wanted) in zip(arms, row.estimates) {
                let found = try adjustment.estimate(arm)
                ratio.note(found.value, wanted[0], within: 1e-12, row.name)
                ratio.note(found.variance, wanted[1], within: 1e-11, row.name)
                // Without a coefficient it is the plain ratio; with one it is surer.
                let columns = arm.products, x = arm.moments(1), y = arm.moments(0)
                let plain = try CoMoments(x: x, y: y, crossXY: columns[0, 1]).ratioEstimate()
                let same = try RatioAdjustment(coefficient: 0, arms).estimate(arm)
                #expect(
                    isClose(same.value, plain.value, relative: 1e-14)
                        && isClose(same.variance, plain.variance, relative: 1e-11))
                #expect(found.variance < plain.variance)
            }
        }
        for worst in [slope, ratio] { worst.report() }
    }

    @Test func aRatioOverOnesIsAdjustedAsAMean() throws {
        var arms = [JointMoments](repeating: JointMoments(columns: 4), count: 2)
        var means = [JointMoments](repeating: JointMoments(columns: 2), count: 2)
        for index in 0..<60 {
            let before = Double(index * 7 % 11), after = 0.7 * before + Double(index * 5 % 13)
            arms[index % 2].add([after, 1, before, 1])
            means[index % 2].add([after, before])
        }
        let ratio = try RatioAdjustment(arms), mean = try RegressionAdjustment(means)
        #expect(isClose(ratio.coefficient, mean.coefficients[0], relative: 1e-13))
        for (one, other) in zip(arms, means) {
            let found = try ratio.estimate(one), wanted = try mean.estimate(other)
            #expect(
                isClose(found.value, wanted.value, relative: 1e-13)
                    && isClose(found.variance, wanted.variance, relative: 1e-12))
        }
        // A covariate that does not vary is left out.
        var still = JointMoments(columns: 4)
        for index in 0..<9 { still.add([Double(index), 1, 3, 2]) }
        #expect(try RatioAdjustment([still]).coefficient == 0)
        var empty = JointMoments(columns: 4)
        for index in 0..<9 { empty.add([Double(index), 1, 3, 0]) }
        #expect(throws: StatisticsError.self) { try RatioAdjustment([empty]) }
        #expect(throws: StatisticsError.self) { try RatioAdjustment([]) }
        #expect(throws: StatisticsError.self) { try RatioAdjustment([JointMoments(columns: 4)]) }
        #expect(throws: StatisticsError.self) { try RatioAdjustment(means) }
        #expect(throws: StatisticsError.self) { try RatioAdjustment(coefficient: .nan, arms) }
    }

    @Test func strata() throws {
        let row = try file().strata
        let estimates = try row.estimates.map { try Estimate(value: $0[0], variance: $0[1], count: Int($0[2])) }
        let found = try PostStratification.estimate(estimates, weights: row.weights.map { $0 * 10 })
        #expect(
            isClose(found.value, row.value, relative: 1e-14) && isClose(found.variance, row.variance, relative: 1e-14))
        #expect(throws: StatisticsError.self) { try PostStratification.estimate(estimates, weights: [1, 2]) }
        #expect(throws: StatisticsError.self) { try PostStratification.estimate(estimates, weights: [0, 0, 0]) }
    }
}
