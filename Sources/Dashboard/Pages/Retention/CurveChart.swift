import Insights
import Warehouse

/// The retention curve of all cohorts together.
struct CurveChart {
    private let curve: RetentionCurve
    private let visit: PageContext
    private let scope: Scope

    init(_ curve: RetentionCurve, _ visit: PageContext, _ scope: Scope) {
        self.curve = curve
        self.visit = visit
        self.scope = scope
    }

    var block: ChartBlock {
        ChartBlock(
            id: "curve", title: title, subtitle: subtitle,
            isHalf: true,
            chart: curve.rated.isEmpty
                ? nil
                : LineChart(
                    x: ChartAxis(
                        unit: "number", label: "Days since the first play", values: curve.rated.map { .count($0.day) }),
                    y: ChartMeasure(label: "Share of listeners", unit: "share"),
                    series: [
                        LineChart.Series(
                            name: "Retention", values: curve.rated.map(\.rate), low: curve.rated.map(\.low),
                            high: curve.rated.map(\.high))
                    ]),
            table: Table(
                columns: [
                    .number("Day"), .number("Retained"), .number("95\(Format.thin)% from"), .number("to"),
                    .number("Retained", "listeners"),
                    .number("Of listeners"),
                ],
                rows: curve.points.map { point in
                    let isRate = point.eligible >= LeastCount.listeners
                    return [
                        .number(Format.count(point.day)), isRate ? .number(Format.percent(point.rate)) : .blank,
                        isRate ? .number(Format.percent(point.low), muted: true) : .blank,
                        isRate ? .number(Format.percent(point.high), muted: true) : .blank,
                        .number(Format.count(point.retained), muted: true), .number(Format.count(point.eligible)),
                    ]
                }),
            choices: [
                visit.choices(
                    "Active", "returned", [("unbounded", "On day N or later"), ("on", "On exactly day N")],
                    current: curve.kind,
                    keep: RetentionPage.keep)
            ],
            question: scope.question("retention_curve", "the retention curve", [("kind", curve.kind)]),
            rowsURL: scope.rows("retention_curve", [("kind", curve.kind)]), remark: remark,
            empty: EmptyState(words: "No listener began in this range. Choose a longer one."))
    }

    private var remark: String? {
        curve.rated.count < curve.points.count
            ? "Days that fewer than \(LeastCount.listeners) listeners could reach have no rate." : nil
    }

    private var subtitle: String {
        let what = curve.isExact ? "active on exactly day N" : "active on day N or later"
        return "Share of listeners \(what) after their first day, 95\(Format.thin)% interval"
    }

    private var title: String {
        let after = curve.isExact ? "" : " or later"
        guard let week = curve.point(7) else { return "The retention curve" }
        guard let month = curve.point(28) else { return "\(Format.percent(week.rate, 0)) are active on day 7\(after)" }
        return
            "\(Format.percent(week.rate, 0)) are active on day 7\(after), \(Format.percent(month.rate, 0)) on day 28\(after)"
    }
}
