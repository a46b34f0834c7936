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

/// A label and what it says, in a list of facts.
struct Fact: TemplateView {
    let label: String
    var text = ""
    /// An ISO 8601 day or moment before the text.
    var time: String?
    /// The end of a span that `time` begins.
    var until: String?
    var link: String?
    var isCode = false

    var fields: [String: Any] {
        named([
            "label": label, "text": text, "time": time, "time_text": time.map(Format.date), "until": until,
            "until_text": until.map(Format.date), "link": link, "code": isCode,
        ])
    }
}
