import Experimentation
import Statistics
import Testing

/// How many units it takes.
@Suite("Designs")
struct DesignTests {
    private let baseline = MetricBaseline(mean: 40, variance: 900, units: 5000)

    private func plan(
        _ effect: Double = 0.05, guardrails: Int = 0, arms: [Arm] = [Arm("control"), Arm("treatment")],
        monitoring: Monitoring = .fixed,
        power: Double = 0.8
    ) -> ExperimentPlan {
        SampleData.plan(
            [PlannedMetric("minutes", role: .primary, minimumEffect: effect)]
                + (0..<guardrails).map { PlannedMetric("g\($0)", role: .guardrail, margin: effect) }, arms: arms,
            monitoring: monitoring,
            plannedUnits: nil
        ) { $0.power = power }
    }

    private func units(_ plan: ExperimentPlan, _ baseline: MetricBaseline? = nil) throws -> Int {
        try ExperimentDesign(
            plan, baselines: ["minutes": baseline ?? self.baseline, "g0": self.baseline, "g1": self.baseline]
        ).needs[0]
            .units
    }

    @Test(arguments: [(0.05, 0.8), (0.02, 0.9), (0.2, 0.8), (-0.05, 0.95)]) func unitsAreThoseOfThePowerOfMeans(
        _ effect: Double, _ power: Double
    ) throws {
        let reference = try PowerOfMeans(standardDeviation: 30, significance: 0.05)
        let wanted = 2 * (try reference.size(difference: 40 * abs(effect), power: power))
        let found = Double(try units(plan(effect, power: power)))
        #expect(found >= wanted - 1e-3 * wanted && found <= wanted * (1 + 2e-6) + 2, "\(found), \(wanted)")
    }

    @Test func unitsAreThoseOfR() throws {
        // power.t.test(delta = 2, sd = 30, power = 0.8): n = 3532.931 in each group.
        let found = try units(plan(0.05))
        #expect((7065...7068).contains(found), "\(found)")
    }

