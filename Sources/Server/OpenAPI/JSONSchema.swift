package import Formatting

/// What a JSON value has to look like, by JSON Schema 2020-12, as OpenAPI 3.1 uses it.
package struct JSONSchema: Sendable, Hashable {
    /// The schema itself.
    package let document: JSONValue

    private init(_ fields: [(String, JSONValue)]) { document = .object(fields) }

    /// One of the simple types.
    package static func string(_ meaning: String = "", format: String? = nil, choices: [String] = []) -> JSONSchema {
        simple(
            "string", meaning,
            [
                ("format", format.map(JSONValue.text)),
                ("enum", choices.isEmpty ? nil : .array(choices.map(JSONValue.text))),
            ])
    }
    package static func integer(_ meaning: String = "", bounds: ClosedRange<Int64>? = nil) -> JSONSchema {
        simple("integer", meaning, limits(bounds))
    }
    package static func number(_ meaning: String = "", bounds: ClosedRange<Int64>? = nil) -> JSONSchema {
        simple("number", meaning, limits(bounds))
    }
    package static func boolean(_ meaning: String = "") -> JSONSchema { simple("boolean", meaning) }
    /// A calendar day such as `2025-12-01`.
    package static func day(_ meaning: String = "") -> JSONSchema { string(meaning, format: "date") }
    /// A moment such as `2026-01-31T18:00:00Z`.
    package static func moment(_ meaning: String = "") -> JSONSchema { string(meaning, format: "date-time") }

    package static func array(_ meaning: String = "", of items: JSONSchema, most: Int? = nil) -> JSONSchema {
        simple("array", meaning, [("items", items.document), ("maxItems", most.map(JSONValue.count))])
    }

    /// An object. Fields whose name ends with `?` may be left out.
    package static func object(_ meaning: String = "", _ fields: KeyValuePairs<String, JSONSchema> = [:]) -> JSONSchema
    {
        object(meaning, fields: fields.map { ($0.key, $0.value) })
    }

    package static func object(_ meaning: String = "", fields: [(String, JSONSchema)]) -> JSONSchema {
        let required = fields.map(\.0).filter { !$0.hasSuffix("?") }
        let properties = fields.map { ($0.0.hasSuffix("?") ? String($0.0.dropLast()) : $0.0, $0.1.document) }
        return simple(
            "object", meaning,
            [
                ("properties", properties.isEmpty ? nil : .object(properties)),
                ("required", required.isEmpty ? nil : .array(required.map(JSONValue.text))),
            ])
    }

    /// A schema that is stated once under `components`.
    package static func reference(_ name: String) -> JSONSchema {
        JSONSchema([("$ref", .text("#/components/schemas/\(name)"))])
    }

    /// The same, or null.
    package var orNull: JSONSchema {
        guard case .object(let fields) = document, case .text(let type)? = document["type"] else {
            return JSONSchema([("anyOf", .array([document, .object([("type", .text("null"))])]))])
        }
        return JSONSchema(fields.map { $0.0 == "type" ? ("type", .array([.text(type), .text("null")])) : $0 })
    }

    /// The same, with the value of what is left out.
    package func withDefault(_ value: JSONValue) -> JSONSchema {
        guard case .object(let fields) = document else { return self }
        return JSONSchema(fields + [("default", value)])
    }

    private static func limits(_ bounds: ClosedRange<Int64>?) -> [(String, JSONValue?)] {
        [
            ("minimum", bounds.map { JSONValue.integer($0.lowerBound) }),
            ("maximum", bounds.map { JSONValue.integer($0.upperBound) }),
        ]
    }

    private static func simple(_ type: String, _ meaning: String, _ more: [(String, JSONValue?)] = []) -> JSONSchema {
        var fields: [(String, JSONValue)] = [("type", .text(type))]
        if !meaning.isEmpty { fields.append(("description", .text(meaning))) }
        fields += more.compactMap { name, value in value.map { (name, $0) } }
        return JSONSchema(fields)
    }
}
