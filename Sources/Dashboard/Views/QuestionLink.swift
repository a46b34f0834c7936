/// "Where does this number come from?": a link to its explanation.
struct QuestionLink: TemplateView {
    let url: String
    /// What is asked about, for those who hear the page.
    let about: String

    var fields: [String: Any] { named(["explain_url": url, "about": about]) }
}
