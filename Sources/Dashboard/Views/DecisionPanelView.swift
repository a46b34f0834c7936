/// What the stated rule makes of an experiment, and why.
struct DecisionPanelView: TemplateView {
    let title: String
    let reasons: [String]
    /// What the look is worth.
    let look: String
    /// The rule itself.
    let rule: String
    let facts: [Fact]

    var fields: [String: Any] {
        named([
            "title": title, "reasons": reasons.map { named(["text": $0]) }, "look": look, "rule": rule,
            "facts_shown": !facts.isEmpty,
            "facts": facts.fields,
        ])
    }
}
