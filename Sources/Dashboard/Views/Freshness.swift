import Server

/// How far the data reach, in the margin of every page.
struct Freshness: TemplateView {
    let through: String
    let plays: String
    let source: String?
    let loadedAt: String?

    var fields: [String: Any] {
        named([
            "through": through, "through_text": Format.date(through), "plays": plays, "source": source,
            "loaded_at": loadedAt,
            "loaded_at_text": loadedAt.map(Format.date),
        ])
    }
}

extension DataFacts {
    var freshness: Freshness? {
        days.map {
            Freshness(
                through: $0.whole.upperBound.description, plays: Format.count(plays), source: source,
                loadedAt: loadedAt?.description)
        }
    }
}
