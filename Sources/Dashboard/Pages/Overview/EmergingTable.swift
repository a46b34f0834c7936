import Insights
import Server
import Warehouse

/// Artists whose share of listening grows.
struct EmergingTable {
    private let rows: [AnswerRow]
    private let scope: Scope

    init(_ answer: InsightAnswer, _ scope: Scope) {
        rows = answer.table
        self.scope = scope
    }

    /// The error probability is shared with all that the page looks at.
    private var own: [(name: String, value: String?)] {
        [("max_p_value", "\(Contrast.share(of: OverviewLooks.count))")]
    }

    var block: TableBlock {
        TableBlock(
            id: "emerging", title: title,
            subtitle: "By growth of their share of plays in the last 14 days against the 42 days before",
            table: Table(
                columns: [
                    .text("Artist"), .number("Growth"), .number("Plays a day"), .number("Before"), .number("Listeners"),
                    .number("Evidence", "standard errors"),
                ],
                rows: rows.map { row in
                    [
                        .optional(row.text("artist")), .number(row.number("growth")) { Format.factor($0) },
                        .number(row.number("recent_plays_per_day")) { Format.decimal($0, 1) },
                        .number(row.number("base_plays_per_day"), muted: true) { Format.decimal($0, 1) },
                        .number(Format.count(row.count("listeners"))),
                        .number(row.number("z"), muted: true) { Format.decimal($0, 1) },
                    ]
                }),
            question: scope.question("emerging_artists", "emerging artists", own),
            rowsURL: scope.rows("emerging_artists", own),
            empty: EmptyState(
                words:
                    "No artist’s share of listening grew by half in the last 14 days by more than chance would make of it. It takes data of the weeks before to tell."
            ))
    }

    /// The list holds only those whose growth is more than chance makes of so many artists.
    private var title: String {
        switch rows.count {
        case 0: "No rising artists"
        case 1: "\(rows.first?.text("artist") ?? "One artist") is rising"
        case 10...: "At least \(rows.count) artists are rising"
        default: "\(rows.count) artists are rising"
        }
    }
}
