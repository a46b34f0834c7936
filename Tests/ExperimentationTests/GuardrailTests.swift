import Experimentation
import Statistics
import Testing

/// Metrics that must not get worse by more than their margin.
@Suite("Guardrails")
struct GuardrailTests {
    /// The comparison of a guardrail whose arms have these means.
    private func found(
        _ treated: Double, better: Metric.Direction = .higher, margin: Double? = 0.02, control: Double = 10,
        units: Int = 800
    ) throws -> Comparison {
        let plan = SampleData.plan([
            PlannedMetric("a", role: .primary), PlannedMetric("minutes", role: .guardrail, margin: margin),
        ])
        let arms = [
            try SampleData.exactly(units, mean: control), try SampleData.exactly(units, mean: treated, deviation: 1.3),
        ]
        let data = [
            MetricData(metric: SampleData.metric("a"), arms: arms),
            MetricData(metric: SampleData.metric(better: better), arms: arms),
        ]
        return try #require(try SampleData.analysis(plan, data).metrics[1].comparisons.first)
    }

    private func estimate(_ mean: Double, _ deviation: Double, scale: Double = 1) throws -> Estimate {
        try Estimate(value: scale * mean, variance: scale * scale * deviation * deviation / 800, count: 800)
    }

    /// The degrees of freedom are those of the difference, by which the bound is drawn: the two p-values differ in the seventh digit.
    @Test(arguments: [9.6, 9.7, 9.85, 10, 10.4]) func moreIsBetter(_ treated: Double) throws {
        let comparison = try found(treated), guardrail = try #require(comparison.nonInferiority)
        let test = try WelchTest(estimate(treated, 1.3), estimate(10, 1, scale: 0.98), alternative: .greater)
        #expect(isNear(guardrail.pValue, test.pValue, within: 1e-6) && guardrail.margin == 0.02)
        #expect(guardrail.isShown == (test.pValue <= 0.05))
        #expect(
            comparison.verdict == (guardrail.isShown ? .nonInferior : comparison.pValue <= 0.05 ? .worse : .notShown))
    }

    @Test(arguments: [10.4, 10.3, 10.15, 10, 9.6]) func lessIsBetter(_ treated: Double) throws {
        let comparison = try found(treated, better: .lower), guardrail = try #require(comparison.nonInferiority)
        let test = try WelchTest(estimate(10, 1, scale: 1.02), estimate(treated, 1.3), alternative: .greater)
        #expect(isNear(guardrail.pValue, test.pValue, within: 1e-6))
        #expect(
            comparison.verdict == (guardrail.isShown ? .nonInferior : comparison.pValue <= 0.05 ? .worse : .notShown))
    }

    @Test func everyVerdictIsReached() throws {
        let verdicts = try [
            (9.6, Metric.Direction.higher), (9.89, .higher), (10.4, .higher), (10.4, .lower), (10.11, .lower),
            (9.6, .lower),
        ]
        .map { try found($0.0, better: $0.1).verdict }
        #expect(verdicts == [.worse, .notShown, .nonInferior, .worse, .notShown, .nonInferior])
    }

    @Test func aMarginThatIsNotStatedIsTwoPercent() throws {
        let unstated = try found(9.9, margin: nil), stated = try found(9.9, margin: 0.02),
            wide = try found(9.9, margin: 0.05)
        #expect(unstated.nonInferiority == stated.nonInferiority)
        #expect(wide.nonInferiority?.isShown == true)
    }

    @Test func theBoundIsTheWorstChangeThatIsNotRejected() throws {
        let comparison = try found(9.95), guardrail = try #require(comparison.nonInferiority),
            lift = try #require(comparison.lift)
        // One-sided: about 1.645 standard errors below, for so many units; and a margin of just that much is just kept.
        let bound = try #require(guardrail.bound)
        #expect(abs(bound - (lift.estimate - 1.6460 * lift.standardError)) < 1e-4)
        #expect(try found(9.95, margin: -bound * 1.0001).nonInferiority?.isShown == true)
        #expect(try found(9.95, margin: -bound * 0.9999).nonInferiority?.isShown == false)
    }

    @Test func aNegativeBaseHasItsMarginBelowIt() throws {
        // −10 may become −10.2, and no less.
        #expect(try found(-10, control: -10, units: 80000).nonInferiority?.isShown == true)
        #expect(try found(-10.19, control: -10, units: 800_000).nonInferiority?.isShown == true)
        #expect(try found(-10.21, control: -10, units: 800_000).nonInferiority?.isShown == false)
        // A twentieth better, as a share of the base: the sign is of the good, and not of the base.
        let bound = try #require(try found(-9.5, control: -10, units: 800_000).nonInferiority?.bound)
        #expect(abs(bound - 0.05) < 0.001)
    }
}
