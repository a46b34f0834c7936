import Insights
import Server
import Warehouse

/// On how many of the last 28 days listeners are active.
struct StickinessChart {
    private struct Bar: Sendable {
        let days: Int
        let listeners: Int
        let share: Double
    }

    private let bars: [Bar]
    private let scope: Scope

    init(_ answer: InsightAnswer, _ scope: Scope) {
        self.scope = scope
        bars = answer.table.map {
            Bar(days: $0.count("active_days"), listeners: $0.count("listeners"), share: $0.number("share") ?? 0)
        }
    }

    private var all: Int { bars.reduce(0) { $0 + $1.listeners } }

    var block: ChartBlock {
        ChartBlock(
            id: "active-days", title: title,
            subtitle: "Share of the listeners of the last 28 days, by the number of days on which they listened",
            isHalf: true,
            chart: all == 0
                ? nil
                : BarChart(
                    category: ChartAxis(
                        unit: "number", label: "Days with listening, of 28", values: bars.map { .count($0.days) }),
                    value: ChartMeasure(label: "Share of listeners", unit: "share"), values: bars.map(\.share),
                    isStanding: true),
            table: Table(
                columns: [.number("Days"), .number("Listeners"), .number("Share")],
                rows: bars.map {
                    [
                        .number(Format.count($0.days)), .number(Format.count($0.listeners)),
                        .number(Format.percent($0.share)),
                    ]
                }),
            question: scope.question("stickiness", "days with listening"), rowsURL: scope.rows("stickiness"))
    }

    /// The most days that at least half of the listeners reach.
    private var title: String {
        guard all >= LeastCount.listeners else { return "Days with listening" }
        var reached = 0
        for bar in bars.reversed() {
            reached += bar.listeners
            guard 2 * reached >= all else { continue }
            return bar.days == 1
                ? "Half of the listeners listen on a single day of 28"
                : "Half of the listeners listen on \(bar.days) or more days of 28"
        }
        return "Days with listening"
    }
}
