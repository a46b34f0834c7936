import Listening

/// What is known of a unit when it is assigned, and what a targeting condition asks for: a JSON value.
///
/// Texts are equal where their bytes are, as the SDKs compare them: no normalisation. Values are at most ``mostDepth`` deep.
public enum AttributeValue: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case array([AttributeValue])
    case object([String: AttributeValue])
}

extension AttributeValue: Hashable {
    /// Whether both are equal; numbers by value, objects whatever the order of their keys.
    public static func == (left: AttributeValue, right: AttributeValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.text(let left), .text(let right)): ExactText(left) == ExactText(right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    /// Hashes in agreement with equality.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .text(let value): hasher.combine(ExactText(value))
        case .array(let value): hasher.combine(value)
        case .object(let value): hasher.combine(value)
        }
    }
}

extension AttributeValue: Codable {
    /// How many arrays and objects may lie in one another. What attributes and conditions need is a handful.
    public static let mostDepth = 32

    /// Decodes any JSON value within bounds on depth.
    public init(from decoder: any Decoder) throws { try self.init(from: decoder, depth: 0) }

    private init(from decoder: any Decoder, depth: Int) throws {
        guard depth <= Self.mostDepth else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "a value lies more than \(Self.mostDepth) arrays and objects deep"))
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let value = try? single.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? single.decode(Double.self) {
            self = .number(value)
        } else if let value = try? single.decode(String.self) {
            self = .text(value)
        } else if var list = try? decoder.unkeyedContainer() {
            var values: [AttributeValue] = []
            while !list.isAtEnd { values.append(try AttributeValue(from: try list.superDecoder(), depth: depth + 1)) }
            self = .array(values)
        } else {
            let fields = try decoder.container(keyedBy: Name.self)
            var values: [String: AttributeValue] = [:]
            for name in fields.allKeys {
                values[name.stringValue] = try AttributeValue(
                    from: try fields.superDecoder(forKey: name), depth: depth + 1)
            }
            self = .object(values)
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Encodes the JSON value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// JSON's null.
    public init(nilLiteral: ()) { self = .null }
    /// A list.
    public init(arrayLiteral elements: AttributeValue...) { self = .array(elements) }
    /// An object; of equal keys the last counts.
    public init(dictionaryLiteral elements: (String, AttributeValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}

extension AttributeValue {
    /// The value at a path of names with points between; null where the path leads nowhere.
    func at(_ path: String) -> AttributeValue {
        var value = self
        for name in path.split(separator: ".", omittingEmptySubsequences: false) {
            guard case .object(let fields) = value, let next = fields[String(name)] else { return .null }
            value = next
        }
        return value
    }

    /// The name of the type, as a condition asks for it.
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .text: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The value as a number, as the SDKs convert it: null is 0, and text that is no number is NaN.
    var asNumber: Double {
        switch self {
        case .null: 0
        case .bool(let value): value ? 1 : 0
        case .number(let value): value
        case .text(let value): value.allSatisfy(\.isWhitespace) ? 0 : Double(value) ?? .nan
        case .array, .object: .nan
        }
    }

    /// The value as a text.
    var asText: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value):
            value == value.rounded() && value.magnitude < 1e15 ? String(Int64(saturating: value)) : "\(value)"
        case .text(let value): value
        case .array(let values): values.map(\.asText).joined(separator: ",")
        case .object: "[object Object]"
        }
    }

    /// The value with text in lower case.
    var folded: AttributeValue { if case .text(let value) = self { .text(value.lowercased()) } else { self } }
}
