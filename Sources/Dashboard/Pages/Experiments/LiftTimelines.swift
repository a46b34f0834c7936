import Experimentation
import Listening
import Warehouse

/// The primary effects as they were known day after day.
struct LiftTimelines {
    private let report: ExperimentReport
    private let looks: TakenLooks
    private let shown: [Timeline]

    /// More charts than these would bury the first.
    private static let most = 4

    init(_ report: ExperimentReport, _ looks: TakenLooks) {
        self.report = report
        self.looks = looks
        let primary = report.plan.metrics(.primary).map(\.metric)
        shown = Array(report.timeline.filter { primary.contains($0.metric) }.prefix(Self.most))
    }

    /// Since when the first primary effect has been told apart from none.
    var settled: String {
        guard let first = shown.first(where: { $0.treatment == report.decision.arm }) ?? shown.first else {
            return "No \(report.plan.unit)'s window is over yet"
        }
        let name = name(first)
        let apart = first.points.reversed().prefix { point in
            point.lift.map { $0.interval.lower > 0 || $0.interval.upper < 0 } ?? false
        }
        guard let since = apart.last else { return "\(name) cannot be told apart from no change yet" }
        return "\(name) has been told apart from no change since \(ExperimentCopy.day(since.day))"
    }

    var charts: [ChartBlock] {
        guard !shown.isEmpty else {
            return [
                ChartBlock(
                    id: "lift", title: "There is no course over time yet",
                    empty: EmptyState(
                        words: report.analysis.hidden != nil
                            ? "Effects are hidden until the first look."
                            : "No \(report.plan.unit)'s window of \(Format.count(report.plan.windowDays, "day")) is over yet. Come back when the first ones are."
                    ))
            ]
        }
        return shown.enumerated().map { place, timeline in chart(timeline, place + 1) }
    }

    private func name(_ timeline: Timeline) -> String {
        let metric = report.result(timeline.metric)?.metric.name ?? timeline.metric
        return report.plan.arms.count > 2 ? "\(metric) of \(timeline.treatment)" : metric
    }

    private func chart(_ timeline: Timeline, _ place: Int) -> ChartBlock {
        let points = timeline.points.filter { $0.lift != nil }
        return ChartBlock(
            id: "lift-\(place)", title: "\(name(timeline)), as it was known day after day", subtitle: subtitle,
            isHalf: shown.count > 1,
            chart: points.isEmpty ? nil : line(points, timeline), table: table(timeline),
            question: ExperimentResults.question(report, name(timeline)),
            remark: remark(points, timeline),
            empty: EmptyState(words: "Nothing can be said yet: too few windows are over."))
    }

    private var subtitle: String {
        let what = "Lift over all \(ExperimentCopy.units(report.plan)) whose windows were over by that day"
        switch report.plan.monitoring {
        case .alwaysValid, .mixture: return "\(what); the dashed bounds hold on all days together"
        case .fixed: return "\(what); the dashed bounds are those of a single look"
        case .groupSequential: return "\(what); whiskers where a look was taken"
        }
    }

    private func line(_ points: [Timeline.Point], _ timeline: Timeline) -> LineChart {
        let lifts = points.map { $0.lift?.estimate }
        var course = LineChart.Series(name: "Lift", values: lifts)
        var series: [LineChart.Series] = []
        let limit = limit(points, timeline)
        if looks.isPlanned {
            series.append(course)
            if let taken = taken(points, timeline) { series.append(taken) }
        } else {
            course.low = points.map { $0.lift.flatMap { ExperimentCopy.finite($0.interval.lower) } }
            course.high = points.map { $0.lift.flatMap { ExperimentCopy.finite($0.interval.upper) } }
            course.interval = .dashed
            series.append(course)
        }
        series.append(LineChart.Series(name: "No change", values: points.map { _ in 0 }, isReference: true))
        return LineChart(
            x: ChartAxis(unit: "date", values: points.map { .text($0.day) }),
            y: ChartMeasure(label: "Lift", unit: "share", minimum: -limit, maximum: limit), series: series,
            marks: finalLook(points))
    }

