/// The part of a page that asks for itself again while it is open.
struct LiveView: TemplateView {
    /// The page's own address; nil where nothing will change any more.
    let url: String?
    /// When it was computed, and up to when the data reach.
    let computedAt: String
    let dataUntil: String
    /// What becomes of it, in a sentence.
    let words: String

    var fields: [String: Any] {
        named(["url": url, "computed_at": computedAt, "data_until": dataUntil, "words": words])
    }
}
