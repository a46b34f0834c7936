import Insights
import Listening
import Server
import Warehouse

/// New, returning, resurrected and dormant listeners, week by week.
struct LifecycleChart {
    private struct Week: Sendable {
        let day: CalendarDay
        let new: Int
        let returning: Int
        let resurrected: Int
        let dormant: Int
        let isComplete: Bool
    }

    private let weeks: [Week]
    private let dataBegin: CalendarDay
    private let scope: Scope

    init(_ answer: InsightAnswer, _ scope: Scope) {
        self.scope = scope
        dataBegin = answer.data.lowerBound
        weeks = answer.table.compactMap { row in
            guard let day = row.day("week") else { return nil }
            return Week(
                day: day, new: row.count("new_listeners"), returning: row.count("returning_listeners"),
                resurrected: row.count("resurrected_listeners"), dormant: row.count("dormant_listeners"),
                isComplete: row.flag("complete"))
        }
    }

    var block: ChartBlock {
        ChartBlock(
            id: "lifecycle", title: title,
            subtitle: "Listeners by week; below zero, those who listened the week before and not in this one",
            isHalf: true, chart: chart, table: table,
            question: scope.question("lifecycle", "new, returning and dormant listeners"),
            rowsURL: scope.rows("lifecycle"), remark: remark)
    }

    private var chart: StackedBarChart? {
        guard !weeks.isEmpty else { return nil }
        // Only what is incomplete up to the end is hatched: a first week that the data cut in two is no week to come.
        let lastComplete = weeks.lastIndex(where: \.isComplete)
        let incompleteFrom = lastComplete.map { $0 + 1 } ?? 0
        return StackedBarChart(
            x: ChartAxis(unit: "week", values: weeks.map { .text($0.day.description) }),
            y: ChartMeasure(label: "Listeners", unit: "listeners"),
            series: [
                StackedBarChart.Series(name: "Returning", values: weeks.map { Double($0.returning) }),
                StackedBarChart.Series(name: "New", values: weeks.map { Double($0.new) }),
                StackedBarChart.Series(name: "Resurrected", values: weeks.map { Double($0.resurrected) }),
                StackedBarChart.Series(name: "Dormant", values: weeks.map { Double($0.dormant) }, isBelow: true),
            ], incompleteFrom: incompleteFrom < weeks.count ? incompleteFrom : nil)
    }

    private var table: Table {
        Table(
            columns: [.text("Week"), .number("Returning"), .number("New"), .number("Resurrected"), .number("Dormant")],
            rows: weeks.reversed().map { week in
                [
                    .time(week.day.description), .number(Format.count(week.returning), muted: !week.isComplete),
                    .number(Format.count(week.new), muted: !week.isComplete),
                    .number(Format.count(week.resurrected), muted: !week.isComplete),
                    .number(Format.count(week.dormant), muted: !week.isComplete),
                ]
            })
    }

    private var remark: String? {
        weeks.first.map { $0.day <= dataBegin } == true ? "In the first week of the data everybody seems new." : nil
    }

    /// Gains against losses over the complete weeks, without the one in which everybody seems new.
    ///
    /// Gains less losses are the listeners of the last week less those of the week before the first. A listener weighs −1, 0 or 1 in it, and
    /// each who weighs anything has come or gone at least once: the standard error is at most the root of all comings and goings.
    private var title: String {
        let counted = weeks.filter { $0.isComplete && $0.day > dataBegin }
        let came = counted.reduce(0) { $0 + $1.new + $1.resurrected }
        let left = counted.reduce(0) { $0 + $1.dormant }
        guard counted.count >= 2, came + left >= LeastCount.listeners else {
            return "New, returning and dormant listeners"
        }
        let contrast = Contrast(
            Double(came - left), standardError: Double(came + left).squareRoot(), unit: .listeners(came + left),
            comparisons: RetentionFindings.looks)
        let both = "\(Format.count(came)) gained, \(Format.count(left)) lost"
        switch contrast.direction {
        case .up: return "Gains exceed losses: \(both) in \(Format.count(counted.count, "week"))"
        case .down: return "Losses exceed gains: \(both) in \(Format.count(counted.count, "week"))"
        case nil: return "\(both) in \(Format.count(counted.count, "week"))"
        }
    }
}
