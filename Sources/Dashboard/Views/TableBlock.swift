/// A table with its title and the ways to question it.
struct TableBlock: TemplateView {
    let id: String
    let title: String
    var subtitle: String?
    var isHalf = false
    var table: Table?
    var question: QuestionLink?
    var rowsURL: String?
    var remark: String?
    var empty: EmptyState?

    var fields: [String: Any] {
        let shown = table.flatMap { $0.rows.isEmpty ? nil : $0 }
        return named([
            "id": id, "half": isHalf, "title": title, "subtitle": subtitle, "table": shown?.fields,
            "question": question?.fields,
            "rows_url": rowsURL, "remark": remark, "choices": [[String: Any]](),
            "empty": shown == nil ? (empty ?? EmptyState(words: "No rows for these filters.")).fields : nil,
        ])
    }
}
