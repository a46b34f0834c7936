/// Whether the data of an experiment can be trusted, check by check.
struct HealthView: TemplateView {
    /// One check.
    struct Row: TemplateView {
        let name: String
        let mark: Mark
        let word: String
        let finding: String
        let pValue: String?

        var fields: [String: Any] {
            named(["name": name, "mark": mark.rawValue, "word": word, "finding": finding, "p_value": pValue])
        }
    }

    let title: String
    let rows: [Row]
    /// Whether the checks are shown at once: where one of them is not good.
    let isOpen: Bool

    var fields: [String: Any] { named(["title": title, "rows": rows.fields, "is_open": isOpen]) }
}
