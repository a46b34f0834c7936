/// The form in which an experiment is designed, and the command that keeps what came out.
struct DesignView: TemplateView {
    /// A field of the form: a number or a name that is typed, or a choice.
    struct Field: TemplateView {
        let name: String
        let label: String
        var value = ""
        var isNumber = true
        /// Shown behind the field, such as "%".
        var unit: String?
        var minimum: String?
        var maximum: String?
        var placeholder: String?
        /// What is wrong with the value.
        var error: String?
        /// The choices, where it is one.
        var options: [SelectField.Option] = []

        var fields: [String: Any] {
            named([
                "id": "design-\(name.replacing("_", with: "-"))", "name": name, "label": label,
                "value": value.isEmpty ? nil : value,
                "type": isNumber ? "number" : "text", "number": isNumber, "unit": unit, "min": minimum, "max": maximum,
                "placeholder": placeholder, "error": error, "choice": !options.isEmpty, "options": options.fields,
            ])
        }
    }

    let action: String
    let groups: [Group]
    /// What is wrong with the fields together.
    var problem: String?
    /// The command line that keeps the design as a draft.
    var command: String?

    /// Fields that belong together.
    struct Group: TemplateView {
        let label: String
        let fieldset: [Field]

        var fields: [String: Any] { named(["label": label, "fields": fieldset.fields]) }
    }

    var fields: [String: Any] {
        named(["action": action, "groups": groups.fields, "problem": problem, "command": command])
    }
}
