/// How a number moved against an earlier one.
struct Change: TemplateView {
    enum Direction: String { case up, down, flat }
    enum Tone: String { case good, bad, neutral }

    let text: String
    let direction: Direction
    let tone: Tone
    /// What it is compared with, as in "on the 28 days before".
    let against: String

    var fields: [String: Any] { named(["text": text, "direction": direction.rawValue, "tone": tone.rawValue, "against": against]) }
}

extension Change {
    /// The change of an amount in percent of what it was; nil where one of the two is missing or there was nothing to change.
    /// - Parameter isGood: whether more is better; nil where neither is.
    static func relative(_ now: Double?, _ before: Double?, isGood: Bool? = true, against: String) -> Change? {
        guard let now, let before, before > 0 else { return nil }
        let ratio = now / before - 1
        return make(ratio, shown: (ratio * 1000).rounded(), text: Format.percent(abs(ratio)), isGood: isGood, against: against)
    }

    /// The change of a share in percentage points.
    static func points(_ now: Double?, _ before: Double?, isGood: Bool? = true, against: String) -> Change? {
        guard let now, let before else { return nil }
        let difference = now - before
        return make(difference, shown: (difference * 1000).rounded(), text: Format.points(difference), isGood: isGood, against: against)
    }

    /// What would be shown as 0.0 is no change.
    private static func make(_ difference: Double, shown: Double, text: String, isGood: Bool?, against: String) -> Change {
        guard shown != 0 else { return Change(text: text, direction: .flat, tone: .neutral, against: against) }
        let tone = isGood.map { $0 == (difference > 0) ? Tone.good : .bad } ?? .neutral
        return Change(text: text, direction: difference > 0 ? .up : .down, tone: tone, against: against)
    }
}
