import Insights
import Warehouse

/// Artists whose share of listening grows.
struct EmergingTable {
    private let rows: [AnswerRow]
    private let scope: Scope

    init(_ answer: InsightAnswer, _ scope: Scope) {
        rows = answer.table
        self.scope = scope
    }

    var block: TableBlock {
        TableBlock(
            id: "emerging", title: title, subtitle: "By growth of their share of plays in the last 14 days against the 42 days before",
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
                        .number(Format.count(row.count("listeners"))), .number(row.number("z"), muted: true) { Format.decimal($0, 1) },
                    ]
                }),
            question: scope.question("emerging_artists", "emerging artists"), rowsURL: scope.rows("emerging_artists"),
            empty: EmptyState(
                words: "No artist’s share of listening grew by half in the last 14 days. It takes data of the weeks before to tell."))
    }

    /// Growth counts as found where it is more than chance would make of it: two standard errors.
    private var title: String {
        let clear = rows.filter { ($0.number("z") ?? 0) >= 2 }.count
        switch clear {
        case 0: return "No artist clearly emerges"
        case 1: return "\(rows.first?.text("artist") ?? "One artist") is emerging"
        case rows.count where clear >= 10: return "At least \(clear) artists are emerging"
        default: return "\(clear) artists are emerging"
        }
    }
}
