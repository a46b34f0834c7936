import Warehouse

/// How long a listener listens on a day with listening.
struct MinutesChart {
    private let days: [ActiveDay]
    private let scope: Scope

    private let period: PeriodSummary.Period

    init(_ days: [ActiveDay], _ period: PeriodSummary.Period, _ scope: Scope) {
        self.days = days
        self.period = period
        self.scope = scope
    }

    var block: ChartBlock {
        ChartBlock(
            id: "minutes-a-day", title: title, subtitle: "Mean time of a listener on a day with listening", isHalf: true,
            chart: days.allSatisfy { $0.minutesAListener == nil }
                ? nil
                : LineChart(
                    x: ChartAxis(unit: "date", values: days.map { .text($0.day.description) }),
                    y: ChartMeasure(label: "Time a listener-day", unit: "minutes"),
                    series: [LineChart.Series(name: "Time", values: days.map(\.minutesAListener))], incompleteFrom: days.incompleteFrom),
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

    /// Weekends against weekdays, over at least two weeks.
    private var title: String {
        let over = days.over
        let neutral = "Time of a listener-day"
        guard over.count >= 14, let weekend = mean(over.filter { $0.day.weekday >= 6 }),
            let week = mean(over.filter { $0.day.weekday < 6 }), week > 0
        else { return neutral }
        let ratio = weekend / week - 1
        let both = "\(Format.duration(seconds: weekend * 60)) against \(Format.duration(seconds: week * 60))"
        if ratio >= 0.03 { return "At weekends people listen longer: \(both)" }
        if ratio <= -0.03 { return "At weekends people listen less: \(both)" }
        return "Weekends and weekdays are listened to alike"
    }

    private func mean(_ days: [ActiveDay]) -> Double? {
        let listeners = days.reduce(0) { $0 + $1.timedListeners }
        return listeners > 0 ? days.reduce(0) { $0 + ($1.minutes ?? 0) } / Double(listeners) : nil
    }
}
