import Experimentation
import Foundation
import LinearAlgebra
import Statistics
import Testing

/// Mistakes that real systems made, and the field's formulas written out.
@Suite("Traps of the field")
struct FieldTrapTests {
    @Test func aWeightOfZeroIsNoDegreeOfFreedom() throws {
        let plan = SampleData.plan(arms: [Arm("control"), Arm("treatment"), Arm("off", weight: 0)])
        let health = ExperimentHealth(plan, ExposureCounts(units: [5170, 4830, 0]), look: SampleData.final(plan))
        let p = try #require(health.checks.first { $0.kind == .sampleRatio }?.pValue)
        #expect(abs(p - 0.00067) < 0.000005, "\(p)")
        #expect(!health.isSound)
        // With two degrees of freedom it would have been this, and passed.
        #expect(abs(try ChiSquared(degreesOfFreedom: 2).survival(11.56) - 0.0031) < 0.00005)
    }

    @Test func aMeanOfABillionKeepsItsVariance() throws {
        let rows = SampleData.rows(3000, mean: 0, correlation: 0.6, seed: 1)
        let far = rows.map { $0.map { $0 + 1e9 } }
        var merged = Moments(), joint = JointMoments(columns: 2)
        for part in 0..<30 {
            let chosen = Array(far[(100 * part)..<(100 * part + 100)])
            merged.merge(Moments(chosen.map { $0[0] }))
            joint.merge(SampleData.moments(chosen))
        }
        let near = SampleData.moments(rows)
        #expect(isNear(merged.variance, try #require(near.moments(0).variance), within: 1e-6))
        #expect(isNear(joint.moments(0).variance, try #require(near.moments(0).variance), within: 1e-6))
        #expect(isNear(joint.products[0, 1] / 2999, near.products[0, 1] / 2999, within: 1e-6))
        // Sums of squares would have left nothing.
        var squares = 0.0, sum = 0.0
        for row in far {
            squares += row[0] * row[0]
            sum += row[0]
        }
        let lost: Double = (squares - sum * sum / 3000) / 2999
        #expect(abs(lost - 1) > 0.5)
    }

