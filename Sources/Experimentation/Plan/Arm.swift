/// One of the things that are compared: what some of the units get.
public struct Arm: Sendable, Hashable, Codable {
    /// The name by which the service knows it, such as `control`.
    public let key: String
    /// Its part of the units, in proportion to the other arms' weights. At least 0; an arm of weight 0 gets nobody.
    public let weight: Double

    /// An arm of a name and a weight.
    public init(_ key: String, weight: Double = 1) {
        self.key = key
        self.weight = weight
    }

    /// Decodes an arm whose weight is 1 where none is given.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        key = try fields.decode(String.self, forKey: .key)
        weight = try fields.decodeIfPresent(Double.self, forKey: .weight) ?? 1
    }
}
