/// How far the data reach, in the margin of every page.
struct Freshness: TemplateView {
    let through: String
    let plays: String
    let source: String?
    let loadedAt: String?

    var fields: [String: Any] { named(["through": through, "plays": plays, "source": source, "loaded_at": loadedAt]) }
}
