import Experimentation
import Statistics
import Testing

/// Every branch of the rule.
@Suite("Decisions")
struct DecisionTests {
    private static let metrics = [
        PlannedMetric("minutes", role: .primary), PlannedMetric("plays", role: .primary),
        PlannedMetric("skips", role: .guardrail, margin: 0.02),
        PlannedMetric("saves", role: .secondary),
    ]

    /// The decision where each treatment changes each metric by so much; the arms' deviation is 1, and 0.5 is much.
    private func decision(
        _ effects: [String: [Double]], arms: [Arm] = [Arm("control"), Arm("treatment")], units: Int = 1000,
        monitoring: Monitoring = .mixture,
        counts: ExposureCounts? = nil, broken: String? = nil, better: Metric.Direction = .higher, mean: Double = 10
    ) throws -> Decision {
        let plan = SampleData.plan(Self.metrics, arms: arms, monitoring: monitoring, plannedUnits: 1000),
            look = Look(plan, units: units)
        let data = try plan.metrics.map { planned in
            let deviation: Double = planned.metric == broken ? 0 : 1
            return MetricData(
                metric: SampleData.metric(planned.metric, better: planned.role == .primary ? better : .higher),
                arms: try ([0] + (effects[planned.metric] ?? arms.dropFirst().map { _ in 0 })).map {
                    try SampleData.exactly(units / 2, mean: mean + $0, deviation: deviation)
                })
        }
        let analysis = try SampleData.analysis(plan, data, look: look)
        let shares = arms.map { _ in units / arms.count }
        return Decision(plan, analysis, ExperimentHealth(plan, counts ?? ExposureCounts(units: shares), look: look))
    }

    @Test func oneBetterAndGuardrailsKeptIsShipped() throws {
        let found = try decision(["minutes": [0.5], "skips": [0.3]])
        #expect(found.action == .ship && found.arm == "treatment")
        #expect(found.reasons.contains { $0.hasPrefix("Minutes of treatment is better: +5") })
        #expect(found.reasons.contains { $0.hasPrefix("Skips of treatment is within its margin") })
    }

    @Test func lessIsMoreWhereLessIsBetter() throws {
        #expect(try decision(["minutes": [-0.5], "skips": [0.3]], better: .lower).action == .ship)
        #expect(try decision(["minutes": [0.5], "skips": [0.3]], better: .lower).action == .stop)
    }

    @Test func oneWorsePrimaryStopsWhateverTheOtherSays() throws {
        let found = try decision(["minutes": [0.5], "plays": [-0.5], "skips": [0.3]])
        #expect(
            found.action == .stop && found.arm == nil
                && found.reasons.contains { $0.hasPrefix("Plays of treatment is worse") })
    }

    @Test func aWorseGuardrailStopsAtOnce() throws {
        let found = try decision(["minutes": [0.8], "skips": [-1]], units: 500)
        #expect(found.action == .stop && found.reasons.contains { $0.hasPrefix("Skips of treatment is worse") })
    }

    @Test func anOpenGuardrailIsWaitedForUntilTheEnd() throws {
        let early = try decision(["minutes": [0.9], "skips": [-0.05]], units: 500),
            late = try decision(["minutes": [0.5], "skips": [-0.05]])
        #expect(
            early.action == .continue && early.reasons.contains { $0.contains("not shown to be within its margin") })
        #expect(
            late.action == .stop && late.reasons.last?.contains("the rule for shipping treatment is not met") == true)
    }

    @Test func withoutASuccessItGoesOnUntilTheEnd() throws {
        #expect(try decision(["skips": [0.5]], units: 500).action == .continue)
        let late = try decision(["skips": [0.5]])
        #expect(
            late.action == .stop
                && late.reasons.contains { $0.hasPrefix("Minutes of treatment is not shown to change") })
    }

    @Test func aSecondaryMetricDecidesNothing() throws {
        #expect(try decision(["saves": [0.5], "skips": [0.5]]).action == .stop)
        #expect(try decision(["minutes": [0.5], "saves": [-0.9], "skips": [0.5]]).action == .ship)
    }

    @Test func aGuardrailOfWhichNothingCanBeSaidIsNotKept() throws {
        let found = try decision(["minutes": [0.5]], broken: "skips")
        #expect(found.action == .stop && found.reasons.contains { $0.contains("no-variance") })
        #expect(try decision(["minutes": [0.9]], units: 500, broken: "skips").action == .continue)
    }

    @Test func aPrimaryOfWhichNothingCanBeSaidDoesNotHinder() throws {
        #expect(try decision(["minutes": [0.5], "skips": [0.3]], broken: "plays").action == .ship)
    }

    private static let three = [Arm("control"), Arm("one"), Arm("two")]

    @Test func theBetterOfTwoIsShipped() throws {
        #expect(try decision(["minutes": [0.5, 0.8], "skips": [0.3, 0.3]], arms: Self.three).arm == "two")
        #expect(try decision(["minutes": [0.8, 0.5], "skips": [0.3, 0.3]], arms: Self.three).arm == "one")
        #expect(
            try decision(["minutes": [-0.5, -0.8], "skips": [0.3, 0.3]], arms: Self.three, better: .lower).arm == "two")
    }

    @Test func theBetterOfTwoIsSoBelowZeroToo() throws {
        #expect(try decision(["minutes": [0.5, 0.8], "skips": [0.3, 0.3]], arms: Self.three, mean: -10).arm == "two")
    }

    @Test func theOneThatMayIsShippedThoughTheOtherMayNot() throws {
        let found = try decision(["minutes": [0.9, 0.5], "skips": [-0.9, 0.3]], arms: Self.three)
        #expect(found.action == .ship && found.arm == "two")
    }

    @Test func aTreatmentThatIsOpenKeepsTheExperimentGoing() throws {
        let found = try decision(["minutes": [-0.9, 0], "skips": [0.3, 0.3]], arms: Self.three, units: 500)
        #expect(found.action == .continue)
        #expect(
            try decision(["minutes": [-0.9, -0.9], "skips": [0.3, 0.3]], arms: Self.three, units: 500).action == .stop)
    }

    @Test func anArmOfWeightZeroIsNotWaitedFor() throws {
        let arms = [Arm("control"), Arm("one"), Arm("off", weight: 0)]
        let found = try decision(
            ["minutes": [-0.9, 0], "skips": [0.3, 0]], arms: arms, units: 500,
            counts: ExposureCounts(units: [250, 250, 0]))
        #expect(found.action == .stop)
    }

    @Test func unsoundDataStopWhateverTheResult() throws {
        let found = try decision(["minutes": [0.5], "skips": [0.3]], counts: ExposureCounts(units: [600, 400]))
        #expect(found.action == .stop && found.arm == nil)
        #expect(
            found.reasons.first?.hasPrefix("Sample ratio: ") == true
                && found.reasons.last?.contains("no result can be trusted") == true)
    }

    @Test func anUnplannedLookDecidesNothing() throws {
        let early = try decision(
            ["minutes": [0.9], "skips": [0.3]], units: 100, monitoring: .groupSequential(looks: 4, spending: .pocock))
        let peek = try decision(["minutes": [0.9], "skips": [0.3]], units: 500, monitoring: .fixed)
        #expect(
            early.action == .continue && peek.action == .continue && peek.reasons.first?.hasPrefix("50.0 %") == true)
        #expect(
            try decision(
                ["minutes": [0.9], "skips": [0.3]], units: 500,
                monitoring: .groupSequential(looks: 4, spending: .pocock)
            ).action
                == .ship)
    }
}
