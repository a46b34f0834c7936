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

extension PageLink {
    /// The way back from rows or an explanation: to the page that led here, else to the page on which they are shown.
    /// - Parameter path: of that page, as an insight's header names it; nil for the first page.
    static func back(to path: String?, _ request: PageRequest) -> PageLink {
        let pages = Navigation(current: nil) { request.link($0) }.groups.flatMap(\.items)
        func page(_ path: String) -> Navigation.Item? {
            let url = request.link(path)
            return pages.first { $0.url == url }
        }
        let found = request["from"].flatMap(page) ?? path.flatMap(page)
        return PageLink(url: found?.url ?? request.link("/overview"), label: found?.label ?? "Overview")
    }
}