    @Test func anAnalysisIsTheSameFarFromZero() throws {
        let rows = [SampleData.rows(500, mean: 0, seed: 2), SampleData.rows(500, mean: 0.15, seed: 3)]
        let near = try SampleData.comparison(SampleData.plan(), rows.map(SampleData.outcomes))
        let far = try SampleData.comparison(
            SampleData.plan(), rows.map { SampleData.outcomes($0.map { $0.map { $0 + 1e9 } }) })
        #expect(
            isNear(far.pValue, near.pValue, within: 1e-5)
                && isNear(far.difference.estimate, near.difference.estimate, within: 1e-5))
    }

    @Test func aLiftHasTheVarianceOfTheDeltaMethod() throws {
        let arms = [
            try SampleData.exactly(400, mean: 10, deviation: 3), try SampleData.exactly(300, mean: 12, deviation: 4),
        ]
        let lift = try #require(try SampleData.comparison(SampleData.plan(), arms).lift)
        // σ²_C μ²_T / (μ⁴_C n_C) + σ²_T / (μ²_C n_T)
        let ofControl: Double = 9 * 144 / (10000 * 400), ofTreatment: Double = 16 / (100 * 300)
        let variance = ofControl + ofTreatment
        #expect(isNear(lift.estimate, 0.2) && isNear(lift.standardError, variance.squareRoot()))
    }

    @Test func theCoefficientOfWhatWasKnownIsPooled() throws {
        // The arms' own slopes differ much; one for both favours neither.
        let arms = [
            SampleData.moments(SampleData.rows(300, mean: 10, correlation: 0.9, seed: 4)),
            SampleData.moments(SampleData.rows(500, mean: 10.1, correlation: 0.2, seed: 5)),
        ]
        let found = try SampleData.comparison(SampleData.plan(), arms)
        let theta =
            (arms[0].products[0, 1] + arms[1].products[0, 1]) / (arms[0].products[1, 1] + arms[1].products[1, 1])
        let difference = arms[1].means[0] - arms[0].means[0] - theta * (arms[1].means[1] - arms[0].means[1])
        #expect(isNear(found.difference.estimate, difference))
        let own = arms.map { $0.products[0, 1] / $0.products[1, 1] }
        #expect(abs(own[0] - own[1]) > 0.5)
    }

    @Test(arguments: [100, 5000, 100_000]) func theConfidenceSequenceIsGrowthBooks(_ units: Int) throws {
        let plan = SampleData.plan(monitoring: .alwaysValid(tunedFor: 5000), plannedUnits: 200_000), half = units / 2
        let found = try SampleData.comparison(
            plan,
            [SampleData.exactly(half, mean: 10, deviation: 2), SampleData.exactly(half, mean: 10.1, deviation: 3)],
            look: Look(plan, units: units))
        let n = Double(units), alpha = 0.05, spread = (13 / Double(half) * n).squareRoot()
        let evidence: Double = -2 * log(alpha)
        let rho = ((evidence + log(evidence + 1)) / 5000).squareRoot(), whole: Double = n * rho * rho + 1
        let factor: Double = 2 * whole / (n * n * rho * rho) * log(whole.squareRoot() / alpha)
        let reach = spread * factor.squareRoot()
        #expect(isNear(found.difference.interval.upper, 0.1 + reach, within: 1e-9))
        #expect(isNear(found.difference.interval.lower, 0.1 - reach, within: 1e-9))
    }

    @Test(arguments: [1000, 5000]) func theMixtureTestIsThatOfThePlannedUnits(_ units: Int) throws {
        // Statsig's τ moves with the units that are in. Here it is that of the planned ones, and does not move; with arms alike it is twice
        // Statsig's at the end, where the interval is the narrower for it.
        let plan = SampleData.plan(monitoring: .mixture, plannedUnits: 5000), half = units / 2
        let found = try SampleData.comparison(
            plan,
            [SampleData.exactly(half, mean: 10, deviation: 2), SampleData.exactly(half, mean: 10.1, deviation: 3)],
            look: Look(plan, units: units))
        let v = 13 / Double(half), z = 1.959963984540054, tau: Double = z * z * (13 / 0.5) / 5000
        // V + τ over τ, and the level of both sides: the likelihood ratio reaches 1/α at Z*.
        let evidence: Double = -2 * log(0.05) - log(v / (v + tau)), squared: Double = (v + tau) / tau * evidence
        let reach = squared.squareRoot() * v.squareRoot()
        #expect(isNear(found.difference.interval.upper, 0.1 + reach, within: 1e-9))
        let exponent: Double = 0.01 * tau / (2 * v * (v + tau))
        let ratio = (v / (v + tau)).squareRoot() * exp(exponent)
        #expect(isNear(found.pValue, min(1, 1 / ratio), within: 1e-9))
    }

    @Test func noTreatmentIsShippedWithoutASuccessOrWithAnOpenGuardrail() throws {
        func action(_ success: Double, _ guardrail: Double) throws -> Decision.Action {
            let plan = SampleData.plan([
                PlannedMetric("minutes", role: .primary), PlannedMetric("skips", role: .guardrail, margin: 0.02),
            ])
            let data = try [("minutes", success), ("skips", guardrail)].map { key, effect in
                MetricData(
                    metric: SampleData.metric(key),
                    arms: [try SampleData.exactly(500, mean: 10), try SampleData.exactly(500, mean: 10 + effect)])
            }
            let health = ExperimentHealth(plan, ExposureCounts(units: [500, 500]), look: SampleData.final(plan))
            return Decision(plan, try SampleData.analysis(plan, data), health).action
        }
        #expect(try action(0.5, 0.1) == .ship)
        #expect(try action(0, 0.1) == .stop)
        #expect(try action(0.5, -0.12) == .stop)
        #expect(try action(-0.5, 0.1) == .stop)
        #expect(try action(0.5, -0.5) == .stop)
    }
}
