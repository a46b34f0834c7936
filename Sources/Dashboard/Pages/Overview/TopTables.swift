import Insights
import Warehouse
import Listening

/// The most played artists and tracks.
enum TopTables {
    static func artists(_ answer: InsightAnswer, _ period: PeriodSummary.Period, _ scope: Scope) -> TableBlock {
        let rows = answer.table
        return TableBlock(
            id: "top-artists", title: title("artist", rows, "artist"), subtitle: "By plays, skips included", isHalf: true,
            table: Table(
                columns: [.text("Artist"), .number("Plays"), .number("Listeners"), skipRate(period)],
                rows: rows.map { row in
                    [
                        .optional(row.text("artist"), bar: bar(row, rows)), .number(Format.count(row.count("plays"))),
                        .number(Format.count(row.count("listeners"))), .number(row.number("skip_rate")) { Format.percent($0) },
                    ]
                }),
            question: scope.question("top_artists", "the most played artists"), rowsURL: scope.rows("top_artists", [("limit", "1000")]))
    }

    static func tracks(_ answer: InsightAnswer, _ period: PeriodSummary.Period, _ scope: Scope) -> TableBlock {
        let rows = answer.table
        return TableBlock(
            id: "top-tracks", title: title("track", rows, "name"), subtitle: "By plays, skips included", isHalf: true,
            table: Table(
                columns: [.text("Track"), .text("Artist"), .number("Plays"), skipRate(period)],
                rows: rows.map { row in
                    [
                        .optional(row.text("name"), bar: bar(row, rows)), .optional(row.text("artist"), muted: true),
                        .number(Format.count(row.count("plays"))), .number(row.number("skip_rate")) { Format.percent($0) },
                    ]
                }),
            question: scope.question("top_tracks", "the most played tracks"), rowsURL: scope.rows("top_tracks", [("limit", "1000")]))
    }

    /// Without lengths and reasons only some skips are seen, and the heading says so.
    private static func skipRate(_ period: PeriodSummary.Period) -> Table.Heading {
        .number("Skip rate", period.isSkipRateLowerBound ? "at least" : nil)
    }

    /// The first is named where it leads by a tenth; a close race has no finding.
    private static func title(_ noun: String, _ rows: [AnswerRow], _ column: String) -> String {
        let neutral = "The most played \(noun)s"
        guard rows.count > 1, let name = rows[0].text(column), rows[0].count("plays") >= 50,
            Double(rows[0].count("plays")) >= 1.1 * Double(rows[1].count("plays"))
        else { return neutral }
        return "\(name) is the most played \(noun)"
    }

    private static func bar(_ row: AnswerRow, _ rows: [AnswerRow]) -> Int {
        let most = rows.map { $0.count("plays") }.max() ?? 0
        return most > 0 ? Int(saturating: (100 * Double(row.count("plays")) / Double(most)).rounded()) : 0
    }
}
