import Hummingbird

/// Where the API is documented: the document for programs, and Swagger UI for people.
enum DocumentationEndpoints {
    /// - Parameter endpoints: all others.
    static func all(_ endpoints: [Endpoint], version: String) -> [Endpoint] {
        let answer = Endpoint.Answer.json("This document.", .object())
        // It documents itself as well.
        let own = Endpoint(
            .get, "/api/openapi.json", .read, "The OpenAPI document", answer: answer
        ) { _ in throw ServerError.notFound }
        let text = OpenAPIDocument(endpoints + [own], version: version).json.serialized(indented: true)
        let page = EmbeddedFiles.text("Assets/api.html")
        return [
            Endpoint(.get, own.path, own.scope, own.summary, answer: answer, isPrompt: true) { _ in Responses.json(text)
            },
            Endpoint(.get, "/api", .pages, "The API, with Swagger UI", answer: .page, isPrompt: true) { _ in
                Responses.text(page, type: "text/html; charset=utf-8")
            },
        ]
    }
}
