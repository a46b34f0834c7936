/// One big number, with its change, its interval and the ways to question it.
struct NumberCard: TemplateView {
    let id: String
    let label: String
    /// The number without its unit; nil shows ``missing``, or "not known".
    var value: String?
    var unit: String?
    /// What stands in place of a number that there is not.
    var missing: String?
    /// A second part, as in 9 min 40 s.
    var then: (value: String, unit: String)?
    var change: Change?
    var interval: String?
    var note: String?
    var question: QuestionLink?
    var rowsURL: String?

    var fields: [String: Any] {
        named([
            "id": id, "label": label, "value": value, "unit": unit, "missing": missing ?? "not known",
            "then": then.map { named(["value": $0.value, "unit": $0.unit]) },
            "change": change?.fields, "interval": interval, "note": note, "question": question?.fields,
            "rows_url": rowsURL,
        ])
    }
}

extension NumberCard {
    /// A card with a duration in its one or two parts.
    static func duration(_ id: String, _ label: String, seconds: Double?) -> NumberCard {
        let parts = seconds.map { Format.durationParts(seconds: $0) } ?? []
        return NumberCard(
            id: id, label: label, value: parts.first?.value, unit: parts.first?.unit,
            then: parts.count > 1 ? (parts[1].value, parts[1].unit) : nil)
    }

    /// A card with a share in percent.
    static func share(_ id: String, _ label: String, _ share: Double?) -> NumberCard {
        NumberCard(id: id, label: label, value: share.map { Format.decimal($0 * 100, 1) }, unit: "%")
    }

    /// A card with a count.
    static func count(_ id: String, _ label: String, _ count: Double?) -> NumberCard {
        NumberCard(id: id, label: label, value: count.map(Format.mean))
    }
}
