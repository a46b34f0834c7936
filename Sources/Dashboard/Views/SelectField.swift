/// A drop-down of a form.
struct SelectField: TemplateView {
    struct Option: TemplateView {
        let value: String
        let label: String
        let isSelected: Bool

        var fields: [String: Any] { named(["value": value, "label": label, "selected": isSelected]) }
    }

    let name: String
    let label: String
    let options: [Option]
    /// Where several fields share a name.
    var id: String?

    var fields: [String: Any] { named(["id": id, "name": name, "label": label, "options": options.fields]) }
}

/// A value that a form carries along.
struct HiddenField: TemplateView {
    let name: String
    let value: String

    var fields: [String: Any] { named(["name": name, "value": value]) }
}
