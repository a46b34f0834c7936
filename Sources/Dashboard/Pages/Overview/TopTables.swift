import Insights
import Listening
import Server
import Warehouse

/// The most played artists and tracks.
enum TopTables {
    static func artists(_ answer: InsightAnswer, _ period: PeriodSummary.Period, _ scope: Scope) -> TableBlock {
        let rows = answer.table, rates = hasRates(rows)
        return TableBlock(
            id: "top-artists", title: title("artist", rows, "artist"), subtitle: "By plays, skips included",
            isHalf: true,
            table: Table(
                columns: [.text("Artist"), .number("Plays"), .number("Listeners")] + (rates ? [skipRate(period)] : []),
                rows: rows.map { row in
                    [
                        .optional(row.text("artist"), bar: bar(row, rows)), .number(Format.count(row.count("plays"))),
                        .number(Format.count(row.count("listeners"))),
                    ] + (rates ? [rateCell(row)] : [])
                }),
            question: scope.question("top_artists", "the most played artists"),
            rowsURL: scope.rows("top_artists", [("limit", "1000")]),
            remark: remark(rows))
    }

    static func tracks(_ answer: InsightAnswer, _ period: PeriodSummary.Period, _ scope: Scope) -> TableBlock {
        let rows = answer.table, rates = hasRates(rows)
        return TableBlock(
            id: "top-tracks", title: title("track", rows, "name"), subtitle: "By plays, skips included", isHalf: true,
            table: Table(
                columns: [.text("Track"), .text("Artist"), .number("Plays")] + (rates ? [skipRate(period)] : []),
                rows: rows.map { row in
                    [
                        .optional(row.text("name"), bar: bar(row, rows)), .optional(row.text("artist"), muted: true),
                        .number(Format.count(row.count("plays"))),
                    ] + (rates ? [rateCell(row)] : [])
                }),
            question: scope.question("top_tracks", "the most played tracks"),
            rowsURL: scope.rows("top_tracks", [("limit", "1000")]),
            remark: remark(rows))
    }

    /// Without lengths and reasons only some skips are seen, and the heading says so.
    private static func skipRate(_ period: PeriodSummary.Period) -> Table.Heading {
        .number("Skip rate", period.isSkipRateLowerBound ? "at least" : nil)
    }

    /// A rate of fewer plays than a rate takes is not shown, nor a column of them.
    private static func hasRates(_ rows: [AnswerRow]) -> Bool { rows.contains { rate($0) != nil } }
    private static func rate(_ row: AnswerRow) -> Double? {
        row.count("plays") >= LeastCount.plays ? row.number("skip_rate") : nil
    }
    private static func rateCell(_ row: AnswerRow) -> Cell { rate(row).map { .number(Format.percent($0)) } ?? .blank }
    private static func remark(_ rows: [AnswerRow]) -> String? {
        hasRates(rows) && rows.contains { rate($0) == nil && $0.number("skip_rate") != nil }
            ? "Skip rates take \(LeastCount.plays) plays." : nil
    }

    /// The first is named where it is clearly ahead of the second; a close race has no finding.
    private static func title(_ noun: String, _ rows: [AnswerRow], _ column: String) -> String {
        let neutral = "The most played \(noun)s"
        guard rows.count > 1, let name = rows[0].text(column), let own = rows[0].number("standard_error"),
            let other = rows[1].number("standard_error")
        else { return neutral }
        let contrast = Contrast(
            Double(rows[0].count("plays") - rows[1].count("plays")),
            standardError: (own * own + other * other).squareRoot(),
            unit: .listeners(rows[0].count("listeners")), comparisons: OverviewLooks.count)
        return contrast.direction == .up ? "\(name) is the most played \(noun)" : neutral
    }

    private static func bar(_ row: AnswerRow, _ rows: [AnswerRow]) -> Int {
        let most = rows.map { $0.count("plays") }.max() ?? 0
        return most > 0 ? Int(saturating: (100 * Double(row.count("plays")) / Double(most)).rounded()) : 0
    }
}
