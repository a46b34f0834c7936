/// A page of rows.
struct Listing: TemplateView {
    /// Which rows these are, as in "Rows 51 to 100 of 12,418".
    var range: String
    let table: Table
    var exportURL: String?
    var question: QuestionLink?
    var previousURL: String?
    var nextURL: String?

    var fields: [String: Any] {
        named([
            "range": range, "table": table.fields, "export_url": exportURL, "question": question?.fields,
            "previous_url": previousURL,
            "next_url": nextURL,
        ])
    }
}
