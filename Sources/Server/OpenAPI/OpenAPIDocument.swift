import Formatting
import Hummingbird
import Warehouse

/// The OpenAPI 3.1 document of the endpoints for programs.
struct OpenAPIDocument {
    let json: JSONValue

    /// - Parameters:
    ///   - endpoints: those of pages are left out.
    ///   - version: of the program.
    init(_ endpoints: [Endpoint], version: String) {
        var paths: [(String, JSONValue)] = []
        for endpoint in endpoints where endpoint.scope != .pages {
            let operation = (endpoint.method.rawValue.lowercased(), Self.operation(endpoint))
            if let place = paths.firstIndex(where: { $0.0 == endpoint.path }), case .object(let known) = paths[place].1
            {
                paths[place].1 = .object(known + [operation])
            } else {
                paths.append((endpoint.path, .object([operation])))
            }
        }
        json = .object([
            ("openapi", .text("3.1.0")),
            (
                "info",
                .object([
                    ("title", .text("Segue")), ("version", .text(version.isEmpty ? "0" : version)),
                    ("description", .text("Listening, features, models and experiments of one warehouse.")),
                    ("license", .object([("name", .text("Apache-2.0")), ("identifier", .text("Apache-2.0"))])),
                ])
            ),
            ("servers", .array([.object([("url", .text("/"))])])),
            ("paths", .object(paths)),
            ("components", .object([("schemas", .object([("Problem", Problem.schema.document)]))])),
        ])
    }

    private static func operation(_ endpoint: Endpoint) -> JSONValue {
        var fields: [(String, JSONValue)] = [
            ("operationId", .text(identifier(endpoint))), ("summary", .text(endpoint.summary)),
            ("tags", .array([.text(tag(endpoint))])),
        ]
        if !endpoint.parameters.isEmpty { fields.append(("parameters", .array(endpoint.parameters.map(parameter)))) }
        if let body = endpoint.body {
            let content = JSONValue.object([(Endpoint.Body.type, .object([("schema", body.schema.document)]))])
            fields.append(("requestBody", .object([("required", .bool(true)), ("content", content)])))
        }
        let schema = endpoint.answer.schema ?? .string()
        let problem = JSONSchema.reference("Problem")
        fields.append(
            (
                "responses",
                .object([
                    ("200", response(endpoint.answer.meaning, endpoint.answer.type, schema)),
                    ("default", response("What went wrong.", "application/problem+json", problem)),
                ])
            ))
        return .object(fields)
    }

    private static func parameter(_ parameter: Endpoint.Parameter) -> JSONValue {
        .object([
            ("name", .text(parameter.name)), ("in", .text(parameter.location.rawValue)),
            ("required", .bool(parameter.isRequired)),
            ("description", parameter.schema.document["description"] ?? .text("")),
            ("schema", parameter.schema.document),
        ])
    }

    private static func response(_ meaning: String, _ type: String, _ schema: JSONSchema) -> JSONValue {
        .object([
            ("description", .text(meaning)),
            ("content", .object([(type, .object([("schema", schema.document)]))])),
        ])
    }

    /// `get_api_models_model` of `GET /api/models/{model}`.
    private static func identifier(_ endpoint: Endpoint) -> String {
        let parts = endpoint.segments.map { Endpoint.name($0) ?? String($0) }
        return ([endpoint.method.rawValue.lowercased()] + parts).joined(separator: "_").map {
            $0.isLetter || $0.isNumber ? "\($0)" : "_"
        }.joined()
    }

    /// The part of the API: the first word of the path after `api`.
    private static func tag(_ endpoint: Endpoint) -> String {
        let parts = endpoint.segments.first == "api" ? endpoint.segments.dropFirst() : endpoint.segments[...]
        let word = parts.first.map(String.init) ?? ""
        return ["health", "openapi.json"].contains(word) ? "Server" : word.prefix(1).uppercased() + word.dropFirst()
    }
}
