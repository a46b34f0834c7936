import Insights
import Warehouse

/// How long a listener listens on a day with listening.
struct MinutesChart {
    private let days: [ActiveDay]
    private let scope: Scope

    private let period: PeriodSummary.Period
    private let changes: PeriodChanges

    init(_ days: [ActiveDay], _ period: PeriodSummary.Period, _ changes: PeriodChanges, _ scope: Scope) {
        self.days = days
        self.period = period
        self.changes = changes
        self.scope = scope
    }

    var block: ChartBlock {
        ChartBlock(
            id: "minutes-a-day", title: title, subtitle: "Mean time of a listener on a day with listening",
            isHalf: true,
            chart: days.allSatisfy { $0.minutesAListener == nil }
                ? nil
                : LineChart(
                    x: ChartAxis(unit: "date", values: days.map { .text($0.day.description) }),
                    y: ChartMeasure(label: "Time per active day", unit: "minutes"),
                    series: [LineChart.Series(name: "Time", values: days.map(\.minutesAListener))],
                    incompleteFrom: days.incompleteFrom),
            table: Table(
                columns: [.text("Day"), .number("Time a listener"), .number("Listeners"), .number("Time in all")],
                rows: DayTable.newest(days).map { day in
                    [
                        .time(day.day.description, link: scope.rows("listeners", [("day", day.day.description)])),
                        .number(day.minutesAListener, muted: !day.isOver) { Format.duration(seconds: $0 * 60) },
                        .number(Format.count(day.daily)),
                        .number(day.minutes, muted: !day.isOver) { Format.duration(seconds: $0 * 60) },
                    ]
                }),
            question: scope.question("activity", "the time of a listener-day"), rowsURL: scope.rows("activity"),
            remark: period.timeNote.map { "\(Format.sentence($0))." },
            empty: EmptyState(words: "The source does not record how long plays lasted."))
    }

    /// Weekends against weekdays; the level where they do not clearly differ.
    private var title: String {
        guard let level = period.minutesADay else { return "Listening time per active day" }
        guard let weekend = changes[.weekendMinutes], let direction = weekend.contrast.direction else {
            return
                "\(period.timeNote == nil ? "" : "At least ")\(Format.duration(seconds: level * 60)) of listening per active day"
        }
        let both =
            "\(Format.duration(seconds: weekend.now * 60)) against \(Format.duration(seconds: weekend.before * 60))"
        return "People listen \(direction == .up ? "longer" : "less") at weekends: \(both)"
    }
}