    /// The lifts at the looks that were taken, with the intervals that the design gave them.
    private func taken(_ points: [Timeline.Point], _ timeline: Timeline) -> LineChart.Series? {
        var values = points.map { _ in Double?.none }, low = values, high = values
        for taken in looks.taken {
            let day = String(taken.look.asOf.prefix(10))
            guard let place = points.lastIndex(where: { $0.day <= day }),
                let lift = lift(timeline, in: taken.report)
            else { continue }
            values[place] = lift.estimate
            low[place] = ExperimentCopy.finite(lift.interval.lower)
            high[place] = ExperimentCopy.finite(lift.interval.upper)
        }
        guard values.contains(where: { $0 != nil }) else { return nil }
        return LineChart.Series(name: "Looks taken", values: values, low: low, high: high, interval: .whiskers)
    }

    private func lift(_ timeline: Timeline, in report: ExperimentReport) -> Effect? {
        report.result(timeline.metric)?.comparisons.first { $0.treatment == timeline.treatment }?.lift
    }

    /// How far the axis reaches to both sides. The first days' bounds would flatten all others, so that they may leave the chart.
    private func limit(_ points: [Timeline.Point], _ timeline: Timeline) -> Double {
        let units = points.last?.units ?? 0
        let settled = points.filter { $0.units * 5 >= units }
        let bounds =
            looks.isPlanned
            ? looks.taken.flatMap {
                lift(timeline, in: $0.report).map { [$0.interval.lower, $0.interval.upper] } ?? []
            }
            : settled.flatMap { point in point.lift.map { [$0.interval.lower, $0.interval.upper] } ?? [] }
        let all = (bounds + settled.compactMap { $0.lift?.estimate }).map(abs).filter(\.isFinite)
        let most = max(all.max() ?? 0.1, 0.001)
        // The next number that axes are divided by, so that ticks fall on both ends.
        let magnitude = Self.power(below: most)
        return ([1, 2, 4, 5, 10].first { $0 * magnitude >= most } ?? 10) * magnitude
    }

    private static func power(below value: Double) -> Double {
        var power = 1.0
        while power > value { power /= 10 }
        while power * 10 <= value { power *= 10 }
        return power
    }

    private func finalLook(_ points: [Timeline.Point]) -> [(x: String, label: String)] {
        guard let units = report.plan.plannedUnits, let first = points.first(where: { $0.units >= units }) else {
            return []
        }
        return [(first.day, "planned units in")]
    }

    private func remark(_ points: [Timeline.Point], _ timeline: Timeline) -> String? {
        let limit = limit(points, timeline)
        let leaves =
            !looks.isPlanned
            && points.contains { point in
                point.lift.map { $0.interval.lower.magnitude > limit || $0.interval.upper.magnitude > limit } ?? false
            }
        return leaves ? "The bounds of the first days reach beyond the chart; the table has them." : nil
    }

    /// p-values stand only where they may be read on every day.
    private func table(_ timeline: Timeline) -> Table {
        let isAlwaysValid = report.plan.monitoring.isAlwaysValid
        let columns: [Table.Heading] =
            [.text("Day"), .number("Units"), .number("Lift")]
            + (looks.isPlanned ? [] : [.number("from"), .number("to")]) + (isAlwaysValid ? [.number("p")] : [])
        return Table(
            columns: columns,
            rows: timeline.points.reversed().map { point in
                let bounds: [Cell] =
                    looks.isPlanned
                    ? []
                    : [
                        .number(point.lift?.interval.lower, muted: true) { ExperimentCopy.share($0) },
                        .number(point.lift?.interval.upper, muted: true) { ExperimentCopy.share($0) },
                    ]
                let p: [Cell] = isAlwaysValid ? [.number(point.pValue, ExperimentCopy.pValue)] : []
                return [
                    .time(point.day), .number(Format.count(point.units)),
                    .number(point.lift?.estimate) { ExperimentCopy.share($0) },
                ]
                    + bounds + p
            })
    }
}
