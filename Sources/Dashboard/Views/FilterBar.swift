/// The form at the head of a page of listening: days, and which listeners and plays.
struct FilterBar: TemplateView {
    let action: String
    let firstDay: String
    let lastDay: String
    let earliest: String
    let latest: String
    /// The filter in a few words, for narrow windows.
    let summary: String
    let selects: [SelectField]
    /// The page's own choices, which the form carries along.
    let hidden: [HiddenField]
    /// Leads to the page without a filter; nil where none is set.
    let resetURL: String?
    let presets: [Choices.Option]

    var fields: [String: Any] {
        named([
            "action": action, "first_day": firstDay, "last_day": lastDay, "earliest": earliest, "latest": latest,
            "summary": summary,
            "selects": selects.fields, "hidden": hidden.fields, "reset_url": resetURL, "presets": presets.fields,
        ])
    }
}
