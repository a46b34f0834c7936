import Experimentation
import Statistics
import Testing

/// Whether an effect is the same in both parts of the units' time.
@Suite("Effects in parts of the time")
struct SplitEffectTests {
    /// Two halves of the same listeners, which go along.
    private func arm(_ first: Double, _ second: Double, seed: UInt64) -> JointMoments {
        var draws = SampleDraws(seed: seed)
        return SampleData.moments(
            (0..<2000).map { _ in
                let own = 3 * draws.normal()
                return [first + own + draws.normal(), second + own + draws.normal()]
            })
    }

    @Test func anEffectThatFadesIsFoundAndOneThatLastsIsNot() throws {
        let control = arm(10, 10, seed: 1)
        let fading = try SplitEffect(
            .halves, SampleData.metric(), treatment: "t", control: control, treated: arm(10.5, 10, seed: 2))
        let lasting = try SplitEffect(
            .halves, SampleData.metric(), treatment: "t", control: control, treated: arm(10.5, 10.5, seed: 3))
        #expect(fading.pValue < 1e-6 && fading.change.estimate < -0.3 && fading.change.interval.upper < 0)
        #expect(lasting.pValue > 0.01 && abs(lasting.change.estimate) < 0.15)
        #expect(fading.metric == "minutes" && fading.treatment == "t" && fading.split == .halves)
    }

    @Test func theChangeIsTakenUnitByUnit() throws {
        let control = arm(10, 10, seed: 1), treated = arm(10.5, 10.2, seed: 2)
        let found = try SplitEffect(
            .weekdays, SampleData.metric(), treatment: "t", control: control, treated: treated, level: 0.9)
        #expect(isNear(found.first.estimate, treated.means[0] - control.means[0]))
        #expect(isNear(found.second.estimate, treated.means[1] - control.means[1]))
        #expect(isNear(found.change.estimate, found.second.estimate - found.first.estimate))
        let test = try WelchTest(treated.estimate(of: [-1, 1]), control.estimate(of: [-1, 1])),
            interval = try test.interval(level: 0.9)
        #expect(
            isNear(found.pValue, test.pValue) && isNear(found.change.interval.lower, interval.lower)
                && found.change.interval.level == 0.9)
        // What a listener has in both halves goes out: √2 of noise a unit, and not √20.
        #expect(abs(found.change.standardError - (2.0 * 2 / 2000).squareRoot()) < 0.003)
    }

    @Test func falseAlarmsAreAsRareAsTheyShouldBe() throws {
        var alarms = 0
        for seed in 0..<300 {
            var draws = SampleDraws(seed: UInt64(1000 + seed))
            func arm() -> JointMoments {
                SampleData.moments(
                    (0..<60).map { _ in
                        let own = draws.normal()
                        return [own + draws.normal(), own + draws.normal()]
                    })
            }
            if try SplitEffect(.halves, SampleData.metric(), treatment: "t", control: arm(), treated: arm()).pValue
                <= 0.05
            {
                alarms += 1
            }
        }
        let binomial = try Binomial(trials: 300, probability: 0.05), most = try binomial.upperQuantile(1e-3)
        #expect(alarms <= most && alarms >= 3, "\(alarms)")
    }

    /// Skips and plays in both parts.
    private func skips(_ first: Double, _ second: Double, seed: UInt64) -> JointMoments {
        var draws = SampleDraws(seed: seed)
        return SampleData.moments(
            (0..<3000).map { _ in
                let plays = (10 + 30 * draws.uniform()).rounded(), more = (5 + 10 * draws.uniform()).rounded()
                let habit = 0.7 + 0.6 * draws.uniform()
                return [plays * first * habit + draws.normal(), plays, more * second * habit + draws.normal(), more]
            })
    }

    @Test func ratiosAreSplitByTheDeltaMethod() throws {
        let metric = SampleData.metric("skips", .ratio, better: .lower)
        let control = skips(0.3, 0.3, seed: 1), treated = skips(0.25, 0.3, seed: 2)
        let fading = try SplitEffect(.halves, metric, treatment: "t", control: control, treated: treated)
        let lasting = try SplitEffect(
            .halves, metric, treatment: "t", control: control, treated: skips(0.25, 0.25, seed: 3))
        #expect(fading.pValue < 1e-4 && abs(fading.change.estimate - 0.05) < 0.01)
        #expect(lasting.pValue > 0.01)
        func ratio(_ arm: JointMoments) -> Double { arm.means[0] / arm.means[1] }
        #expect(isNear(fading.first.estimate, ratio(treated) - ratio(control)))
        let other = { (arm: JointMoments) in arm.means[2] / arm.means[3] }
        #expect(isNear(fading.second.estimate, other(treated) - other(control)))
    }

    @Test func withoutVarianceThereIsNoSplit() {
        let same = SampleData.moments([[1, 2], [1, 2], [1, 2]])
        #expect(throws: StatisticsError.self) {
            try SplitEffect(.halves, SampleData.metric(), treatment: "t", control: same, treated: same)
        }
    }
}
