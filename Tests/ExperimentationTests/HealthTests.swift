import Experimentation
import Statistics
import Testing

/// Every check of the data's health, in each state that it can be in.
@Suite("Health")
struct HealthTests {
    private func check(
        _ kind: HealthCheck.Kind, _ counts: ExposureCounts, plan: ExperimentPlan = SampleData.plan(), look: Look? = nil,
        changes: [String] = [],
        unripe: Int = 0
    ) -> HealthCheck? {
        ExperimentHealth(plan, counts, look: look ?? SampleData.final(plan), changes: changes, unripe: unripe).checks
            .first {
                $0.kind == kind
            }
    }

    /// Days on which the treatment gets a share of the units.
    private func days(_ count: Int, units: Int = 1000, share: (Int) -> Double) -> [ExposureCounts.Day] {
        (1...count).map { day in
            let treated = Int((Double(units) * share(day)).rounded())
            return .init(day: "2026-01-\(day < 10 ? "0" : "")\(day)", units: [units - treated, treated])
        }
    }

    private func counts(_ days: [ExposureCounts.Day]) -> ExposureCounts {
        ExposureCounts(units: (0..<2).map { arm in days.reduce(0) { $0 + $1.units[arm] } }, days: days)
    }

    @Test func sampleRatio() throws {
        #expect(check(.sampleRatio, ExposureCounts(units: [5000, 5050]))?.status == .good)
        #expect(check(.sampleRatio, ExposureCounts(units: [0, 0]))?.status == .warning)
        #expect(check(.sampleRatio, ExposureCounts(units: [4, 0]))?.status == .warning)
        #expect(check(.sampleRatio, ExposureCounts(units: [400, 0]))?.status == .failed)
        let failed = try #require(check(.sampleRatio, ExposureCounts(units: [5170, 4830])))
        let test = try ChiSquaredTest(counts: [5170, 4830], weights: [1, 1])
        #expect(failed.status == .failed && isNear(failed.pValue, test.pValue))
    }

    @Test func unitsInAnArmOfWeightZeroAreAFailure() {
        let plan = SampleData.plan(arms: [Arm("control"), Arm("treatment"), Arm("off", weight: 0)])
        #expect(check(.sampleRatio, ExposureCounts(units: [500, 500, 1]), plan: plan)?.status == .failed)
        #expect(check(.sampleRatio, ExposureCounts(units: [500, 500, 0]), plan: plan)?.status == .good)
    }

    @Test func aMismatchOfOnePercentIsFound() {
        // 49.5 to 50.5 of 200,000 units.
        #expect(check(.sampleRatio, ExposureCounts(units: [99000, 101_000]))?.status == .failed)
    }

    @Test func aMismatchThatBeginsOnDayTenIsFoundAfterIt() throws {
        let found = try #require(check(.sampleRatioOverTime, counts(days(28) { $0 < 10 ? 0.5 : 0.4 })))
        #expect(found.status == .failed)
        let day = try #require(found.finding.split(separator: "since ").last?.prefix(10).description)
        #expect(day >= "2026-01-10" && day <= "2026-01-16", "\(found.finding)")
    }

    @Test func sharesThatHoldEveryDayAreGood() {
        var draws = SampleDraws(seed: 9)
        let drawn = days(28) { _ in 0.5 + draws.normal() * 0.0158 }
        #expect(check(.sampleRatioOverTime, counts(drawn))?.status == .good)
        #expect(check(.sampleRatioOverTime, counts(days(1) { _ in 0.1 })) == nil)
    }

    @Test func lookingEveryDayRaisesNoFalseAlarms() {
        var alarms = 0
        for seed in 0..<200 {
            var draws = SampleDraws(seed: UInt64(seed))
            let drawn = days(30, units: 400) { _ in 0.5 + draws.normal() * 0.025 }
            if check(.sampleRatioOverTime, counts(drawn))?.status == .failed { alarms += 1 }
        }
        // At a level of 0.001 three of two hundred come once in a thousand times.
        #expect(alarms <= 2, "\(alarms)")
    }

    @Test func aMismatchInOnePartIsFoundThere() throws {
        func parts(_ web: [Int]) -> ExposureCounts {
            ExposureCounts(
                units: [5000, 5000],
                parts: [
                    .init(dimension: "platform", value: "ios", units: [2500, 2490]),
                    .init(dimension: "platform", value: "web", units: web),
                    .init(dimension: "country", value: "DK", units: [700, 720]),
                    .init(dimension: "country", value: "FO", units: [0, 4]),
                ])
        }
        let good = try #require(check(.sampleRatioByPart, parts([1200, 1210])))
        #expect(good.status == .good && good.finding.contains("3 parts"))
        let failed = try #require(check(.sampleRatioByPart, parts([1300, 1050])))
        #expect(failed.status == .failed && failed.finding.contains("platform web") && !failed.finding.contains("ios"))
        // By itself p = 0.0006, of three parts 0.0018: with so many looks no alarm.
        #expect(check(.sampleRatioByPart, parts([1284, 1116]))?.status == .good)
        #expect(check(.sampleRatioByPart, ExposureCounts(units: [5, 5])) == nil)
    }

