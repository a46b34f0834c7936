/// A link with a few words on what is behind it.
struct PageLink: TemplateView {
    let url: String
    let label: String
    var words = ""

    var fields: [String: Any] { named(["url": url, "label": label, "words": words]) }
}
