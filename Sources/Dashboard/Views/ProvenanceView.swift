/// How the numbers of a page were made: facts, and every statement that was run.
struct ProvenanceView: TemplateView {
    struct Query: TemplateView {
        let name: String
        let sql: String
        let parameters: [Explanation.Parameter]

        var fields: [String: Any] {
            named(["name": name, "sql": sql, "parameters_shown": !parameters.isEmpty, "parameters": parameters.fields])
        }
    }

    let title: String
    let facts: [Fact]
    var queries: [Query] = []
    var links: [PageLink] = []
    var command: String?

    var fields: [String: Any] {
        named([
            "title": title, "facts": facts.fields, "queries_shown": !queries.isEmpty, "queries": queries.fields,
            "links_shown": !links.isEmpty, "links": links.fields, "command": command,
        ])
    }
}
