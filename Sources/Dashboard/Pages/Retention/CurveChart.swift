import Warehouse

/// The retention curve of all cohorts together.
struct CurveChart {
    private let curve: RetentionCurve
    private let scope: Scope

    init(_ curve: RetentionCurve, _ scope: Scope) {
        self.curve = curve
        self.scope = scope
    }

    var block: ChartBlock {
        ChartBlock(
            id: "curve", title: title, subtitle: "Share of listeners who play on day N after their first, 95\(Format.thin)% interval",
            isHalf: true,
            chart: curve.points.isEmpty
                ? nil
                : LineChart(
                    x: ChartAxis(unit: "number", label: "Days since the first play", values: curve.points.map { .count($0.day) }),
                    y: ChartMeasure(label: "Share playing on the day", unit: "share", maximum: 1),
                    series: [
                        LineChart.Series(
                            name: "Retention", values: curve.points.map(\.rate), low: curve.points.map(\.low),
                            high: curve.points.map(\.high))
                    ]),
            table: Table(
                columns: [.number("Day"), .number("Retained"), .number("95\(Format.thin)% from"), .number("to"), .number("Of listeners")],
                rows: curve.points.map { point in
                    [
                        .number(Format.count(point.day)), .number(Format.percent(point.rate)),
                        .number(Format.percent(point.low), muted: true),
                        .number(Format.percent(point.high), muted: true), .number(Format.count(point.eligible)),
                    ]
                }),
            question: scope.question("retention_curve", "the retention curve"), rowsURL: scope.rows("retention_curve"),
            empty: EmptyState(words: "No listener began in this range. Choose a longer one."))
    }

    private var title: String {
        guard let week = curve.point(7), let month = curve.point(28), week.rate > 0 else { return "The retention curve" }
        let lost = 1 - month.rate / week.rate
        let loss = "\(Format.percent(week.rate, 0)) on day 7, \(Format.percent(month.rate, 0)) on day 28"
        if month.low > week.high { return "Retention rises after the first week: \(loss)" }
        return lost < 0.25 && (1 - week.rate) > (week.rate - month.rate)
            ? "The loss is in the first week, then it is slow: \(loss)" : "Retention keeps falling: \(loss)"
    }
}
