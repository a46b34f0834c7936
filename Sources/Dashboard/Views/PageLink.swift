/// A link with a few words on what is behind it.
struct PageLink: TemplateView {
    let url: String
    let label: String
    var words = ""

    var fields: [String: Any] { named(["url": url, "label": label, "words": words]) }
}

/// "Where does this number come from?": a link to its explanation.
struct QuestionLink: TemplateView {
    let url: String
    /// What is asked about, for those who hear the page.
    let about: String

    var fields: [String: Any] { named(["explain_url": url, "about": about]) }
}

/// What stands where there is nothing to show: why, and the command that changes it.
struct EmptyState: TemplateView {
    let words: String
    var command: String?

    var fields: [String: Any] { named(["words": words, "command": command]) }
}
