import Experimentation
import Foundation
import Testing

/// What a plan has to fulfil, and how it is written down.
@Suite("Plans")
struct PlanTests {
    /// A plan with one thing wrong, and the field that the error has to name.
    struct BadPlan: Sendable, CustomTestStringConvertible {
        let field: String
        let what: String
        let plan: ExperimentPlan
        var testDescription: String { "\(field): \(what)" }

        init(_ field: String, _ what: String, _ change: (inout ExperimentPlan) -> Void) {
            self.field = field
            self.what = what
            plan = SampleData.plan(change: change)
        }
    }

    static let primary = PlannedMetric("minutes", role: .primary)

    static let badPlans: [BadPlan] = [
        BadPlan("key", "a path") { $0.key = "../x" },
        BadPlan("arms", "one only") { $0.arms = [Arm("control")] },
        BadPlan("arms", "none") { $0.arms = [] },
        BadPlan("arms", "too many") { $0.arms = (0...20).map { Arm("arm\($0)") } },
        BadPlan("arms", "two alike") { $0.arms = [Arm("a"), Arm("a")] },
        BadPlan("arms", "a name with a line break") { $0.arms = [Arm("a"), Arm("b\nc")] },
        BadPlan("arms", "only the control has units") { $0.arms = [Arm("a"), Arm("b", weight: 0)] },
        BadPlan("arms.a.weight", "a control without units") { $0.arms = [Arm("a", weight: 0), Arm("b")] },
        BadPlan("arms.b.weight", "negative") { $0.arms = [Arm("a"), Arm("b", weight: -1)] },
        BadPlan("arms.b.weight", "NaN") { $0.arms = [Arm("a"), Arm("b", weight: .nan)] },
        BadPlan("arms.b.weight", "infinite") { $0.arms = [Arm("a"), Arm("b", weight: .infinity)] },
        BadPlan("metrics", "none") { $0.metrics = [] },
        BadPlan("metrics", "no primary") { $0.metrics = [PlannedMetric("minutes", role: .guardrail)] },
        BadPlan("metrics", "two alike") { $0.metrics = [primary, PlannedMetric("minutes", role: .secondary)] },
        BadPlan("metrics.minutes.minimum_effect", "0") {
            $0.metrics = [PlannedMetric("minutes", role: .primary, minimumEffect: 0)]
        },
        BadPlan("metrics.minutes.minimum_effect", "NaN") {
            $0.metrics = [PlannedMetric("minutes", role: .primary, minimumEffect: .nan)]
        },
        BadPlan("metrics.minutes.minimum_effect", "percent for a share") {
            $0.metrics = [PlannedMetric("minutes", role: .primary, minimumEffect: 20)]
        },
        BadPlan("metrics.skips.margin", "0") {
            $0.metrics = [primary, PlannedMetric("skips", role: .guardrail, margin: 0)]
        },
        BadPlan("metrics.skips.margin", "negative") {
            $0.metrics = [primary, PlannedMetric("skips", role: .guardrail, margin: -0.02)]
        },
        BadPlan("metrics.skips.margin", "1") {
            $0.metrics = [primary, PlannedMetric("skips", role: .guardrail, margin: 1)]
        },
        BadPlan("metrics.skips.margin", "NaN") {
            $0.metrics = [primary, PlannedMetric("skips", role: .guardrail, margin: .nan)]
        },
        BadPlan("metrics.minutes.winsorised", "0") {
            $0.metrics = [PlannedMetric("minutes", role: .primary, winsorised: 0)]
        },
        BadPlan("metrics.minutes.winsorised", "a half") {
            $0.metrics = [PlannedMetric("minutes", role: .primary, winsorised: 0.5)]
        },
        BadPlan("significance", "0") { $0.significance = 0 },
        BadPlan("significance", "1") { $0.significance = 1 },
        BadPlan("significance", "5") { $0.significance = 5 },
        BadPlan("significance", "negative") { $0.significance = -0.05 },
        BadPlan("significance", "NaN") { $0.significance = .nan },
        BadPlan("power", "below the significance") { $0.power = 0.04 },
        BadPlan("power", "1") { $0.power = 1 },
        BadPlan("power", "NaN") { $0.power = .nan },
        BadPlan("window_days", "0") { $0.windowDays = 0 },
        BadPlan("window_days", "more than a year") { $0.windowDays = 367 },
        BadPlan("covariate_days", "negative") { $0.covariateDays = -1 },
        BadPlan("assignment.coverage", "more than all") { $0.assignment.coverage = 1.1 },
        BadPlan("assignment.coverage", "NaN") { $0.assignment.coverage = .nan },
        BadPlan("assignment.holdout.share", "all") { $0.assignment.holdout = .init("quarter", share: 1) },
        BadPlan("assignment.holdout.share", "negative") { $0.assignment.holdout = .init("quarter", share: -0.1) },
        BadPlan("assignment.holdout.share", "NaN") { $0.assignment.holdout = .init("quarter", share: .nan) },
        BadPlan("assignment.namespace.range", "empty") {
            $0.assignment.namespace = Namespace("home", BucketRange(0.5, 0.5))
        },
        BadPlan("assignment.namespace.range", "beyond 1") {
            $0.assignment.namespace = Namespace("home", BucketRange(0.5, 1.5))
        },
        BadPlan("assignment.namespace.range", "NaN") {
            $0.assignment.namespace = Namespace("home", BucketRange(.nan, 1))
        },
        BadPlan("dimensions", "a name with a quote") { $0.dimensions = ["plat'form"] },
        BadPlan("dimensions", "two alike") { $0.dimensions = ["platform", "platform"] },
        BadPlan("poststratified_by", "none of the dimensions") {
            $0.dimensions = ["platform"]
            $0.poststratifiedBy = "country"
        },
        BadPlan("monitoring.looks", "0") { $0.monitoring = .groupSequential(looks: 0, spending: .pocock) },
        BadPlan("monitoring.looks", "too many") { $0.monitoring = .groupSequential(looks: 51, spending: .pocock) },
        BadPlan("monitoring.spending", "a power of 0") {
            $0.monitoring = .groupSequential(looks: 4, spending: .power(0))
        },
        BadPlan("monitoring.tuned_for", "0") { $0.monitoring = .alwaysValid(tunedFor: 0) },
        BadPlan("planned_units", "fewer than two an arm") { $0.plannedUnits = 3 },
    ]

