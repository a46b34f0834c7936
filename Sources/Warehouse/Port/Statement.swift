/// SQL text in the neutral dialect, with macros `{{name(…)}}` and parameters `:name`, and the values to bind.
package struct Statement: Sendable {
    package let text: String
    package let parameters: [String: Value]

    package init(_ text: String, _ parameters: [String: Value] = [:]) {
        self.text = text
        self.parameters = parameters
    }

    /// A statement that somebody typed. It may only read, whatever the engine.
    /// - Throws: ``WarehouseError`` `read-only`.
    package init(reading text: String) throws(WarehouseError) {
        try ReadOnlySQL.check(text)
        self.init(text)
    }
}

/// A value to bind, or one cell of an answer.
package enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case day(Int32)
    case instant(Int64)
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
}

extension Value {
    /// A text, or NULL where there is none.
    package static func optional(_ text: String?) -> Value { text.map(Value.text) ?? .null }

    package var isNull: Bool { self == .null }

    package var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .double(let value): Int64(exactly: value.rounded())
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    package var text: String? {
        if case .text(let value) = self { value } else { nil }
    }
}
