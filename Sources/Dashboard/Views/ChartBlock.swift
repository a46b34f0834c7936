/// A chart with its title, its table and the ways to question it.
struct ChartBlock: TemplateView {
    let id: String
    /// What is seen, as a finding; a plain name where nothing stands out.
    let title: String
    var subtitle: String?
    var isHalf = false
    /// What is drawn; nil shows ``empty``.
    var chart: (any ChartSpec)?
    var table: Table?
    var choices: [Choices] = []
    var question: QuestionLink?
    var rowsURL: String?
    var remark: String?
    var empty: EmptyState?

    var fields: [String: Any] {
        let isDrawn = chart != nil
        var fields = named([
            "id": id, "half": isHalf, "title": title, "subtitle": subtitle, "spec_json": nil,
            "table": isDrawn ? table?.fields : nil,
            "choices": choices.fields, "question": question?.fields, "rows_url": rowsURL, "remark": remark,
            "empty": isDrawn ? nil : (empty ?? EmptyState(words: "There is nothing to show for these filters.")).fields,
        ])
        // The one value that is not HTML: JSON that escapes itself.
        if let chart { fields["spec_json"] = chart.json.serialized() }
        return fields
    }
}
