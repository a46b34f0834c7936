/// A hyperparameter's value as JSON has it: a number, a text or a yes-or-no.
public enum Setting: Sendable, Hashable, Codable {
    /// A finite number.
    case number(Double)
    /// A text.
    case text(String)
    /// Yes or no.
    case flag(Bool)

    /// Reads a bare JSON value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Writes a bare JSON value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .flag(let value): try container.encode(value)
        }
    }
}
