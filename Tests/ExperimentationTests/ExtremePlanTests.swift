import Foundation
import Listening
import Testing

@testable import Experimentation

/// Numbers that no experiment has.
@Suite("Extremes in plans, designs and reports")
struct ExtremePlanTests {
    static let numbers: [Double] = [
        0, -1, 1, 2_147_483_648, -2_147_483_648, 9.223372036854775807e18, -9.3e18, .infinity, -.infinity, .nan, 1e308,
        -1e308, 1e-308, .leastNonzeroMagnitude,
    ]

    static let fields: [@Sendable (inout ExperimentPlan, Double) -> Void] = [
        { $0.arms = [Arm("a"), Arm("b", weight: $1)] }, { $0.assignment.coverage = $1 }, { $0.significance = $1 },
        { $0.power = $1 },
        { $0.windowDays = Int(saturating: $1) }, { $0.covariateDays = Int(saturating: $1) },
        { $0.plannedUnits = Int(saturating: $1) },
        { $0.plannedDays = Int(saturating: $1) }, { $0.monitoring = .alwaysValid(tunedFor: Int(saturating: $1)) },
        { $0.monitoring = .groupSequential(looks: Int(saturating: $1), spending: .power($1)) },
        { $0.assignment.namespace = Namespace("n", BucketRange(0, $1)) },
        { $0.assignment.holdout = .init("h", share: $1) },
        { $0.metrics = [PlannedMetric("minutes", role: .primary, minimumEffect: $1)] },
        { $0.metrics = [PlannedMetric("minutes", role: .primary, minimumEffect: 0.1, winsorised: $1)] },
        {
            $0.metrics = [
                PlannedMetric("minutes", role: .primary, minimumEffect: 0.1),
                PlannedMetric("skips", role: .guardrail, margin: $1),
            ]
        },
    ]

    @Test(
        "a plan with any number is refused, or designed and reported without a trap", arguments: fields.indices, numbers
    )
    func plans(_ field: Int, _ number: Double) throws {
        let plan = SampleData.plan { Self.fields[field](&$0, number) }
        guard (try? plan.check()) != nil else { return }
        let baseline = MetricBaseline(mean: 10, variance: 40, units: 1000)
        let design = try? ExperimentDesign(
            plan, baselines: ["minutes": baseline, "skips": baseline], traffic: Traffic(unitsPerDay: 100))
        #expect((design?.days ?? 0) <= Traffic.mostDays + 366)
        _ = Assigner(plan).assign("unit")
    }

    static let found: [(field: String, change: @Sendable (inout ExperimentPlan) -> Void)] = [
        ("planned_days", { $0.plannedDays = .max }), ("planned_days", { $0.plannedDays = 0 }),
        ("planned_units", { $0.plannedUnits = .max }),
        ("arms.b.weight", { $0.arms = [Arm("a"), Arm("b", weight: 2e19)] }),
        ("arms.b.weight", { $0.arms = [Arm("a"), Arm("b", weight: 1e308)] }),
        ("hypothesis", { $0.hypothesis = String(repeating: "x", count: 1_000_000) }), ("unit", { $0.unit = "" }),
        ("exposures", { $0.exposures = "SELECT 1\u{0}" }),
    ]

    @Test("what was found to end the program is refused by the name of its field", arguments: found.indices)
    func refused(_ place: Int) {
        let (field, change) = Self.found[place]
        let error = #expect(throws: ExperimentationError.self) { try SampleData.plan { change(&$0) }.check() }
        #expect(error?.message.hasPrefix(field) == true, "\(error?.message ?? "")")
    }

    @Test("units that take longer than a century never come")
    func traffic() {
        let traffic = Traffic(unitsPerDay: 10)
        #expect(traffic.days(for: 2800) == 280)
        #expect(traffic.days(for: 2800, share: 1e-300) == nil)
        #expect(traffic.days(for: .max) == nil)
        #expect(traffic.units(after: .max) > 0)
        #expect(Traffic(unitsPerDay: 1e300).units(after: 3) == .max)
        #expect(Traffic(cumulative: [.min, .max]).units(after: 100, share: .infinity) == .max)
    }

    @Test(
        "a report writes any number",
        arguments: [
            (2e19, "2e19"), (-1e308, "−1e308"), (9.3e18, "9.3e18"), (999_999_999_999_999, "999,999,999,999,999"),
            (.infinity, "∞"), (0, "0.0000"), (2024 * .leastNonzeroMagnitude, "1e−320"),
        ] as [(Double, String)])
    func text(_ number: Double, _ text: String) {
        let written = ReportText.number(number)
        #expect(written == text)
    }

    @Test("counts reach to the ends of their range")
    func counts() { #expect(ReportText.count(.min) == "−9,223,372,036,854,775,808") }

    @Test(
        "designs beyond three million units are right",
        arguments: [(0.0015, 4_018_619), (0.001, 9_041_890), (0.0005, 36_167_552)])
    func large(_ effect: Double, _ units: Int) throws {
        // Two-sided 5 %, power 80 %: n = 4 (z₀.₉₇₅ + z₀.₈)² σ² / (δ μ)² = 4 · 7.848879 · 0.288 / effect², and a unit or two for the t distribution.
        let plan = SampleData.plan { $0.metrics = [PlannedMetric("minutes", role: .primary, minimumEffect: effect)] }
        let baseline = MetricBaseline(mean: 0.25, variance: 0.018, units: 5000)
        let design = try ExperimentDesign(plan, baselines: ["minutes": baseline])
        #expect(abs(design.units - units) <= 6, "\(design.units)")
    }

    @Test("attributes are read once, by depth at most")
    func attributes() throws {
        func nested(_ depth: Int) -> Data {
            Data((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(AttributeValue(json: nested(32)) != nil)
        #expect(AttributeValue(json: nested(33)) == nil)
        #expect(AttributeValue(json: Data("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"]".utf8)) != nil)
        #expect(AttributeValue(json: Data(#"{"a":[1,true,null,"x"]}"#.utf8)) == ["a": [1, true, nil, "x"]])
        for text in ["", "{", "1e400", "[1", "nan"] { #expect(AttributeValue(json: Data(text.utf8)) == nil, "\(text)") }
        #expect((try? JSONDecoder().decode(AttributeValue.self, from: nested(32))) != nil)
        #expect((try? JSONDecoder().decode(AttributeValue.self, from: nested(40))) == nil)
        #expect(
            try JSONDecoder().decode(AttributeValue.self, from: Data(#"{"a":[1,true,null,"x"]}"#.utf8)) == [
                "a": [1, true, nil, "x"]
            ])
    }

    @Test("eight kilobytes of nested attributes take no time")
    func linear() {
        let leaves = String(repeating: "{},", count: 2500) + "{}"
        let json = Data((String(repeating: "[", count: 30) + leaves + String(repeating: "]", count: 30)).utf8)
        let start = ContinuousClock.now
        for _ in 0..<10 { _ = AttributeValue(json: json) }
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("targeting tells composed from decomposed letters, as the SDKs do")
    func normalisation() {
        let condition = TargetingCondition(["city": "M\u{E1}laga"])
        #expect(condition.holds(for: ["city": "M\u{E1}laga"]))
        #expect(!condition.holds(for: ["city": "Ma\u{301}laga"]))
    }

    @Test("units that differ by normalisation are two in a list that is dealt out")
    func strata() throws {
        let arms = try StratifiedAssignment.assign(
            [("caf\u{E9}", "a"), ("cafe\u{301}", "a")], to: [Arm("x"), Arm("y")], seed: "s")
        #expect(Set(arms) == [0, 1])
    }
}