    @Test func morePowerASmallerEffectAndMoreVarianceTakeMoreUnits() throws {
        let base = try units(plan())
        #expect(try units(plan(power: 0.9)) > base)
        #expect(try abs(Double(units(plan(0.025))) / Double(base) - 4) < 0.01)
        #expect(
            try abs(Double(units(plan(), MetricBaseline(mean: 40, variance: 1800, units: 5000))) / Double(base) - 2)
                < 0.01)
    }

    @Test func whatWasKnownScalesTheUnitsByWhatIsLeft() throws {
        let adjusted = MetricBaseline(mean: 40, variance: 900, remainingVariance: 0.4, units: 5000)
        let need = try ExperimentDesign(plan(), baselines: ["minutes": adjusted]).needs[0], bare = try units(plan())
        #expect(abs(Double(need.units) / Double(bare) - 0.4) < 0.001)
        #expect(need.unitsWithoutAdjustment == bare)
    }

    @Test("a proportion's units are those of its own test, up and down, and its power curve comes back to them")
    func proportions() throws {
        for (share, effect, better) in [
            (0.02, 0.5, Metric.Direction.higher), (0.01, 1.0, .higher), (0.05, 0.5, .lower), (0.3, 0.1, .higher),
        ] {
            let second = share * (better == .higher ? 1 + effect : 1 - effect)
            let baseline = MetricBaseline(
                mean: share, variance: share * (1 - share), units: 10_000, isProportion: true, better: better)
            let plan = plan(), curve = try PowerCurve(plan, .primary, baseline)
            let units = try curve.units(effect: effect, power: 0.8)
            let reference = 2 * (try PowerOfProportions(share, second).size(power: 0.8))
            #expect(abs(Double(units) / reference - 1) < 0.005, "\(share) \(effect): \(units), \(reference)")
            #expect(try abs(curve.power(effect: effect, units: Double(units)) - 0.8) < 0.002)
            #expect(try abs(curve.detectableEffect(units: Double(units), power: 0.8) - effect) < 0.002)
        }
    }

    @Test("an effect of 500 % is refused, and what was meant is asked")
    func nonsense() {
        var bad = plan()
        bad.metrics = [PlannedMetric("minutes", role: .primary, minimumEffect: 5)]
        let error = #expect(throws: ExperimentationError.self) { try bad.check() }
        #expect(error?.message.contains("500 %") == true && error?.message.contains("Did you mean 0.05") == true)
    }

    @Test func primariesShareTheLevelAndGuardrailsTheirPower() throws {
        let design = try ExperimentDesign(
            plan(guardrails: 2), baselines: ["minutes": baseline, "g0": baseline, "g1": baseline])
        #expect(design.needs.map(\.metric) == ["minutes", "g0", "g1"])
        #expect(design.needs.allSatisfy { isNear($0.power, 1 - 0.2 / 3) && $0.significance == 0.05 })
        #expect(design.units == design.needs.map(\.units).max())
        // A guardrail is one-sided, and its base counts with (1 − margin)² where more is better.
        let reference = try PowerOfMeans(standardDeviation: 30, significance: 0.05, alternative: .greater)
        let wanted = 2 * (try reference.size(difference: 2, power: 1 - 0.2 / 3)) * (0.95 * 0.95 + 1) / 2
        #expect(abs(Double(design.needs[1].units) - wanted) <= 3)

        let three = try ExperimentDesign(
            plan(arms: [Arm("control"), Arm("a"), Arm("b")]), baselines: ["minutes": baseline])
        #expect(isNear(three.needs[0].significance, 0.025) && three.needs[0].power == 0.8)
        let pair = try PowerOfMeans(standardDeviation: 30, significance: 0.025).size(difference: 2, power: 0.8)
        #expect(abs(Double(three.units) - 3 * pair) <= 5)
    }

    @Test func unequalWeightsTakeMoreUnits() throws {
        let equal = try units(plan()), unequal = try units(plan(arms: [Arm("control", weight: 4), Arm("treatment")]))
        // 1/p + 1/(1 − p) is 4 at a half, and 6.25 at a fifth.
        #expect(abs(Double(unequal) / Double(equal) - 6.25 / 4) < 0.001)
        // An arm that gets nobody takes nothing.
        #expect(try units(plan(arms: [Arm("control"), Arm("treatment"), Arm("off", weight: 0)])) == equal)
    }

    @Test func aGroupSequentialDesignTakesItsInflationMore() throws {
        for (looks, spending) in [(2, SpendingFunction.obrienFleming), (4, .pocock)] {
            let need = try ExperimentDesign(
                plan(monitoring: .groupSequential(looks: looks, spending: spending)), baselines: ["minutes": baseline]
            ).needs[0]
            let inflation = try GroupSequentialDesign(looks: looks, spending: spending).inflation(power: 0.8)
            #expect(abs(Double(need.units) / Double(try units(plan())) - inflation) < 0.001)
            #expect(inflation > 1 && need.expectedUnits < need.units)
        }
    }

    @Test func alwaysValidDesignsTakeMoreAndStopEarlier() throws {
        let fixed = try units(plan())
        for monitoring in [Monitoring.alwaysValid(tunedFor: 5000), .mixture] {
            let need = try ExperimentDesign(plan(monitoring: monitoring), baselines: ["minutes": baseline]).needs[0]
            #expect(
                Double(need.units) > 1.2 * Double(fixed) && Double(need.units) < 3 * Double(fixed),
                "\(monitoring): \(need.units)")
            #expect(need.expectedUnits < need.units)
        }
        #expect(try ExperimentDesign(plan(), baselines: ["minutes": baseline]).needs[0].expectedUnits == fixed)
    }

    @Test func alwaysValidDesignsCountTheUnitsThatAnAnalysisCounts() throws {
        // The power to cross at the end alone is that of an interval over the two arms that are compared.
        let arms = [Arm("control"), Arm("a"), Arm("b"), Arm("c")]
        let curve = try PowerCurve(plan(arms: arms, monitoring: .alwaysValid(tunedFor: 3000)), .primary, baseline)
        let units = 12000.0, level = 1 - 0.05 / 3
        let sequence = try ConfidenceSequence(tunedFor: 3000, level: level)
        let information = (1...30).map { Double($0) / 30 }
        let boundaries = try information.map {
            try sequence.interval(estimate: 0, standardError: 1, count: Int(6000 * $0)).upper
        }
        let drift = 2 / (900 * 2 / 3000.0).squareRoot()
        let wanted = try BoundaryCrossing(information: information, boundaries: boundaries).power(drift: drift)
        #expect(isNear(try curve.power(effect: 0.05, units: units), wanted, within: 1e-9))
    }

    @Test func aCurveGoesThereAndBackAgain() throws {
        for monitoring in [Monitoring.fixed, .groupSequential(looks: 3, spending: .obrienFleming)] {
            let curve = try PowerCurve(plan(monitoring: monitoring), .primary, baseline)
            let units = try curve.units(effect: 0.05, power: 0.8)
            #expect(try curve.power(effect: 0.05, units: Double(units)) >= 0.8)
            #expect(try curve.power(effect: 0.05, units: 0.99 * Double(units)) < 0.8)
            #expect(try abs(curve.detectableEffect(units: Double(units), power: 0.8) - 0.05) < 1e-4)
        }
    }

    @Test func whatCannotBeDesignedIsSaid() throws {
        func code(_ plan: ExperimentPlan, _ baseline: MetricBaseline?) -> String? {
            let error = #expect(throws: ExperimentationError.self) {
                try ExperimentDesign(plan, baselines: baseline.map { ["minutes": $0] } ?? [:])
            }
            return error?.code
        }
        #expect(code(plan(), MetricBaseline(mean: 0, variance: 900, units: 5000)) == "experiment.baseline")
        #expect(code(plan(), MetricBaseline(mean: .nan, variance: 900, units: 5000)) == "experiment.baseline")
        #expect(code(plan(), MetricBaseline(mean: 40, variance: 0, units: 5000)) == "experiment.no-variance")
        #expect(code(plan(), MetricBaseline(mean: 40, variance: .nan, units: 5000)) == "experiment.no-variance")
        #expect(code(plan(), nil) == "experiment.metric")
        #expect(code(SampleData.plan(plannedUnits: nil), baseline) == "experiment.plan")
        #expect(code(plan(1e-7), baseline) == "experiment.plan")
        let curve = try PowerCurve(plan(), .primary, baseline)
        #expect(throws: ExperimentationError.self) { try curve.units(effect: 0, power: 0.8) }
    }

    @Test func aBaselineIsMeasuredOnAllArms() throws {
        let rows = [
            SampleData.rows(500, mean: 10, deviation: 2, correlation: 0.6, seed: 1),
            SampleData.rows(700, mean: 10, deviation: 2, correlation: 0.6, seed: 2),
        ]
        let found = try MetricData(metric: SampleData.metric(), arms: rows.map(SampleData.moments)).baseline(
            adjusted: true)
        let all = SampleData.moments(rows[0] + rows[1])
        #expect(
            isNear(found.mean, all.means[0]) && isNear(found.variance, all.products[0, 0] / 1199) && found.units == 1200
        )
        #expect(
            isNear(
                found.remainingVariance,
                1 - all.products[0, 1] * all.products[0, 1] / all.products[0, 0] / all.products[1, 1]))
        let same = MetricData(metric: SampleData.metric(), arms: [try SampleData.exactly(50, mean: 3, deviation: 0)])
        #expect(throws: ExperimentationError.self) { try same.baseline(adjusted: false) }
        #expect(throws: ExperimentationError.self) {
            try MetricData(metric: SampleData.metric(), arms: []).baseline(adjusted: false)
        }
    }
}

