/// What is measured of every unit, and how arms are compared by it.
public struct Metric: Sendable, Hashable, Codable {
    /// What an arm's value is.
    public enum Kind: Sendable, Hashable {
        /// The mean over units.
        case mean
        /// The share of units with a 1; the others have a 0.
        case proportion
        /// The sum of values over the sum of denominators, such as skips over plays. Units are drawn, not plays: the delta method.
        case ratio
        /// The value below which a share of the units lies, in 0.0001...0.9999.
        case quantile(Double)
    }

    /// Which way is good.
    public enum Direction: String, Sendable, Hashable, Codable {
        case higher, lower
    }

    /// The name by which plans refer to it.
    public let key: String
    /// What people call it.
    public let name: String
    /// How units make an arm's value.
    public let kind: Kind
    /// The unit of an arm's value, such as `min`; `share` for a proportion.
    public let unit: String
    /// Which way is good.
    public let better: Direction
    /// What exactly is counted.
    public let definition: String

    /// A metric. See the properties for what each value means.
    public init(key: String, name: String, kind: Kind, unit: String, better: Direction, definition: String = "") {
        self.key = key
        self.name = name
        self.kind = kind
        self.unit = unit
        self.better = better
        self.definition = definition
    }

    /// Whether the values of an arm are a quotient of sums.
    public var isRatio: Bool { kind == .ratio }

    /// +1 where more is better, −1 where less is.
    var sign: Double { better == .higher ? 1 : -1 }
}

extension Metric.Kind: Codable, LosslessStringConvertible {
    /// The kind of a text such as `mean` or `quantile(0.9)`.
    public init?(_ text: String) {
        switch text {
        case "mean": self = .mean
        case "proportion": self = .proportion
        case "ratio": self = .ratio
        default:
            guard text.hasPrefix("quantile("), text.hasSuffix(")"),
                let share = Double(decimal: text.dropFirst(9).dropLast()),
                (0.0001...0.9999).contains(share)
            else {
                return nil
            }
            self = .quantile(share)
        }
    }

    /// As metric files write it: `mean`, `quantile(0.9)`.
    public var description: String {
        switch self {
        case .mean: "mean"
        case .proportion: "proportion"
        case .ratio: "ratio"
        case .quantile(let share): "quantile(\(share))"
        }
    }

    /// Decodes what metric files write.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let kind = Metric.Kind(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "kind is \"\(text)\"; it takes mean, proportion, ratio, or quantile(0.9)")
        }
        self = kind
    }

    /// Encodes what metric files write.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
