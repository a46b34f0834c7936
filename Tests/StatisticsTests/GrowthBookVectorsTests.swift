import Foundation
import Statistics
import Testing

/// The answers that GrowthBook's statistics (MIT licence) recorded for 46 questions, asked of ours.
///
/// Where theirs is another choice than ours, it is theirs that is compared, through options of the public functions; what ours would say is in
/// the last tests and in docs/statistics.md.
@Suite(.enabled(if: SharedData.has(GrowthBookVector.path))) struct GrowthBookVectorsTests {
    /// Their p-values are 1 − cdf, which has no digits below the last one of 1.
    private let lastDigit = 1e-15

    private func vectors(_ name: String) throws -> [GrowthBookVector] {
        try GrowthBookVector.load().filter { $0.class == name }
    }

    @Test func everyVectorIsOfAClassThatIsCompared() throws {
        let counts = Dictionary(grouping: try GrowthBookVector.load(), by: \.class).mapValues(\.count)
        #expect(
            counts == [
                "TwoSidedTTest": 25, "OneSidedTreatmentGreaterTTest": 1, "OneSidedTreatmentLesserTTest": 1,
                "SequentialTwoSidedTTest": 4,
                "SequentialOneSidedTreatmentGreaterTTest": 1, "SequentialOneSidedTreatmentLesserTTest": 1,
                "EffectBayesianABTest": 11,
                "BanditsSimple": 2,
            ])
        // None weighs its strata: where there are several, they are summed up.
        #expect(try GrowthBookVector.load().allSatisfy { !$0.config.postStratify })
    }

    @Test(arguments: [
        ("TwoSidedTTest", Alternative.twoSided, 4), ("OneSidedTreatmentGreaterTTest", .greater, 0),
        ("OneSidedTreatmentLesserTTest", .less, 0),
    ]) func testsOfMeansGiveTheirEstimateIntervalAndP(name: String, alternative: Alternative, withoutAnswer: Int) throws
    {
        var worst = WorstError("GrowthBook \(name)"), refused = 0, compared = 0
        for vector in try vectors(name) {
            // p = 1 and an interval of 0 to 0 where there is no variance, or a negative one: here it is an error.
            guard vector.result.errorMessage == nil else {
                refused += 1
                #expect(throws: StatisticsError.self, "\(vector.name)") {
                    try GrowthBookComparison(vector, alternative: alternative)
                }
                continue
            }
            compared += 1
            let found = try GrowthBookComparison(vector, alternative: alternative),
                uplift = try #require(vector.result.uplift)
            worst.note(found.estimate, uplift.mean, within: 1e-9, "the estimate of \(vector.name)")
            worst.note(found.standardError, uplift.stddev, within: 1e-9, "the error of \(vector.name)")
            let p: Double = try #require(vector.result.pValue)
            worst.note(found.pValue, p, within: 1e-9, absolute: lastDigit, "p of \(vector.name)")
            worst.note(found.interval, vector)
        }
        #expect(refused == withoutAnswer)
        worst.report()
        print("statistics: GrowthBook \(name), \(compared) vectors compared, \(refused) refused")
    }

    @Test(arguments: [
        ("SequentialTwoSidedTTest", Alternative.twoSided), ("SequentialOneSidedTreatmentGreaterTTest", .greater),
        ("SequentialOneSidedTreatmentLesserTTest", .less),
    ]) func sequencesGiveTheirIntervalAndP(name: String, alternative: Alternative) throws {
        var worst = WorstError("GrowthBook \(name)")
        // The units for which a test was tuned are not among what was recorded. 5000 is what they take unless told.
        let tuned = ["test_sequential_test_runs": 1000, "test_analyze_metric_df_sequential": 600]
        let vectors = try vectors(name)
        for vector in vectors {
            let found = try GrowthBookComparison(vector), uplift = try #require(vector.result.uplift)
            let sequence = try ConfidenceSequence(
                tunedFor: tuned[String(vector.test.split(separator: ":").last ?? "")] ?? 5000,
                level: 1 - vector.config.alpha,
                alternative: alternative)
            worst.note(found.estimate, uplift.mean, within: 1e-9, "the estimate of \(vector.name)")
            worst.note(found.standardError, uplift.stddev, within: 1e-9, "the error of \(vector.name)")
            worst.note(
                try sequence.interval(estimate: found.estimate, standardError: found.standardError, count: found.units),
                vector)
            let p = try sequence.pValue(
                estimate: found.estimate, standardError: found.standardError, count: found.units)
            let theirs = try #require(vector.result.pValue)
            // Their search for a one-sided p ends at 0.4999, below which there is none here.
            if alternative != .twoSided, theirs == 0.4999 {
                #expect(p > theirs, "\(vector.name)")
            } else {
                worst.note(p, theirs, within: 1e-9, "p of \(vector.name)")
            }
        }
        worst.report()
        print("statistics: GrowthBook \(name), \(vectors.count) vectors compared")
    }

    /// The lift of adjusted arms is over the adjusted base here, and over the base without adjustment there; the coefficient is pooled within
    /// arms here, and over all units or equally over arms there. The slope by the base, from which the standard error follows, is that of the
    /// adjusted lift here, and without adjustment there.
    @Test func aLiftOfAdjustedArmsIsNearTheirs() throws {
        var farthest = (estimate: 0.0, error: 0.0), compared = 0
        for vector in try vectors("TwoSidedTTest") + vectors("SequentialTwoSidedTTest")
        where vector.result.errorMessage == nil {
            let theirs = try GrowthBookComparison(vector)
            guard theirs.isAdjusted, let own = theirs.own else { continue }
            compared += 1
            farthest.estimate = max(farthest.estimate, abs(own.estimate - theirs.estimate) / theirs.standardError)
            farthest.error = max(farthest.error, abs(own.standardError / theirs.standardError - 1))
        }
        #expect(compared == 7 && farthest.estimate < 0.05 && farthest.error < 0.03, "\(farthest) of \(compared)")
        print(
            "statistics: lifts of \(compared) adjusted vectors, apart by \(farthest.estimate) errors, errors by \(farthest.error)"
        )
    }

    /// A lift has degrees of freedom of its own here; there it has those of the difference of means.
    @Test func theDegreesOfFreedomOfALiftMoveItsPByLittle() throws {
        var farthest = 0.0, compared = 0
        for vector in try vectors("TwoSidedTTest") where vector.result.errorMessage == nil {
            let theirs = try GrowthBookComparison(vector)
            guard !theirs.isAdjusted, let own = theirs.own else { continue }
            compared += 1
            #expect(own.estimate == theirs.estimate && own.standardError == theirs.standardError)
            farthest = max(farthest, abs(own.pValue - theirs.pValue))
        }
        #expect(compared == 4 && farthest < 3e-5, "\(farthest) of \(compared)")
        print("statistics: p of \(compared) lifts, apart by \(farthest)")
    }
}
