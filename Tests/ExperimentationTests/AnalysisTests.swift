import Experimentation
import LinearAlgebra
import Statistics
import Testing

/// The analysis against the tests that it is made of, called directly.
@Suite("Analysis")
struct AnalysisTests {
    @Test func aMeanIsComparedByWelchsTest() throws {
        let arms = [SampleData.rows(400, mean: 10, seed: 1), SampleData.rows(300, mean: 10.2, deviation: 2, seed: 2)]
            .map(
                SampleData.outcomes)
        let found = try SampleData.comparison(SampleData.plan(), arms)
        let test = try WelchTest(arms[1].moments(0), arms[0].moments(0)), interval = try test.interval(level: 0.95)
        #expect(found.test == "Welch's t test" && found.treatment == "treatment")
        #expect(isNear(found.pValue, test.pValue) && found.adjustedPValue == found.pValue)
        #expect(
            isNear(found.difference.estimate, test.difference)
                && isNear(found.difference.standardError, test.standardError))
        #expect(
            isNear(found.difference.interval.lower, interval.lower)
                && isNear(found.difference.interval.upper, interval.upper))
        let lift = try RelativeLift(arms[1].moments(0).meanEstimate(), over: arms[0].moments(0).meanEstimate())
        #expect(isNear(found.lift?.estimate, lift.estimate) && isNear(found.lift?.standardError, lift.standardError))
        let size = try EffectSize.cohensD(arms[1].moments(0), arms[0].moments(0))
        #expect(isNear(found.effectSize?.value, size))
        #expect(found.effectSize?.name == "Cohen's d")
        let belief = try NormalPosterior(estimate: test.difference, variance: test.standardError * test.standardError)
        #expect(
            isNear(found.belief?.chanceToBeat, belief.chanceAboveZero)
                && isNear(found.belief?.expectedLoss, belief.expectedLoss))
    }

    @Test func aProportionIsComparedByTheZTest() throws {
        let found = try SampleData.comparison(
            SampleData.plan(), [SampleData.hits(80, of: 400), SampleData.hits(130, of: 500)],
            by: SampleData.metric("minutes", .proportion))
        let first = try Proportion(successes: 130, trials: 500), second = try Proportion(successes: 80, trials: 400)
        #expect(found.test == "two-proportion z test")
        let test = try ProportionTest(first, second)
        #expect(isNear(found.pValue, test.pValue))
        #expect(isNear(found.difference.estimate, 0.06))
        #expect(found.effectSize?.name == "Cohen's h")
        #expect(isNear(found.effectSize?.value, EffectSize.cohensH(first, second)))
    }

    @Test func fewHitsAreComparedByFishersTest() throws {
        let found = try SampleData.comparison(
            SampleData.plan(), [SampleData.hits(1, of: 40), SampleData.hits(7, of: 45)],
            by: SampleData.metric("minutes", .proportion))
        let exact = try FisherExactTest(Proportion(successes: 7, trials: 45), Proportion(successes: 1, trials: 40))
        #expect(found.test == "Fisher's exact test")
        #expect(isNear(found.pValue, exact.pValue))
    }

    @Test func aRatioIsComparedByTheDeltaMethod() throws {
        var draws = SampleDraws(seed: 5)
        func rows(_ rate: Double) -> [[Double]] {
            (0..<500).map { _ in
                let plays = 5 + (20 * draws.uniform()).rounded()
                return [(plays * rate * (0.5 + draws.uniform())).rounded(), plays]
            }
        }
        let control = rows(0.3), treated = rows(0.33)
        func ratio(_ rows: [[Double]]) throws -> Estimate {
            try CoMoments(rows.map { $0[1] }, rows.map { $0[0] }).ratioEstimate()
        }
        let found = try SampleData.comparison(
            SampleData.plan(), [SampleData.moments(control), SampleData.moments(treated)],
            by: SampleData.metric("minutes", .ratio))
        let test = try WelchTest(ratio(treated), ratio(control))
        #expect(isNear(found.pValue, test.pValue, within: 1e-9) && isNear(found.difference.estimate, test.difference))
        let lift = try RelativeLift(ratio(treated), over: ratio(control))
        #expect(isNear(found.lift?.estimate, lift.estimate) && isNear(found.lift?.standardError, lift.standardError))
        #expect(found.effectSize == nil)
    }

    @Test(
        "a quantile is compared by the values between which it lies: its interval ends at values, and agrees with its p-value"
    )
    func aQuantileIsComparedByItsValues() throws {
        let moments = [try SampleData.exactly(500, mean: 3), try SampleData.exactly(500, mean: 3)]
        for shift in 0...6 {
            let arms = try [0.0, Double(shift)].map { moved in
                try ValueCounts((0..<500).map { Double(($0 * 37) % 40) + moved })
            }
            let data = MetricData(metric: SampleData.metric("minutes", .quantile(0.5)), arms: moments, values: arms)
            let found = try SampleData.analysis(SampleData.plan(), [data]).metrics[0]
            let comparison = try #require(found.comparisons.first)
            #expect(comparison.difference.estimate == Double(shift))
            #expect(
                (comparison.pValue <= 0.05) == !comparison.difference.interval.contains(0), "\(shift): \(comparison)")
            #expect(shift > 0 || comparison.pValue == 1)
            #expect(shift < 6 || comparison.pValue < 0.05)
        }
    }

    @Test func swappingTheArmsFlipsTheSigns() throws {
        let arms = [SampleData.rows(300, mean: 10, seed: 3), SampleData.rows(350, mean: 10.1, seed: 4)].map(
            SampleData.outcomes)
        for monitoring in [Monitoring.fixed, .alwaysValid(tunedFor: 500), .mixture] {
            let plan = SampleData.plan(monitoring: monitoring)
            let one = try SampleData.comparison(plan, arms), other = try SampleData.comparison(plan, arms.reversed())
            #expect(isNear(one.difference.estimate, -other.difference.estimate))
            #expect(isNear(one.difference.interval.lower, -other.difference.interval.upper))
            #expect(isNear(one.pValue, other.pValue))
            #expect(isNear(one.belief?.chanceToBeat, 1 - (other.belief?.chanceToBeat ?? 0)))
            #expect(isNear(one.effectSize?.value, -(other.effectSize?.value ?? 0)))
        }
    }

    @Test func anotherUnitOfMeasureScalesTheDifferenceAndNothingElse() throws {
        let rows = [
            SampleData.rows(300, mean: 10, correlation: 0.5, seed: 3),
            SampleData.rows(350, mean: 10.1, correlation: 0.5, seed: 4),
        ]
        let arms = rows.map(SampleData.moments), scaled = rows.map { SampleData.moments($0.map { $0.map { $0 * 60 } }) }
        for monitoring in [
            Monitoring.fixed, .groupSequential(looks: 2, spending: .pocock), .alwaysValid(tunedFor: 500), .mixture,
        ] {
            let plan = SampleData.plan(monitoring: monitoring)
            let one = try SampleData.comparison(plan, arms), other = try SampleData.comparison(plan, scaled)
            #expect(isNear(60 * one.difference.estimate, other.difference.estimate))
            #expect(isNear(60 * one.difference.interval.upper, other.difference.interval.upper))
            #expect(isNear(one.pValue, other.pValue) && isNear(one.lift?.estimate, other.lift?.estimate ?? 0))
            #expect(isNear(one.effectSize?.value, other.effectSize?.value ?? 0))
        }
    }

    @Test func partsMergeToTheWhole() throws {
        let rows = [
            SampleData.rows(999, mean: 10, correlation: 0.6, seed: 8),
            SampleData.rows(1001, mean: 10.1, correlation: 0.6, seed: 9),
        ]
        let whole = try SampleData.comparison(SampleData.plan(), rows.map(SampleData.moments))
        for parts in [2, 7, 40] {
            let merged = rows.map { rows in
                (0..<parts).reduce(into: JointMoments(columns: 2)) { sum, part in
                    sum.merge(SampleData.moments(rows.enumerated().filter { $0.offset % parts == part }.map(\.element)))
                }
            }
            let found = try SampleData.comparison(SampleData.plan(), merged)
            #expect(isNear(found.pValue, whole.pValue, within: 1e-9))
            #expect(isNear(found.difference.interval.lower, whole.difference.interval.lower))
        }
    }

    @Test func whatWasKnownTakesItsShareOutOfTheVariance() throws {
        for correlation in [0.3, 0.7, 0.95] {
            let arms = [
                SampleData.moments(SampleData.rows(4000, mean: 10, correlation: correlation, seed: 10)),
                SampleData.moments(SampleData.rows(4000, mean: 10.05, correlation: correlation, seed: 11)),
            ]
            let result = try SampleData.analysis(
                SampleData.plan(), [MetricData(metric: SampleData.metric(), arms: arms)]
            ).metrics[0]
            let found = try #require(result.comparisons.first)
            func pooled(_ i: Int, _ j: Int) -> Double { arms.reduce(0) { $0 + $1.products[i, j] } }
            let squared = pooled(0, 1) * pooled(0, 1) / pooled(0, 0) / pooled(1, 1)
            #expect(isNear(result.varianceReduction, squared))
            // Of 8,000 units ρ is known to about two hundredths.
            #expect(abs(squared - correlation * correlation) < 0.04)
            let plain = try WelchTest(arms[1].moments(0), arms[0].moments(0))
            let ratio =
                found.difference.standardError * found.difference.standardError / plain.standardError
                / plain.standardError
            #expect(abs(ratio - (1 - squared)) < 1e-3)
            let adjustment = try RegressionAdjustment(arms)
            let test = try WelchTest(adjustment.estimate(arms[1]), adjustment.estimate(arms[0]))
            #expect(isNear(found.pValue, test.pValue) && isNear(found.difference.estimate, test.difference))
            // The arms' own values stay as measured.
            #expect(result.arms.map(\.value) == arms.map { $0.means[0] })
        }
    }

    @Test func withoutAdjustmentTheCovariateIsNotUsed() throws {
        let arms = [10.0, 10.1].enumerated().map {
            SampleData.moments(SampleData.rows(500, mean: $0.element, correlation: 0.9, seed: UInt64($0.offset)))
        }
        let plan = SampleData.plan([PlannedMetric("minutes", role: .primary, adjusted: false)])
        let result = try SampleData.analysis(plan, [MetricData(metric: SampleData.metric(), arms: arms)]).metrics[0]
        #expect(result.varianceReduction == nil)
        let test = try WelchTest(arms[1].moments(0), arms[0].moments(0))
        #expect(isNear(result.comparisons.first?.pValue, test.pValue))
    }

    @Test func armsOfUnlikeCompositionAreWeighedByStrata() throws {
        // Listeners on the web hear less, and the treatment has more of them.
        let sizes = [[300, 100], [100, 300]], means = [[20.0, 20.5], [8, 8.5]]
        let segments = ["ios", "web"].enumerated().map { place, value in
            MetricData.Segment(
                dimension: "platform", value: value,
                arms: (0..<2).map { arm in
                    SampleData.outcomes(
                        SampleData.rows(sizes[place][arm], mean: means[place][arm], seed: UInt64(20 + 2 * place + arm)))
                })
        }
        let arms = (0..<2).map { arm in segments.reduce(into: JointMoments(columns: 1)) { $0.merge($1.arms[arm]) } }
        let plan = SampleData.plan {
            $0.dimensions = ["platform"]
            $0.poststratifiedBy = "platform"
        }
        let result = try SampleData.analysis(
            plan, [MetricData(metric: SampleData.metric(), arms: arms, segments: segments)]
        ).metrics[0]
        let estimates = try (0..<2).map { arm in
            try PostStratification.estimate(
                segments.map { try $0.arms[arm].moments(0).meanEstimate() }, weights: [400, 400])
        }
        let test = try WelchTest(estimates[1], estimates[0])
        #expect(result.isPoststratified)
        #expect(
            isNear(result.comparisons.first?.pValue, test.pValue)
                && isNear(result.comparisons.first?.difference.estimate, test.difference))
        #expect(test.difference > 0 && arms[1].means[0] < arms[0].means[0])
    }

    @Test func aControlOfZeroHasADifferenceAndNoLift() throws {
        let arms = [try SampleData.exactly(100, mean: 0), try SampleData.exactly(100, mean: 0.5)]
        let found = try SampleData.comparison(SampleData.plan(), arms)
        #expect(found.lift == nil && found.difference.estimate == 0.5 && found.verdict == .better)
        let test = try WelchTest(arms[1].moments(0), arms[0].moments(0))
        #expect(isNear(found.pValue, test.pValue))
    }

    @Test func aPartWithAnotherEffectIsFound() throws {
        func segments(_ effects: [Double]) throws -> [MetricData.Segment] {
            try effects.enumerated().map { place, effect in
                .init(
                    dimension: "platform", value: "p\(place)",
                    arms: [
                        try SampleData.exactly(200, mean: 10),
                        try SampleData.exactly(place == 3 ? 29 : 200, mean: 10 + effect),
                    ])
            }
        }
        let plan = SampleData.plan { $0.dimensions = ["platform", "country"] }
        func found(_ effects: [Double]) throws -> SegmentedResult {
            let arms = [try SampleData.exactly(800, mean: 10), try SampleData.exactly(629, mean: 10.2)]
            return try #require(
                try SampleData.analysis(
                    plan, [MetricData(metric: SampleData.metric(), arms: arms, segments: segments(effects))]
                )
                .metrics[0].segments.first)
        }
        let same = try found([0.2, 0.2, 0.2, 0.2]), other = try found([0.2, 0.2, -0.4, 0.2])
        #expect(
            same.parts.map(\.value) == ["p0", "p1", "p2"] && same.leftOut == ["p3"] && same.dimension == "platform")
        #expect(isNear(same.heterogeneityPValue, 1))
        #expect(try #require(other.heterogeneityPValue) < 1e-4)
        // Cochran's Q by hand: all parts have the same standard error.
        let q = 2 * 0.6 * 0.6 / 3 / (2.0 / 200)
        let chiSquared = try ChiSquared(degreesOfFreedom: 2)
        #expect(isNear(other.heterogeneityPValue, chiSquared.survival(q), within: 1e-9))
        let raw = other.parts.map(\.pValue)
        let adjusted = try MultipleTesting.benjaminiHochberg.adjusted(raw)
        #expect(other.parts.map(\.adjustedPValue) == adjusted)
    }
}
