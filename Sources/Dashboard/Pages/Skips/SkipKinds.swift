import Insights

/// The answer of `skip_kinds`: how far into a track plays are ended.
struct SkipKinds: Sendable {
    struct Kind: Sendable {
        let name: String
        let plays: Int
        /// Of the plays whose kind is known.
        let share: Double?

        var label: String {
            switch name {
            case "early": "Early: under 30 s"
            case "mid": "Mid: before half"
            case "late": "Late: after half"
            case "none": "Not skipped"
            default: "Not known"
            }
        }
    }

    let kinds: [Kind]

    init(_ answer: InsightAnswer) {
        kinds = answer.table.map { Kind(name: $0.text("skip_kind") ?? "unknown", plays: $0.count("plays"), share: $0.number("share")) }
    }

    subscript(_ name: String) -> Kind? { kinds.first { $0.name == name } }

    var known: Int { kinds.filter { $0.name != "unknown" }.reduce(0) { $0 + $1.plays } }
    var all: Int { kinds.reduce(0) { $0 + $1.plays } }

    /// Of the skips under the default rule, the share that comes in the first 30 seconds.
    var earlyOfSkips: Double? {
        let early = self["early"]?.plays ?? 0
        let skips = early + (self["mid"]?.plays ?? 0)
        return skips > 0 ? Double(early) / Double(skips) : nil
    }
}