    @Test func unitsWithSeveralArms() {
        #expect(check(.multipleExposure, ExposureCounts(units: [500, 500]))?.status == .good)
        #expect(check(.multipleExposure, ExposureCounts(units: [500, 500], multiple: 10))?.status == .warning)
        #expect(check(.multipleExposure, ExposureCounts(units: [500, 500], multiple: 11))?.status == .failed)
    }

    @Test func armsThatThePlanDoesNotKnow() {
        #expect(check(.unknownArm, ExposureCounts(units: [500, 500])) == nil)
        let found = check(.unknownArm, ExposureCounts(units: [500, 500], unknownArms: ["treatmnet": 3]))
        #expect(found?.status == .failed && found?.finding.contains("treatmnet (3)") == true)
    }

    @Test func exposuresBeforeTheStart() {
        #expect(check(.exposureBeforeStart, ExposureCounts(units: [500, 500])) == nil)
        #expect(check(.exposureBeforeStart, ExposureCounts(units: [500, 500], beforeStart: 1))?.status == .warning)
    }

    @Test func changesOfThePlan() {
        #expect(check(.planChanged, ExposureCounts(units: [500, 500]))?.status == .good)
        #expect(
            check(.planChanged, ExposureCounts(units: [500, 500]), changes: ["power: 0.8 became 0.7."])?.status
                == .warning)
    }

    @Test func looksThatAreNotPlanned() {
        let fixed = SampleData.plan(),
            group = SampleData.plan(monitoring: .groupSequential(looks: 4, spending: .pocock))
        func status(_ plan: ExperimentPlan, _ units: Int) -> HealthCheck.Status? {
            check(.peeking, ExposureCounts(units: [500, 500]), plan: plan, look: Look(plan, units: units))?.status
        }
        #expect(status(fixed, 500) == .warning && status(fixed, 1000) == .good)
        #expect(status(group, 100) == .warning && status(group, 300) == .good && status(group, 1000) == .good)
        #expect(status(SampleData.plan(monitoring: .mixture), 10) == .good)
    }

    @Test func unitsWhoseWindowsAreNotOver() {
        #expect(check(.maturity, ExposureCounts(units: [500, 500])) == nil)
        let found = check(.maturity, ExposureCounts(units: [500, 500]), unripe: 40)
        #expect(found?.status == .good && found?.finding.hasPrefix("40 units") == true)
    }

    @Test func armsThatGoAlongWithThoseOfAnotherExperiment() {
        func overlap(_ tables: [[Int]]...) -> HealthCheck? {
            check(
                .interference,
                ExposureCounts(
                    units: [500, 500],
                    overlaps: tables.enumerated().map { .init(experiment: "other\($0.offset)", table: $0.element) }))
        }
        #expect(overlap() == nil)
        #expect(overlap([[250, 240], [248, 255]])?.status == .good)
        let found = overlap([[250, 240], [248, 255]], [[400, 100], [110, 390]])
        #expect(
            found?.status == .warning && found?.finding.contains("other1") == true
                && found?.finding.contains("other0") == false)
    }

    @Test func theWorstCheckIsTheStatus() {
        let plan = SampleData.plan()
        func health(_ counts: ExposureCounts) -> ExperimentHealth {
            ExperimentHealth(plan, counts, look: SampleData.final(plan))
        }
        #expect(health(ExposureCounts(units: [500, 500])).status == .good)
        #expect(health(ExposureCounts(units: [500, 500], beforeStart: 3)).status == .warning)
        #expect(health(ExposureCounts(units: [500, 500], beforeStart: 3)).isSound)
        #expect(health(ExposureCounts(units: [500, 500], unknownArms: ["x": 1], beforeStart: 3)).status == .failed)
        #expect(!health(ExposureCounts(units: [500, 500], unknownArms: ["x": 1])).isSound)
    }

    @Test func countsOfAnotherShapeAreNoCrash() {
        let counts = ExposureCounts(
            units: [500], days: [.init(day: "2026-01-01", units: [1]), .init(day: "2026-01-02", units: [])],
            parts: [.init(dimension: "platform", value: "ios", units: [100])],
            overlaps: [.init(experiment: "other", table: [[1], [2, 3]])])
        #expect(!ExperimentHealth(SampleData.plan(), counts, look: SampleData.final(SampleData.plan())).isSound)
    }
}
