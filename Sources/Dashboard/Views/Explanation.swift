/// Where a number comes from: definition, SQL, parameters, columns, freshness, and the command that answers the same.
struct Explanation: TemplateView {
    /// A parameter with the value that was bound; nil is "any".
    struct Parameter: TemplateView {
        let name: String
        let value: String?
        let meaning: String

        var fields: [String: Any] { named(["name": name, "value": value, "meaning": meaning]) }
    }

    struct Column: TemplateView {
        let name: String
        let unit: String
        let meaning: String

        var fields: [String: Any] { named(["name": name, "unit": unit, "meaning": meaning]) }
    }

    let title: String
    let definition: String
    var rowsURL: String?
    var dataURL: String?
    var facts: [Fact] = []
    var parameters: [Parameter] = []
    var columns: [Column] = []
    /// The statement for this engine, with the values of this visit written out: it runs when it is pasted.
    var sql: String?
    /// The same for every engine, with macros and parameters.
    var template: String?
    /// What this number is made of, in one sentence.
    var formula: String?
    var command: String?

    var fields: [String: Any] {
        named([
            "title": title, "definition": definition, "rows_url": rowsURL, "data_url": dataURL, "facts": facts.fields,
            "parameters_shown": !parameters.isEmpty, "parameters": parameters.fields, "columns_shown": !columns.isEmpty,
            "columns": columns.fields,
            "sql": sql, "template": template, "formula": formula, "command": command,
        ])
    }
}
