import Insights
import Warehouse

/// Skip rates of the groups of a dimension, with their intervals.
struct SkipGroupChart {
    private let groups: SkipGroups
    private let visit: PageContext
    private let scope: Scope
    private let overall: Double?

    init(_ groups: SkipGroups, _ visit: PageContext, _ scope: Scope, overall: Double?) {
        self.groups = groups
        self.visit = visit
        self.scope = scope
        self.overall = overall
    }

    private var dimension: String { groups.dimension }

    var block: ChartBlock {
        let dimensions = InsightParameters.choices("dimension", of: "skip_rates") ?? []
        let shown = groups.shown
        return ChartBlock(
            id: "by-dimension", title: groups.finding, subtitle: subtitle,
            chart: shown.isEmpty ? nil : chart(shown), table: table,
            choices: [
                visit.choices(
                    "By", "dimension", dimensions.map { ($0, Format.sentence(PageCopy.dimension($0))) },
                    current: dimension,
                    keep: ["dimension"])
            ],
            question: scope.question(
                "skip_rates", "skip rates by \(PageCopy.dimension(dimension))", [("dimension", dimension)]),
            rowsURL: scope.rows("skip_rates", [("dimension", dimension)]),
            remark: remark(shown.count),
            empty: EmptyState(words: "No play of this range says whether it was skipped."))
    }

    private var subtitle: String {
        let rate =
            groups.seesEarlyOnly
            ? "Skips in the first 30\(Format.thin)s" : groups.isLowerBound ? "Skip rate, at least," : "Skip rate"
        return "\(rate) by \(PageCopy.dimension(dimension)), 95\(Format.thin)% interval"
    }

    private func remark(_ shown: Int) -> String? {
        let sentences = [
            groups.groups.filter(\.hasRate).count > shown
                ? "The \(shown) groups with most plays are drawn; the table has all." : nil,
            groups.groups.contains { !$0.hasRate }
                ? "A rate takes \(LeastCount.plays) plays: groups of fewer have their count only." : nil,
            groups.isLowerBound
                ? "Rates are lower bounds: a skip after 30\(Format.thin)s is not recorded of every play." : nil,
        ].compactMap { $0 }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    private func chart(_ shown: [SkipGroups.Group]) -> BarChart {
        let isHour = dimension == "hour"
        return BarChart(
            category: ChartAxis(
                unit: isHour ? "hour" : "text", label: Format.sentence(PageCopy.dimension(dimension)),
                values: shown.map { isHour ? .count(Int($0.name) ?? 0) : .text(label($0)) }),
            value: ChartMeasure(label: "Skip rate", unit: "share"), values: shown.map(\.rate),
            isStanding: isHour || dimension == "weekday", low: shown.map(\.low), high: shown.map(\.high),
            counts: shown.map(\.plays),
            reference: overall.map {
                ($0, "all plays \(groups.isLowerBound ? "≥\(Format.thin)" : "")\(Format.percent($0))")
            },
            links: shown.map(rows))
    }

    private var table: Table {
        Table(
            columns: [
                .text(Format.sentence(PageCopy.dimension(dimension))), .number("Plays"),
                .number("Skip rate", groups.isLowerBound ? "at least" : nil),
                .number("95\(Format.thin)% from"),
                .number("to"),
            ],
            rows: (groups.isOrdered ? groups.groups : groups.groups.sorted { ($1.rate, $0.name) < ($0.rate, $1.name) })
                .map { group in
                    [
                        .text(label(group), link: rows(group)), .number(Format.count(group.plays)),
                    ]
                        + (group.hasRate
                            ? [
                                .number(Format.percent(group.rate)), .number(Format.percent(group.low), muted: true),
                                .number(Format.percent(group.high), muted: true),
                            ] : [.blank, .blank, .blank])
                })
    }

    private func label(_ group: SkipGroups.Group) -> String { PageCopy.group(group.name, of: dimension) }

    private func rows(_ group: SkipGroups.Group) -> String {
        scope.rows("plays", [("dimension", dimension), ("group_name", group.name)])
    }
}
