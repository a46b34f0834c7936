import Experimentation
import LinearAlgebra
import Statistics
import Testing

/// What data must not do: pass for a result. Each of these is an error with a code, or a result that says what is wrong with it.
@Suite("Bad input")
struct BadInputTests {
    private func result(_ arms: [JointMoments], _ kind: Metric.Kind = .mean, plan: ExperimentPlan = SampleData.plan())
        throws
        -> MetricResult
    {
        try SampleData.analysis(plan, [MetricData(metric: SampleData.metric("minutes", kind), arms: arms)]).metrics[0]
    }

    /// That nothing is said of a metric, and why.
    private func expectNothing(
        _ result: MetricResult, _ code: String, _ word: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let problem = result.problem ?? "none"
        #expect(result.comparisons.isEmpty && result.segments.isEmpty, sourceLocation: sourceLocation)
        #expect(
            problem.contains("[experiment.\(code)]") && problem.contains(word) && problem.hasPrefix("Minutes: "),
            "\(problem)",
            sourceLocation: sourceLocation)
    }

    @Test func withoutVarianceNothingIsSaid() throws {
        expectNothing(
            try result([SampleData.exactly(50, mean: 3, deviation: 0), SampleData.exactly(50, mean: 3, deviation: 0)]),
            "no-variance", "var"
        )
        expectNothing(
            try result([SampleData.exactly(50, mean: 3, deviation: 0), SampleData.exactly(50, mean: 4, deviation: 0)]),
            "no-variance", "var"
        )
        #expect(
            try result([SampleData.exactly(50, mean: 3, deviation: 0), SampleData.exactly(50, mean: 4)]).comparisons
                .count == 1)
    }

    @Test("the arms' values are told also where nothing can be compared")
    func valuesAreKnown() throws {
        let alike = try result([
            SampleData.exactly(50, mean: 3, deviation: 0), SampleData.exactly(50, mean: 4, deviation: 0),
        ])
        #expect(alike.comparisons.isEmpty && alike.arms.map(\.value) == [3, 4])
    }

    @Test("arms without any success, or without any failure, do not differ, and the interval says how far they might")
    func noSuccessAtAll() throws {
        for hits in [(0, 0), (50, 60)] {
            let found = try result([SampleData.hits(hits.0, of: 50), SampleData.hits(hits.1, of: 60)], .proportion)
            let comparison = try #require(found.comparisons.first)
            #expect(comparison.pValue == 1 && comparison.difference.estimate == 0)
            #expect(comparison.difference.interval.lower < -0.02 && comparison.difference.interval.upper > 0.02)
            #expect(comparison.difference.interval.lower > -0.1 && comparison.difference.interval.upper < 0.1)
        }
    }

    @Test func oneUnitOrNoneIsTooFew() throws {
        for units in [0, 1] {
            let arms = [try SampleData.exactly(50, mean: 3), try SampleData.exactly(units, mean: 3)]
            let found = try result(arms)
            expectNothing(found, "insufficient-data", "at least 2")
            #expect(found.arms.map(\.units) == [50, units])
            expectNothing(try result(arms.reversed()), "insufficient-data", "at least 2")
        }
        expectNothing(
            try result([JointMoments(columns: 1), JointMoments(columns: 1)]), "insufficient-data", "at least 2")
    }

    @Test func denominatorsOfZeroMakeNoRatio() throws {
        let some = SampleData.moments((0..<20).map { [Double($0 % 3), 5] }),
            none = SampleData.moments((0..<20).map { [Double($0 % 3), 0] })
        expectNothing(try result([some, none], .ratio), "parameter", "denominators")
        expectNothing(try result([none, some], .ratio), "parameter", "denominators")
    }

    @Test func denominatorsOfZeroBeforehandCostTheAdjustmentAndNoMore() throws {
        var draws = SampleDraws(seed: 4)
        func arm(_ before: Double) -> JointMoments {
            SampleData.moments(
                (0..<200).map { _ in
                    [draws.uniform(), 1 + draws.uniform(), draws.uniform(), before * (1 + draws.uniform())]
                })
        }
        let found = try result([arm(1), arm(0)], .ratio)
        #expect(found.problem == nil && found.varianceReduction == nil && found.comparisons.count == 1)
    }

    @Test func covariatesAreUsedWhereEveryArmHasThem() throws {
        var draws = SampleDraws(seed: 5)
        // A ratio, and two of before that go along with it; an arm may lack one.
        func arm(_ has: [Double]) -> JointMoments {
            SampleData.moments(
                (0..<300).map { _ in
                    let habit = draws.uniform()
                    return [habit + 0.2 * draws.uniform(), 1]
                        + has.flatMap { [$0 * (habit + 0.2 * draws.uniform()), $0] }
                })
        }
        func arms(_ control: [Double], _ treated: [Double]) throws -> MetricResult {
            try result([arm(control), arm(treated)], .ratio)
        }
        #expect(try #require(try arms([1, 1], [1, 1]).varianceReduction) > 0.8)
        #expect(try #require(try arms([0, 1], [1, 1]).varianceReduction) > 0.8)
        // One lacks the first and the other the second: there is nothing that both have.
        let crossed = try arms([0, 1], [1, 0])
        #expect(crossed.varianceReduction == nil && crossed.comparisons.count == 1)
    }

    @Test func aPartOfTheTimeWithoutDenominatorsIsNoEffect() {
        let some = SampleData.moments((0..<20).map { [Double($0 % 3), 5, Double($0 % 2), 4] })
        let none = SampleData.moments((0..<20).map { [Double($0 % 3), 5, 0, 0] })
        #expect(throws: StatisticsError.self) {
            try SplitEffect(.weekdays, SampleData.metric("skips", .ratio), treatment: "t", control: some, treated: none)
        }
    }

    @Test func negativeCountsAreRefused() throws {
        #expect(throws: StatisticsError.self) {
            try JointMoments(count: -1, means: [1], products: Matrix(rows: 1, columns: 1))
        }
        #expect(throws: StatisticsError.self) {
            try JointMoments(count: 5, means: [1], products: Matrix(rows: 1, columns: 1, storage: [-1]))
        }
        #expect(throws: StatisticsError.self) { try Proportion(successes: -1, trials: 10) }
        let health = ExperimentHealth(
            SampleData.plan(), ExposureCounts(units: [-5, 100]), look: SampleData.final(SampleData.plan()))
        #expect(!health.isSound && health.checks[0].finding.contains("-5 : 100"))
    }

    @Test func notANumberIsNoNumber() throws {
        #expect(throws: StatisticsError.self) {
            try JointMoments(count: 5, means: [.nan], products: Matrix(rows: 1, columns: 1))
        }
        var broken = try SampleData.exactly(50, mean: 3)
        broken.add([.nan])
        for kind in [Metric.Kind.mean, .proportion] {
            expectNothing(
                try result([broken, SampleData.exactly(50, mean: 0.5, deviation: 0.5)], kind), "parameter", "finite")
            expectNothing(
                try result([SampleData.exactly(50, mean: 0.5, deviation: 0.5), broken], kind), "parameter", "finite")
        }
        var covariate = SampleData.moments(SampleData.rows(50, mean: 3, correlation: 0.5, seed: 1))
        covariate.add([3, .infinity])
        let other = SampleData.moments(SampleData.rows(50, mean: 3, correlation: 0.5, seed: 2))
        let found = try result([covariate, other])
        #expect(found.comparisons.allSatisfy { $0.pValue.isFinite && $0.difference.interval.lower.isFinite })
    }

    @Test func sharesThatAreNoSharesAreNoProportions() throws {
        expectNothing(
            try result([SampleData.exactly(50, mean: 1.2), SampleData.exactly(50, mean: 1.3)], .proportion),
            "parameter", "successes")
    }

    @Test func nothingOfAllThisIsAnnouncedAsAPValueOfOne() throws {
        var broken = try SampleData.exactly(50, mean: 3)
        broken.add([.nan])
        let bad = [
            broken, try SampleData.exactly(50, mean: 3, deviation: 0), try SampleData.exactly(1, mean: 3),
            JointMoments(columns: 1),
        ]
        for arm in bad { #expect(try result([arm, arm]).comparisons.isEmpty) }
    }

    @Test func aMetricWithoutDataIsNamed() throws {
        let arms = [try SampleData.exactly(50, mean: 3), try SampleData.exactly(50, mean: 3)]
        let error = try #require(throws: ExperimentationError.self) {
            try SampleData.analysis(SampleData.plan(), [MetricData(metric: SampleData.metric("plays"), arms: arms)])
        }
        #expect(error.code == "experiment.metric" && error.message.contains("minutes"))
    }

    @Test func dataOfAnotherShapeAreRefused() throws {
        let one = try SampleData.exactly(50, mean: 3), two = SampleData.moments(SampleData.rows(50, mean: 3, seed: 1))
        let minutes = SampleData.metric(), plan = SampleData.plan { $0.dimensions = ["platform"] }
        let values = try ValueCounts((1...50).map(Double.init))
        let wrong = [
            MetricData(metric: minutes, arms: [one]), MetricData(metric: minutes, arms: [one, one, one]),
            MetricData(metric: minutes, arms: [one, two]),
            MetricData(metric: SampleData.metric("minutes", .ratio), arms: [one, one]),
            MetricData(metric: minutes, arms: [JointMoments(columns: 0), JointMoments(columns: 0)]),
            MetricData(
                metric: minutes, arms: [one, one], segments: [.init(dimension: "platform", value: "ios", arms: [one])]),
            MetricData(
                metric: minutes, arms: [one, one],
                segments: [.init(dimension: "platform", value: "ios", arms: [two, two])]),
            MetricData(metric: minutes, arms: [one, one], values: [values]),
        ]
        for data in wrong {
            let error = #expect(throws: ExperimentationError.self) { try SampleData.analysis(plan, [data]) }
            #expect(error?.code == "experiment.metric")
        }
    }

    @Test(arguments: [0, 1, -0.1, 1.5, Double.nan, .infinity]) func aLevelOutsideItsRangeIsRefused(_ level: Double)
        throws
    {
        let arms = [try SampleData.exactly(50, mean: 3), try SampleData.exactly(50, mean: 3)]
        let error = #expect(throws: ExperimentationError.self) {
            try SampleData.analysis(
                SampleData.plan { $0.significance = level }, [MetricData(metric: SampleData.metric(), arms: arms)],
                look: nil)
        }
        #expect(error?.code == "experiment.plan" && error?.message.hasPrefix("significance: ") == true)
    }

    @Test func anArmOfWeightZeroIsNeverCompared() throws {
        let plan = SampleData.plan(arms: [Arm("control"), Arm("off", weight: 0), Arm("on")])
        let found = try result(
            [SampleData.exactly(50, mean: 3), JointMoments(columns: 1), SampleData.exactly(50, mean: 4)], plan: plan)
        #expect(found.problem == nil && found.comparisons.map(\.treatment) == ["on"])
        #expect(
            found.arms.map(\.arm) == ["control", "off", "on"] && found.arms[1].value == nil && found.arms[2].value == 4)
        // One comparison, so that nothing is made up for.
        #expect(plan.primaryTests == 1 && found.comparisons[0].adjustedPValue == found.comparisons[0].pValue)
        let health = ExperimentHealth(plan, ExposureCounts(units: [5170, 0, 4830]), look: SampleData.final(plan))
        let degrees = try ChiSquared(degreesOfFreedom: 1)
        #expect(isNear(health.checks[0].pValue, degrees.survival(11.56), within: 1e-9))
    }

    @Test func unequalWeightsAreNoMismatchAndTheComparisonIsWelchs() throws {
        let plan = SampleData.plan(arms: [Arm("control", weight: 90), Arm("treatment", weight: 10)])
        let health = ExperimentHealth(plan, ExposureCounts(units: [9010, 990]), look: SampleData.final(plan))
        #expect(health.status == .good)
        let arms = [try SampleData.exactly(9010, mean: 3), try SampleData.exactly(990, mean: 3.2, deviation: 2)]
        let test = try WelchTest(arms[1].moments(0), arms[0].moments(0)), found = try result(arms, plan: plan)
        #expect(isNear(found.comparisons.first?.pValue, test.pValue))
        #expect(
            !ExperimentHealth(SampleData.plan(), ExposureCounts(units: [9010, 990]), look: SampleData.final(plan))
                .isSound)
    }

    @Test func changedWeightsAreWarnedOf() {
        let plan = SampleData.plan()
        let health = ExperimentHealth(
            plan, ExposureCounts(units: [500, 500]), look: SampleData.final(plan),
            changes: ["arms.treatment.weight: 1 became 9."])
        #expect(health.status == .warning && health.isSound)
        #expect(health.checks.first { $0.kind == .planChanged }?.finding.contains("1 became 9") == true)
    }

    @Test func overlappingAndEarlyExposuresAreLeftOutAndTold() {
        let plan = SampleData.plan()
        let health = ExperimentHealth(
            plan, ExposureCounts(units: [500, 500], multiple: 5, beforeStart: 7), look: SampleData.final(plan))
        #expect(health.checks.first { $0.kind == .multipleExposure }?.status == .warning)
        #expect(health.checks.first { $0.kind == .exposureBeforeStart }?.finding.hasPrefix("7 units") == true)
        #expect(health.isSound)
    }

    @Test func aPeekIsWarnedOfAndDecidesNothing() throws {
        let plan = SampleData.plan(),
            arms = [try SampleData.exactly(200, mean: 3), try SampleData.exactly(200, mean: 5)]
        let look = Look(plan, units: 400)
        let analysis = try SampleData.analysis(plan, [MetricData(metric: SampleData.metric(), arms: arms)], look: look)
        let health = ExperimentHealth(plan, ExposureCounts(units: [200, 200]), look: look)
        #expect(analysis.look.status == .peek && analysis.metrics[0].comparisons[0].verdict == .better)
        #expect(health.checks.first { $0.kind == .peeking }?.status == .warning)
        #expect(Decision(plan, analysis, health).action == .continue)
    }

    @Test func beforeThePlansMinimumNothingIsDecided() throws {
        let plan = SampleData.plan(monitoring: .groupSequential(looks: 4, spending: .pocock))
        let arms = [try SampleData.exactly(50, mean: 3), try SampleData.exactly(50, mean: 5)],
            look = Look(plan, units: 100)
        let analysis = try SampleData.analysis(plan, [MetricData(metric: SampleData.metric(), arms: arms)], look: look)
        let health = ExperimentHealth(plan, ExposureCounts(units: [50, 50]), look: look)
        #expect(analysis.look.status == .early && health.status == .warning)
        #expect(Decision(plan, analysis, health).action == .continue)
    }

    @Test func nothingAtAllIsNoCrash() throws {
        let plan = SampleData.plan(monitoring: .groupSequential(looks: 4, spending: .pocock)),
            look = Look(plan, units: 0)
        let data = [
            MetricData(metric: SampleData.metric(), arms: [JointMoments(columns: 1), JointMoments(columns: 1)])
        ]
        let analysis = try SampleData.analysis(plan, data, look: look)
        let health = ExperimentHealth(plan, ExposureCounts(units: [0, 0]), look: look)
        #expect(health.checks[0].status == .warning && health.isSound)
        #expect(Decision(plan, analysis, health).action == .continue)
    }
}
