import Listening

/// A JSON document whose objects keep the order of their fields, as answers are written out.
package indirect enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    package static func == (left: JSONValue, right: JSONValue) -> Bool { left.serialized() == right.serialized() }
    package func hash(into hasher: inout Hasher) { hasher.combine(serialized()) }

    /// The field of an object, or nil.
    package subscript(_ key: String) -> JSONValue? {
        if case .object(let fields) = self { fields.first { $0.0 == key }?.1 } else { nil }
    }

    /// JSON text: on one line, or indented by two spaces a level.
    package func serialized(indented: Bool = false) -> String {
        var output = ""
        write(to: &output, indentation: indented ? 0 : nil)
        return output
    }

    private func write(to output: inout String, indentation: Int?) {
        switch self {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .integer(let value): output += String(value)
        case .double(let value):
            output +=
                value.isFinite
                ? (value == value.rounded() && value.magnitude < 1e15
                    ? String(Int64(saturating: value)) : String(value)) : "null"
        case .text(let value): Self.quote(value, to: &output)
        case .array(let values):
            Self.list("[", "]", values, to: &output, indentation) { value, output, inner in
                value.write(to: &output, indentation: inner)
            }
        case .object(let fields):
            Self.list("{", "}", fields, to: &output, indentation) { field, output, inner in
                Self.quote(field.0, to: &output)
                output += inner == nil ? ":" : ": "
                field.1.write(to: &output, indentation: inner)
            }
        }
    }

    private static func list<Element>(
        _ open: String, _ close: String, _ elements: [Element], to output: inout String, _ indentation: Int?,
        _ write: (Element, inout String, Int?) -> Void
    ) {
        output += open
        for (index, element) in elements.enumerated() {
            if index > 0 { output += "," }
            if let indentation { output += "\n" + String(repeating: "  ", count: indentation + 1) }
            write(element, &output, indentation.map { $0 + 1 })
        }
        if let indentation, !elements.isEmpty { output += "\n" + String(repeating: "  ", count: indentation) }
        output += close
    }

    private static func quote(_ text: String, to output: inout String) {
        output += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            // `<` is escaped so that a document can stand inside a page's script element.
            case "<", "\u{2028}", "\u{2029}", "\u{0}"..<"\u{20}":
                let hex = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}

extension JSONValue {
    /// A text, or null where there is none.
    package static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.text) ?? .null }
    /// A number, or null where there is none.
    package static func optional(_ number: Double?) -> JSONValue { number.map(JSONValue.double) ?? .null }
    /// A whole number.
    package static func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
}
