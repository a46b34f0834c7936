import Experimentation
import Statistics
import Testing

/// The effect as it was known day after day.
@Suite("Timelines")
struct TimelineTests {
    private func days(_ count: Int, _ means: [Double]) -> [(day: String, arms: [JointMoments])] {
        (1...count).map { day in
            (
                "2026-01-0\(day)",
                means.enumerated().map { arm, mean in
                    mean.isNaN
                        ? JointMoments(columns: 2)
                        : SampleData.moments(
                            SampleData.rows(40 + 10 * day, mean: mean, correlation: 0.6, seed: UInt64(100 * day + arm)))
                }
            )
        }
    }

    @Test(arguments: [Monitoring.fixed, .alwaysValid(tunedFor: 500), .mixture]) func everyPointIsTheAnalysisOfAllSoFar(
        _ monitoring: Monitoring
    ) throws {
        let plan = SampleData.plan(
            arms: [Arm("control"), Arm("one"), Arm("off", weight: 0), Arm("two")], monitoring: monitoring)
        let days = days(6, [10, 10.3, .nan, 10.1])
        let found = Timeline.make(plan, plan.metrics[0], SampleData.metric(), days: days)
        #expect(
            found.map(\.treatment) == ["one", "two"]
                && found.allSatisfy { $0.metric == "minutes" && $0.points.count == 6 })
        var sums = [JointMoments](repeating: JointMoments(columns: 2), count: 4)
        for (place, day) in days.enumerated() {
            for arm in 0..<4 { sums[arm].merge(day.arms[arm]) }
            let units = sums.reduce(0) { $0 + $1.count }
            let whole = try SampleData.analysis(
                plan, [MetricData(metric: SampleData.metric(), arms: sums)], look: Look(plan, units: units))
            for (timeline, comparison) in zip(found, whole.metrics[0].comparisons) {
                let point = timeline.points[place]
                #expect(point.day == day.day && point.units == units)
                #expect(point.lift == comparison.lift && point.pValue == comparison.pValue)
            }
        }
    }

    @Test func aGroupSequentialCourseIsShownAsOfSingleLooks() {
        let days = days(3, [10, 10.3]), fixed = SampleData.plan(),
            group = SampleData.plan(monitoring: .groupSequential(looks: 4, spending: .pocock))
        #expect(
            Timeline.make(group, group.metrics[0], SampleData.metric(), days: days)
                == Timeline.make(fixed, fixed.metrics[0], SampleData.metric(), days: days))
    }

    @Test func daysOnWhichNothingCanBeSaidYetAreEmptyPoints() throws {
        let plan = SampleData.plan()
        let days = [("2026-01-01", [JointMoments(columns: 2), JointMoments(columns: 2)])] + days(2, [10, 10.3])
        let points = try #require(Timeline.make(plan, plan.metrics[0], SampleData.metric(), days: days).first).points
        #expect(points.map { $0.lift == nil } == [true, false, false] && points.map(\.units) == [0, 100, 220])
        #expect(points[0].pValue == nil)
        #expect(Timeline.make(plan, plan.metrics[0], SampleData.metric(), days: []).isEmpty)
    }
}
