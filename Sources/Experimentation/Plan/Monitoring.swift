public import Statistics

/// How often an experiment may be looked at, and what that costs.
public enum Monitoring: Sendable, Hashable {
    /// How a group-sequential design spends its level.
    public typealias Spending = SpendingFunction

    /// Once, when the planned units are in. Any earlier look is a peek, and says so.
    case fixed
    /// A few planned looks; the most power where the number of units is known beforehand.
    case groupSequential(looks: Int, spending: SpendingFunction)
    /// At any time, as often as one likes; narrowest at about the number of units that it is tuned for.
    case alwaysValid(tunedFor: Int)
    /// At any time, by the mixture sequential probability ratio test, whose mixing variance follows from the planned units.
    case mixture

    /// What it is called in a sentence.
    public var name: String {
        switch self {
        case .fixed: "a single look at the end"
        case .groupSequential(let looks, let spending): "\(looks) looks with \(spending.name) spending"
        case .alwaysValid: "always-valid intervals (asymptotic confidence sequences)"
        case .mixture: "always-valid intervals (mixture sequential probability ratio test)"
        }
    }

    /// Whether looking at any time is allowed.
    public var isAlwaysValid: Bool {
        switch self {
        case .alwaysValid, .mixture: true
        case .fixed, .groupSequential: false
        }
    }
}

extension SpendingFunction {
    var name: String {
        switch self {
        case .obrienFleming: "O'Brien–Fleming"
        case .pocock: "Pocock"
        case .power(let power): "power (\(power))"
        }
    }

    /// The spending function of a name such as `pocock`.
    init?(key: String) {
        switch key {
        case "obrien_fleming": self = .obrienFleming
        case "pocock": self = .pocock
        default:
            guard key.hasPrefix("power("), key.hasSuffix(")"), let power = Double(key.dropFirst(6).dropLast()) else {
                return nil
            }
            self = .power(power)
        }
    }

    var key: String {
        switch self {
        case .obrienFleming: "obrien_fleming"
        case .pocock: "pocock"
        case .power(let power): "power(\(power))"
        }
    }
}

extension Monitoring: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, looks, spending
        case tunedFor = "tuned_for"
    }

    /// Decodes `fixed`, or an object with a kind and what the kind takes.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try fields.decode(String.self, forKey: .kind)
        switch kind {
        case "fixed": self = .fixed
        case "group_sequential":
            let name = try fields.decodeIfPresent(String.self, forKey: .spending) ?? "obrien_fleming"
            guard let spending = SpendingFunction(key: name) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .spending, in: fields,
                    debugDescription: "spending is \"\(name)\"; it takes obrien_fleming, pocock, or power(3)")
            }
            self = .groupSequential(
                looks: try fields.decodeIfPresent(Int.self, forKey: .looks) ?? 4, spending: spending)
        case "always_valid":
            self = .alwaysValid(tunedFor: try fields.decodeIfPresent(Int.self, forKey: .tunedFor) ?? 5000)
        case "mixture": self = .mixture
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: fields,
                debugDescription: "kind is \"\(kind)\"; it takes fixed, group_sequential, always_valid or mixture")
        }
    }

    /// Encodes an object with a kind.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .fixed: try fields.encode("fixed", forKey: .kind)
        case .groupSequential(let looks, let spending):
            try fields.encode("group_sequential", forKey: .kind)
            try fields.encode(looks, forKey: .looks)
            try fields.encode(spending.key, forKey: .spending)
        case .alwaysValid(let units):
            try fields.encode("always_valid", forKey: .kind)
            try fields.encode(units, forKey: .tunedFor)
        case .mixture: try fields.encode("mixture", forKey: .kind)
        }
    }
}
