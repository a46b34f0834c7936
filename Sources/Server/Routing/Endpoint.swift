package import Hummingbird

/// A route, declared once: routing, authorisation and the OpenAPI document all come from it.
package struct Endpoint: Sendable {
    /// A value that the address carries.
    package struct Parameter: Sendable, Hashable {
        package enum Location: String, Sendable { case path, query }

        package let name: String
        package let location: Location
        package let schema: JSONSchema
        package let isRequired: Bool

        package static func path(_ name: String, _ schema: JSONSchema) -> Parameter {
            Parameter(name: name, location: .path, schema: schema, isRequired: true)
        }
        package static func query(_ name: String, _ schema: JSONSchema, isRequired: Bool = false) -> Parameter {
            Parameter(name: name, location: .query, schema: schema, isRequired: isRequired)
        }
    }

    /// A body that the request brings.
    package struct Body: Sendable, Hashable {
        package let schema: JSONSchema
        package let mostBytes: Int
        package static let type = "application/json"

        package init(_ schema: JSONSchema, mostBytes: Int) {
            self.schema = schema
            self.mostBytes = mostBytes
        }
    }

    /// What a successful answer is.
    package struct Answer: Sendable, Hashable {
        package let type: String
        package let meaning: String
        /// Of JSON; nil for other types.
        package let schema: JSONSchema?

        package static func json(_ meaning: String, _ schema: JSONSchema) -> Answer {
            Answer(type: "application/json", meaning: meaning, schema: schema)
        }
        package static func file(_ type: String, _ meaning: String) -> Answer {
            Answer(type: type, meaning: meaning, schema: nil)
        }
        package static let page = Answer(type: "text/html", meaning: "The page.", schema: nil)
    }

    package typealias Handler = @Sendable (EndpointRequest) async throws -> Response

    package let method: HTTPRequest.Method
    /// As OpenAPI writes it: `/api/insights/{insight}`. A last `{name...}` takes the rest of the path.
    package let path: String
    package let scope: AccessScope
    /// In a few words, for the list of operations.
    package let summary: String
    package let parameters: [Parameter]
    package let body: Body?
    package let answer: Answer
    /// Whether it is short: it never waits for pages and questions.
    package let isPrompt: Bool
    let handler: Handler

    package init(
        _ method: HTTPRequest.Method, _ path: String, _ scope: AccessScope, _ summary: String,
        parameters: [Parameter] = [], body: Body? = nil, answer: Answer, isPrompt: Bool = false,
        handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.scope = scope
        self.summary = summary
        self.parameters = parameters
        self.body = body
        self.answer = answer
        self.isPrompt = isPrompt
        self.handler = handler
    }

    /// The parts of the path.
    var segments: [Substring] { path.split(separator: "/") }

    /// The names between braces.
    var pathNames: [String] { segments.compactMap(Self.name) }

    /// The name of a `{name}` or `{name...}`; nil for a part that stands for itself.
    static func name(_ segment: Substring) -> String? {
        guard segment.hasPrefix("{"), segment.hasSuffix("}") else { return nil }
        let name = segment.dropFirst().dropLast()
        return String(name.hasSuffix("...") ? name.dropLast(3) : name)
    }
}
