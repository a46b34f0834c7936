import Server

extension DataFacts {
    var freshness: Freshness? {
        days.map {
            Freshness(
                through: $0.whole.upperBound.description, plays: Format.count(plays), source: source,
                loadedAt: loadedAt?.description)
        }
    }
}
