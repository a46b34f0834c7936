import Insights
import Server
import Warehouse

/// At which hours of their day people listen.
struct HoursChart {
    private let plays: [Int]
    /// Standard errors of the hours' shares of plays.
    private let errors: [Double?]
    private let unit: Contrast.Unit
    private let scope: Scope

    /// - Parameter answer: of `skip_rates` by hour, which counts the plays whose skip is known.
    init(_ answer: InsightAnswer, _ scope: Scope) {
        self.scope = scope
        var plays = Array(repeating: 0, count: 24), errors: [Double?] = Array(repeating: nil, count: 24), units = 0
        for row in answer.table {
            guard let hour = row.text("group_name").flatMap({ Int($0) }), plays.indices.contains(hour) else { continue }
            plays[hour] = row.count("plays")
            errors[hour] = row.number("share_error")
            units = max(units, row.count("units"))
        }
        self.plays = plays
        self.errors = errors
        unit = answer.table.first?.text("unit") == "week" ? .weeks(units) : .listeners(units)
    }

    private var all: Int { plays.reduce(0, +) }
    private var peak: Int { plays.indices.max { (plays[$0], $1) < (plays[$1], $0) } ?? 0 }

    var block: ChartBlock {
        let shares = plays.map { Double($0) / Double(max(1, all)) }
        let links = plays.indices.map { scope.rows("plays", [("dimension", "hour"), ("group_name", "\($0)")]) }
        return ChartBlock(
            id: "hours", title: title,
            subtitle: "Share of the plays whose end is known, by the hour of the listener’s clock", isHalf: true,
            chart: all < LeastCount.plays
                ? nil
                : BarChart(
                    category: ChartAxis(unit: "hour", label: "Local hour", values: plays.indices.map { .count($0) }),
                    value: ChartMeasure(label: "Share of plays", unit: "share"), values: shares, isStanding: true,
                    counts: plays,
                    highlight: isPeakClear ? [peak] : [],
                    links: links),
            table: Table(
                columns: [.text("Hour"), .number("Plays"), .number("Share")],
                rows: plays.indices.map { hour in
                    [
                        .text(PageCopy.group("\(hour)", of: "hour"), link: links[hour]),
                        .number(Format.count(plays[hour])),
                        .number(Format.percent(shares[hour])),
                    ]
                }),
            question: scope.question("skip_rates", "plays by hour", [("dimension", "hour")]),
            rowsURL: scope.rows("skip_rates", [("dimension", "hour")]),
            empty: EmptyState(
                words: all == 0
                    ? "The source does not record how these plays ended, so they are not counted by hour here."
                    : "\(Format.count(Int64(all), "play")): shares by hour take \(LeastCount.plays)."))
    }

    /// Whether the busiest of 24 hours has clearly more than the share of a mean hour.
    private var isPeakClear: Bool {
        guard all >= LeastCount.plays, let error = errors[peak] else { return false }
        let share = Double(plays[peak]) / Double(all)
        return Contrast(share - 1 / 24, standardError: error, unit: unit, comparisons: 24 * OverviewLooks.count)
            .direction == .up
    }

    private var title: String {
        guard isPeakClear else { return "Plays by the hour of the day" }
        let share = Format.percent(Double(plays[peak]) / Double(all))
        return "Listening peaks around \(PageCopy.group("\(peak)", of: "hour")), with \(share) of plays"
    }
}