    @Test(arguments: badPlans) func aBadFieldIsNamed(_ bad: BadPlan) throws {
        let error = try #require(throws: ExperimentationError.self) { try bad.plan.check() }
        #expect(error.code == "experiment.plan")
        #expect(error.message.hasPrefix("\(bad.field): "), "\(error.message)")
        #expect(error.fault == .usage)
    }

    @Test(arguments: [
        "../x", "a/b", "", String(repeating: "k", count: 65), "é", ".", "a b", "-rf", "a\n", "a\u{0}", "x'--", "a\\b",
        "~",
    ])
    func keysThatCouldBePathsOrStatementsAreRefused(_ key: String) {
        #expect(throws: ExperimentationError.self) { try SampleData.plan { $0.key = key }.check() }
    }

    @Test(arguments: ["x", String(repeating: "k", count: 64), "New-Home_2", "_x", "9lives"]) func namesAreTaken(
        _ key: String
    ) throws {
        try SampleData.plan { $0.key = key }.check()
    }

    @Test func aPlanAsSmallAsItsKeyAndItsMetricsHasTheDefaults() throws {
        let text = #"{"key": "short", "metrics": [{"metric": "minutes", "role": "primary"}, {"metric": "plays"}]}"#
        let plan = try JSONDecoder().decode(ExperimentPlan.self, from: Data(text.utf8))
        try plan.check()
        #expect(
            plan
                == ExperimentPlan(
                    key: "short",
                    metrics: [PlannedMetric("minutes", role: .primary), PlannedMetric("plays", role: .secondary)]))
        #expect(plan.assignment.seed == "short" && plan.assignment.hash == .v2 && plan.assignment.coverage == 1)
        #expect(plan.arms.map(\.key) == ["control", "treatment"] && plan.significance == 0.05 && plan.power == 0.8)
        #expect(
            plan.windowDays == 14 && plan.covariateDays == 28 && plan.monitoring == .fixed && plan.plannedUnits == nil)
        #expect(plan.metrics.allSatisfy { $0.adjusted })
    }

    @Test func anAssignmentWithoutASeedTakesThePlansKey() throws {
        let text =
            #"{"key": "short", "metrics": [{"metric": "minutes", "role": "primary"}], "assignment": {"coverage": 0.5}}"#
        let plan = try JSONDecoder().decode(ExperimentPlan.self, from: Data(text.utf8))
        #expect(plan.assignment == AssignmentRule(seed: "short", coverage: 0.5))
    }

    @Test(arguments: [
        Monitoring.fixed, .groupSequential(looks: 5, spending: .obrienFleming),
        .groupSequential(looks: 3, spending: .pocock),
        .groupSequential(looks: 3, spending: .power(2.5)), .alwaysValid(tunedFor: 7000), .mixture,
    ]) func everyFieldComesBackFromJSON(_ monitoring: Monitoring) throws {
        let plan = ExperimentPlan(
            key: "full", hypothesis: "Shorter is better.", unit: "household",
            arms: [Arm("a", weight: 3), Arm("b"), Arm("c", weight: 0)],
            assignment: AssignmentRule(
                seed: "s", hash: .v1, coverage: 0.4, namespace: Namespace("home", BucketRange(0.25, 0.75)),
                holdout: .init("2026", share: 0.05),
                targeting: TargetingCondition(["country": ["$in": ["DK", "SE"]], "plays": ["$gte": 10]]), sticky: true),
            metrics: [
                PlannedMetric("minutes", role: .primary, minimumEffect: -0.02, winsorised: 0.01, adjusted: false),
                PlannedMetric("skips", role: .guardrail, margin: 0.03), PlannedMetric("plays", role: .secondary),
            ], monitoring: monitoring, significance: 0.1, power: 0.9, windowDays: 7, covariateDays: 0,
            dimensions: ["platform", "country"],
            poststratifiedBy: "country", plannedUnits: 12345, plannedDays: 30, exposures: "SELECT 1")
        try plan.check()
        let data = try JSONEncoder().encode(plan)
        let back = try JSONDecoder().decode(ExperimentPlan.self, from: data)
        #expect(back == plan)
        let fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(
            Set(["window_days", "covariate_days", "poststratified_by", "planned_units", "planned_days"]).isSubset(
                of: Set(fields.keys)))
    }

    @Test(arguments: [
        #""monitoring": {"kind": "weekly"}"#, #""monitoring": {"kind": "group_sequential", "spending": "haybittle"}"#,
        #""arms": [{"weight": 1}]"#, #""significance": "five""#, #""assignment": {"hash": 3}"#,
    ]) func whatCannotBeReadIsRefused(_ field: String) {
        let text = #"{"key": "x", "metrics": [{"metric": "minutes", "role": "primary"}], \#(field)}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ExperimentPlan.self, from: Data(text.utf8)) }
    }

    @Test(arguments: [Metric.Kind.mean, .proportion, .ratio, .quantile(0.9)]) func kindsComeBackFromTheirNames(
        _ kind: Metric.Kind
    ) throws {
        #expect(Metric.Kind(kind.description) == kind)
        let metric = Metric(key: "m", name: "M", kind: kind, unit: "s", better: .lower)
        let back = try JSONDecoder().decode(Metric.self, from: JSONEncoder().encode(metric))
        #expect(back == metric)
    }

    @Test(arguments: ["median", "quantile(0)", "quantile(1)", "quantile()", "quantile(nan)", ""]) func noKindIsMadeUp(
        _ text: String
    ) {
        #expect(Metric.Kind(text) == nil)
    }
}
