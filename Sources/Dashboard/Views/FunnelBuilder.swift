/// The form in which a funnel of one's own is put together, and its answer.
struct FunnelBuilder: TemplateView {
    let title: String
    let words: String
    let action: String
    let hidden: [HiddenField]
    let steps: [SelectField]
    let selects: [SelectField]
    var result: ChartBlock?

    var fields: [String: Any] {
        named([
            "title": title, "words": words, "action": action, "hidden": hidden.fields, "steps": steps.fields,
            "selects": selects.fields,
            "result": result?.fields,
        ])
    }
}
