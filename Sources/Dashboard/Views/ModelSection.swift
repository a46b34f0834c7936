/// What is known of one model, on the page of models.
struct ModelSection: TemplateView {
    let id: String
    let name: String
    let finding: String
    var about: String?
    var empty: EmptyState?
    var numbers: [NumberCard] = []
    var charts: [ChartBlock] = []
    var blocks: [TableBlock] = []
    var facts: [Fact] = []

    var fields: [String: Any] {
        named([
            "id": id, "name": name, "finding": finding, "about": about, "empty": empty?.fields,
            "numbers": numbers.fields,
            "charts": charts.fields,
            "blocks": blocks.fields, "facts_shown": !facts.isEmpty, "facts": facts.fields,
        ])
    }
}
