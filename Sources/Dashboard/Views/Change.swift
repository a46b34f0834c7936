import Insights

/// How a number moved against an earlier one. A direction and a colour are shown for clear changes only.
struct Change: TemplateView {
    enum Direction: String { case up, down, flat }
    enum Tone: String { case good, bad, neutral }

    let text: String
    let direction: Direction
    let tone: Tone
    /// What it is compared with, as in "vs. previous 28 days".
    let against: String

    var fields: [String: Any] {
        named(["text": text, "direction": direction.rawValue, "tone": tone.rawValue, "against": against])
    }
}

extension Change {
    /// The change of an amount in percent of what it was; nil where one of the two is missing or there was nothing to change.
    /// - Parameter isGood: whether more is better; nil where neither is.
    static func relative(_ change: PeriodChanges.Change?, isGood: Bool? = true, against: String) -> Change? {
        guard let change, let (value, interval) = change.relative else { return nil }
        return make(
            change.contrast, text: Format.percent(abs(value)), interval.map(Format.percentInterval), isGood: isGood,
            against: against)
    }

    /// The change of a share in percentage points.
    static func points(_ change: PeriodChanges.Change?, isGood: Bool? = true, against: String) -> Change? {
        guard let change else { return nil }
        return make(
            change.contrast, text: Format.points(change.contrast.difference),
            change.contrast.interval.map(Format.pointsInterval),
            isGood: isGood, against: against)
    }

    /// What its interval does not tell from no change has no direction and no colour.
    private static func make(_ contrast: Contrast, text: String, _ interval: String?, isGood: Bool?, against: String)
        -> Change?
    {
        guard let interval else { return nil }
        let against = "\(against) (\(interval))"
        guard let direction = contrast.direction else {
            return Change(text: "No clear change", direction: .flat, tone: .neutral, against: against)
        }
        let isUp = direction == .up
        return Change(
            text: text, direction: isUp ? .up : .down, tone: isGood.map { $0 == isUp ? Tone.good : .bad } ?? .neutral,
            against: against)
    }
}