/// How long it takes until so many units have come.
@Suite("Traffic")
struct TrafficTests {
    @Test func daysAreCounted() {
        let traffic = Traffic(cumulative: [100, 180, 240, 280])
        #expect(
            traffic.days(for: 1) == 1 && traffic.days(for: 100) == 1 && traffic.days(for: 101) == 2
                && traffic.days(for: 280) == 4)
        #expect(traffic.days(for: 100, share: 0.5) == 3)
        #expect(
            traffic.units(after: 2) == 180 && traffic.units(after: 2, share: 0.5) == 90 && traffic.units(after: 0) == 0)
    }

    @Test func beyondWhatWasSeenUnitsComeAsInTheLastWeek() {
        let traffic = Traffic(cumulative: (1...14).map { $0 <= 7 ? 100 * $0 : 700 + 10 * ($0 - 7) })
        #expect(traffic.days(for: 770) == 14 && traffic.days(for: 771) == 15 && traffic.days(for: 870) == 24)
        #expect(traffic.units(after: 24) == 870)
        #expect(Traffic(unitsPerDay: 50).days(for: 5000) == 100)
    }

    @Test func whoNeverComesIsNotWaitedFor() {
        #expect(Traffic(cumulative: [10] + [Int](repeating: 20, count: 20)).days(for: 21) == nil)
        #expect(Traffic(cumulative: []).days(for: 1) == nil)
        #expect(Traffic(unitsPerDay: 50).days(for: 100, share: 0) == nil)
    }

    @Test func aDesignAddsTheLastWindow() throws {
        let baseline = MetricBaseline(mean: 40, variance: 900, units: 5000)
        let plan = SampleData.plan([PlannedMetric("minutes", role: .primary, minimumEffect: 0.05)], plannedUnits: nil) {
            $0.assignment.coverage = 0.5
            $0.windowDays = 10
        }
        let design = try ExperimentDesign(plan, baselines: ["minutes": baseline], traffic: Traffic(unitsPerDay: 1000))
        // 7,066 units at 500 a day are in on the fifteenth day.
        #expect(design.days == 15 + 10)
        #expect(try ExperimentDesign(plan, baselines: ["minutes": baseline]).days == nil)
        #expect(
            try ExperimentDesign(
                plan, baselines: ["minutes": baseline], traffic: Traffic(cumulative: [3, 3, 3, 3, 3, 3, 3, 3, 3])
            ).days
                == nil)
    }
}
