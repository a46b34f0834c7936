import Insights
import Server

/// The answer of `skip_kinds`: how far into a track plays are ended.
struct SkipKinds: Sendable {
    struct Kind: Sendable {
        let name: String
        /// nil where the source could not have recorded a play of the kind.
        let plays: Int?
        /// Of the plays of which more than nothing is known.
        let share: Double?

        var label: String {
            switch name {
            case "early": "Early: under 30 s"
            case "mid": "Mid: before half"
            case "late": "Late: after half"
            case "none": "Not skipped"
            case "not_early": "30 s or more, end not recorded"
            default: "Not known"
            }
        }
    }

    let kinds: [Kind]

    init(_ answer: InsightAnswer) {
        kinds = answer.table.map {
            Kind(
                name: $0.text("skip_kind") ?? "unknown", plays: $0["plays"].integer.map(Int.init),
                share: $0.number("share"))
        }
    }

    subscript(_ name: String) -> Kind? { kinds.first { $0.name == name } }

    var known: Int { kinds.filter { $0.name != "unknown" }.reduce(0) { $0 + ($1.plays ?? 0) } }
    /// Whether there are enough plays for shares of them.
    var hasShares: Bool { known >= LeastCount.plays }
    var all: Int { kinds.reduce(0) { $0 + ($1.plays ?? 0) } }
    /// Plays of which it is not known whether they were skipped, or only not whether they were skipped later.
    var open: Int { (self["unknown"]?.plays ?? 0) + (self["not_early"]?.plays ?? 0) }
    /// Whether a skip before half of a track can be told from a later one.
    var seesMid: Bool { self["mid"]?.plays != nil }

    /// Of the skips under the default rule, the share that comes in the first 30 seconds; nil where later skips are not all seen.
    var earlyOfSkips: Double? {
        guard let early = self["early"]?.plays, let mid = self["mid"]?.plays, (self["not_early"]?.plays ?? 0) == 0
        else { return nil }
        return early + mid > 0 ? Double(early) / Double(early + mid) : nil
    }
}
