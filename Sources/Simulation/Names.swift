/// Made-up names, the same for the same index, for artists, tracks and playlists of the simulated service.
enum Names {
    private static let adjectives = [
        "Amber", "Silent", "Velvet", "Northern", "Paper", "Golden", "Hollow", "Neon", "Quiet", "Wild", "Pale", "Broken",
        "Distant", "Electric",
        "Crimson", "Gentle", "Midnight", "Salt", "Silver", "Slow", "Blue", "Frozen", "Lunar", "Sunday",
    ]
    private static let nouns = [
        "Harbour", "Foxes", "Lanterns", "Rivers", "Arcade", "Meadow", "Signals", "Orchard", "Echoes", "Parade",
        "Mirrors", "Atlas", "Garden",
        "Satellites", "Tides", "Ember", "Letters", "Cinema", "Horizon", "Sparrows", "Engine", "Winter", "Avenue",
        "Choir",
    ]
    private static let verbs = [
        "Waiting for", "Leaving", "Dancing with", "Losing", "Finding", "Running to", "Dreaming of", "Calling", "Under",
        "Beyond", "Without", "Into",
        "Around", "Chasing", "Holding", "Before",
    ]

    /// The first 576 artists have a name of their own; later ones carry a number.
    static func artist(_ index: Int) -> String {
        let pairs = adjectives.count * nouns.count
        let pair = index % pairs
        let name = "\(adjectives[pair % adjectives.count]) \(nouns[(pair / adjectives.count + pair) % nouns.count])"
        return index < pairs ? name : "\(name) \(index / pairs + 1)"
    }

    static func track(_ index: Int) -> String {
        "\(verbs[index % verbs.count]) \(adjectives[(index / verbs.count) % adjectives.count]) \(nouns[(index / 5 + index) % nouns.count])"
    }

    static func playlist(genre: String, _ index: Int) -> String {
        "\(adjectives[(index / 12) % adjectives.count]) \(genre) \(index / (12 * adjectives.count) + 1)"
    }
}
