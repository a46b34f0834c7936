import Foundation
import Statistics
import Testing

/// Effect sizes, lifts and ratios, against their formulas with fifty digits.
@Suite struct EffectTests {
    struct File: Decodable {
        struct Size: Decodable {
            let name: String
            let first, second: [Double]
            let d, g: Double
        }
        struct Share: Decodable {
            let counts: [Int]
            let h: Double
        }
        struct Ratio: Decodable {
            let name: String
            let y, x: [Double]
            let ratio, variance: Double
        }
        struct Lift: Decodable {
            let first, second: [Double]
            let lift, error, df, dfOfDifference, p, greater, less: Double
        }
        let sizes: [Size]
        let shares: [Share]
        let ratios: [Ratio]
        let lifts: [Lift]
    }

    private func file() throws -> File { try ReferenceFile.load("effects") }

    @Test func sizes() throws {
        var d = WorstError("EffectSize.cohensD"), g = WorstError("EffectSize.hedgesG"),
            h = WorstError("EffectSize.cohensH")
        for row in try file().sizes {
            d.note(try EffectSize.cohensD(Moments(row.first), Moments(row.second)), row.d, within: 1e-13, row.name)
            g.note(try EffectSize.hedgesG(Moments(row.first), Moments(row.second)), row.g, within: 1e-12, row.name)
        }
        for row in try file().shares {
            let first = try Proportion(successes: row.counts[0], trials: row.counts[1])
            let second = try Proportion(successes: row.counts[2], trials: row.counts[3])
            h.note(EffectSize.cohensH(first, second), row.h, within: 1e-13, "\(row.counts)")
        }
        for worst in [d, g, h] { worst.report() }
    }

    @Test func ratios() throws {
        var value = WorstError("CoMoments.ratioEstimate.value"),
            variance = WorstError("CoMoments.ratioEstimate.variance")
        for row in try file().ratios {
            let estimate = try CoMoments(row.x, row.y).ratioEstimate()
            value.note(estimate.value, row.ratio, within: 1e-14, row.name)
            variance.note(estimate.variance, row.variance, within: 1e-12, row.name)
        }
        for worst in [value, variance] { worst.report() }
        // A ratio that is the same for everyone does not vary.
        #expect(try CoMoments([1, 2, 3], [2, 4, 6]).ratioEstimate().variance < 1e-15)
        #expect(throws: StatisticsError.self) { try CoMoments([1, -1], [2, 4]).ratioEstimate() }
    }

    @Test func lifts() throws {
        var lift = WorstError("RelativeLift.estimate"), error = WorstError("RelativeLift.standardError")
        var p = WorstError("RelativeLift.pValue")
        for row in try file().lifts {
            let first = try Estimate(value: row.first[0], variance: row.first[1], count: Int(row.first[2]))
            let second = try Estimate(value: row.second[0], variance: row.second[1], count: Int(row.second[2]))
            let found = try RelativeLift(first, over: second)
            lift.note(found.estimate, row.lift, within: 1e-12, "\(row.first)")
            error.note(found.standardError, row.error, within: 1e-13, "\(row.first)")
            error.note(found.degreesOfFreedom, row.df, within: 1e-13, "\(row.first)")
            #expect((found.pValue < 0.05) == !(try found.interval().contains(0)))
            let other = try RelativeLift(first, over: second, degreesOfFreedom: .ofDifference)
            error.note(other.degreesOfFreedom, row.dfOfDifference, within: 1e-13, "\(row.first)")
            #expect(other.estimate == found.estimate && other.standardError == found.standardError)
            for (side, wanted) in [(Alternative.twoSided, row.p), (.greater, row.greater), (.less, row.less)] {
                let test = try RelativeLift(first, over: second, alternative: side)
                p.note(test.pValue, wanted, within: 1e-11, "\(row.first), \(side)")
                #expect((test.pValue < 0.05) == !(try test.interval().contains(0)))
            }
        }
        for worst in [lift, error, p] { worst.report() }
        let zero = try Estimate(value: 0, variance: 1, count: 10)
        #expect(throws: StatisticsError.self) { try RelativeLift(zero, over: zero) }
    }
}
