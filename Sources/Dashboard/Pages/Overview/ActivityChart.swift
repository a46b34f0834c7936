import Insights
import Listening
import Warehouse

/// Daily, weekly and monthly listeners as three lines.
struct ActivityChart {
    private let days: [ActiveDay]
    private let period: PeriodSummary
    private let changes: PeriodChanges
    private let scope: Scope

    init(_ days: [ActiveDay], _ period: PeriodSummary, _ changes: PeriodChanges, _ scope: Scope) {
        self.days = days
        self.period = period
        self.changes = changes
        self.scope = scope
    }

    var block: ChartBlock {
        ChartBlock(
            id: "active", title: title,
            subtitle: "Distinct listeners with at least one play, in windows of 1, 7 and 30 days that end on each day",
            chart: LineChart(
                x: ChartAxis(unit: "date", values: days.map { .text($0.day.description) }),
                y: ChartMeasure(label: "Listeners", unit: "listeners"),
                series: [
                    LineChart.Series(name: "Monthly", values: days.map { $0.isMonthWhole ? Double($0.monthly) : nil }),
                    LineChart.Series(name: "Weekly", values: days.map { $0.isWeekWhole ? Double($0.weekly) : nil }),
                    LineChart.Series(name: "Daily", values: days.map { Double($0.daily) }),
                ].filter { $0.values.contains { $0 != nil } },
                incompleteFrom: days.incompleteFrom),
            table: table, question: scope.question("activity", "daily, weekly and monthly listeners"),
            rowsURL: scope.rows("activity"),
            remark: remark)
    }

    /// The last 7 days against the first 7, so that weekdays weigh alike; the level where that tells no change.
    private var title: String {
        let neutral = "Daily, weekly and monthly listeners"
        guard !period.now.hasFewListeners, let daily = period.now.meanDaily else { return neutral }
        guard let trend = changes[.dailyTrend], let direction = trend.contrast.direction else {
            return "\(Format.mean(daily)) listeners on an average day"
        }
        let words = direction == .up ? "rose" : "fell"
        return
            "Daily listeners \(words) from \(Format.mean(trend.before)) in the first 7 days to \(Format.mean(trend.now)) in the last 7"
    }

    private var remark: String? {
        let sentences = [
            days.last.map(\.isOver) == false ? "Dashed: not over for all listeners yet, and counted nowhere." : nil,
            days.contains { !$0.isMonthWhole } ? "A window that begins before the data is not drawn." : nil,
            days.count > DayTable.most ? DayTable.remark : nil,
        ]
        let text = sentences.compactMap { $0 }.joined(separator: " ")
        return text.isEmpty ? nil : text
    }

    private var table: Table {
        Table(
            columns: [
                .text("Day"), .number("Daily", "listeners"), .number("Weekly", "listeners"),
                .number("Monthly", "listeners"),
            ],
            rows: DayTable.newest(days).map { day in
                [
                    .time(day.day.description, link: scope.rows("listeners", [("day", day.day.description)])),
                    .number(Format.count(day.daily), muted: !day.isOver),
                    .number(day.isWeekWhole ? day.weekly : nil) { Format.count($0) },
                    .number(day.isMonthWhole ? day.monthly : nil) { Format.count($0) },
                ]
            })
    }
}

/// A table with a row a day, newest first. It is cut where it would be longer than anybody reads.
enum DayTable {
    static let most = 366
    static let remark = "The table shows the last 366 days; “Rows” has all."

    static func newest<Day>(_ days: [Day]) -> [Day] { days.suffix(most).reversed() }
}
