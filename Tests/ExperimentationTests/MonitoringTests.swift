import Experimentation
import Statistics
import Testing

/// What a look is worth, and what looking costs.
@Suite("Looks")
struct MonitoringTests {
    @Test func aFixedDesignHasOneLookAtItsEnd() {
        let plan = SampleData.plan()
        #expect(Look(plan, units: 999).status == .peek)
        #expect(Look(plan, units: 999, isOver: true).status == .peek)
        #expect(Look(plan, units: 1000).status == .final)
        #expect(Look(plan, units: 1500).information == 1)
        #expect(Look(plan, units: 250).information == 0.25)
    }

    @Test func withoutPlannedUnitsOnlyTheEndIsALook() {
        for monitoring in [Monitoring.fixed, .groupSequential(looks: 4, spending: .pocock)] {
            let plan = SampleData.plan(monitoring: monitoring, plannedUnits: nil)
            #expect(Look(plan, units: 500).status == .peek, "\(monitoring)")
            #expect(Look(plan, units: 500, isOver: true).status == .final, "\(monitoring)")
        }
        for monitoring in [Monitoring.alwaysValid(tunedFor: 500), .mixture] {
            let plan = SampleData.plan(monitoring: monitoring, plannedUnits: nil)
            #expect(Look(plan, units: 500).status == .interim)
            #expect(Look(plan, units: 500, isOver: true).status == .final)
        }
    }

    @Test func aGroupSequentialDesignHasItsLooks() {
        let plan = SampleData.plan(monitoring: .groupSequential(looks: 4, spending: .obrienFleming))
        #expect(Look(plan, units: 240).status == .early)
        #expect(Look(plan, units: 246).status == .interim)
        #expect(Look(plan, units: 600, earlier: [0.25, 0.5]).status == .interim)
        #expect(Look(plan, units: 900, earlier: [0.3, 0.5, 0.6, 0.7]).status == .peek)
        #expect(Look(plan, units: 1000, earlier: [0.3, 0.5, 0.6, 0.7]).status == .final)
        // The same look once more has spent nothing; one that lies ahead was not taken.
        #expect(Look(plan, units: 500, earlier: [0.25, 0.498, 0.75, -1]).earlier == [0.25])
    }

    @Test func anAlwaysValidDesignMayBeLookedAtAnyTime() {
        let plan = SampleData.plan(monitoring: .alwaysValid(tunedFor: 500))
        #expect(Look(plan, units: 10).status == .interim)
        #expect(Look(plan, units: 1000).status == .final)
    }

    /// Arms whose z is as given, up to the t distribution's own.
    private func comparison(_ plan: ExperimentPlan, z: Double, units: Int, earlier: [Double]) throws -> Comparison {
        let half = units / 2, error = (2 / Double(half)).squareRoot()
        return try SampleData.comparison(
            plan, [SampleData.exactly(half, mean: 10), SampleData.exactly(half, mean: 10 + z * error)],
            look: Look(plan, units: units, earlier: earlier))
    }

    @Test(arguments: [SpendingFunction.obrienFleming, .pocock]) func onlyTheBoundaryMakesAnInterimResult(
        _ spending: SpendingFunction
    )
        throws
    {
        let plan = SampleData.plan(monitoring: .groupSequential(looks: 3, spending: spending), plannedUnits: 1200)
        var earlier: [Double] = []
        for units in [400, 800, 1200] {
            let information = Double(units) / 1200
            let boundary = try #require(
                try GroupSequentialDesign(information: earlier + [information], spending: spending).boundaries.last)
            for sign in [1.0, -1] {
                // A boundary is of normal deviates; so many units have a t distribution.
                let t = try StudentT(degreesOfFreedom: Double(units - 2)).upperQuantile(
                    Normal.standard.survival(boundary))
                let below = try comparison(plan, z: sign * (t - 0.001), units: units, earlier: earlier)
                let above = try comparison(plan, z: sign * (t + 0.001), units: units, earlier: earlier)
                #expect(below.verdict == .inconclusive && below.adjustedPValue > 0.05, "\(below.adjustedPValue)")
                #expect(
                    above.verdict == (sign > 0 ? .better : .worse) && above.adjustedPValue <= 0.05,
                    "\(above.adjustedPValue)")
                #expect(isNear(above.difference.interval.width, 2 * t * above.difference.standardError))
            }
            earlier.append(information)
        }
    }

    @Test func anEarlyTwoSigmaIsNoResult() throws {
        // By itself p = 0.046; a third of the units into O'Brien–Fleming it takes z = 3.7.
        let plan = SampleData.plan(monitoring: .groupSequential(looks: 3, spending: .obrienFleming), plannedUnits: 1200)
        let found = try comparison(plan, z: 2, units: 400, earlier: [])
        #expect(found.adjustedPValue > 0.05 && found.verdict == .inconclusive)
        #expect(found.difference.interval.contains(0))
    }

    @Test func anotherSideOfAGuardrailIsJudgedByItsOwnBoundary() throws {
        let plan = SampleData.plan(
            [PlannedMetric("a", role: .primary), PlannedMetric("minutes", role: .guardrail, margin: 0.02)],
            monitoring: .groupSequential(looks: 2, spending: .obrienFleming), plannedUnits: 2000)
        let boundary = try StudentT(degreesOfFreedom: 998).upperQuantile(
            Normal.standard.survival(
                #require(try GroupSequentialDesign(information: [0.5], isTwoSided: false).boundaries.last)))
        for (shift, isShown) in [(-0.001, false), (0.001, true)] {
            // T − 0.98 C, over its own standard error.
            let error = ((1 + 0.98 * 0.98) / 500).squareRoot()
            let arms = [
                try SampleData.exactly(500, mean: 10),
                try SampleData.exactly(500, mean: 9.8 + (boundary + shift) * error),
            ]
            let data = ["a", "minutes"].map { MetricData(metric: SampleData.metric($0), arms: arms) }
            let found = try SampleData.analysis(plan, data, look: Look(plan, units: 1000)).metrics[1].comparisons.first
            #expect(found?.nonInferiority?.isShown == isShown)
        }
    }

    @Test func looksThatWereTakenAreSpent() throws {
        let plan = SampleData.plan(monitoring: .groupSequential(looks: 4, spending: .pocock))
        let one = try comparison(plan, z: 2.2, units: 750, earlier: [])
        let third = try comparison(plan, z: 2.2, units: 750, earlier: [0.25, 0.5])
        #expect(third.difference.interval.width > one.difference.interval.width)
        #expect(third.pValue > one.pValue)
        let design = try GroupSequentialDesign(information: [0.25, 0.5, 0.75], spending: .pocock)
        let t = try StudentT(degreesOfFreedom: 748).upperQuantile(Normal.standard.survival(design.boundaries[2]))
        #expect(isNear(third.difference.interval.width, 2 * t * third.difference.standardError))
    }

    @Test func theFewerUnitsTheWiderIsAnAlwaysValidInterval() throws {
        for monitoring in [Monitoring.alwaysValid(tunedFor: 1000), .mixture] {
            let plan = SampleData.plan(monitoring: monitoring)
            for units in [100, 400, 1000] {
                let found = try comparison(plan, z: 2.1, units: units, earlier: [])
                #expect(found.pValue > 0.05 && found.difference.interval.contains(0), "\(monitoring) \(units)")
                #expect(found.difference.interval.width > 2 * 2.4 * found.difference.standardError)
            }
        }
    }
}
