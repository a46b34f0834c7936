import Insights
import Server

/// How many rows each table has, and how far they reach.
struct FreshnessTable {
    private let tables: [AnswerRow]
    private let visit: PageContext
    private let question: QuestionLink

    init(_ tables: [AnswerRow], _ visit: PageContext, _ question: QuestionLink) {
        self.tables = tables
        self.visit = visit
        self.question = question
    }

    var block: TableBlock {
        TableBlock(
            id: "tables", title: "Tables", subtitle: "Rows, the days they are about, and when they were loaded",
            table: Table(
                columns: [.text("Table"), .number("Rows"), .text("From"), .text("Through"), .text("Loaded")],
                rows: tables.map { row in
                    let name = row.text("table_name") ?? ""
                    return [
                        .code(name, link: name == "plays" ? visit.request.link("/rows/plays") : nil),
                        .number(Format.count(row.count("row_count"))),
                        Cell(row["first_day"], unit: "date"), Cell(row["last_day"], unit: "date"),
                        Cell(row["imported_at"], unit: "timestamp"),
                    ]
                }),
            question: question, rowsURL: visit.request.link("/rows/freshness"))
    }
}
