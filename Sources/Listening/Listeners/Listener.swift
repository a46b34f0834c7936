/// A listener's id as the source gives it. It is text, and not the surrogate key that facts carry.
public struct ListenerID: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
    /// The id as it is written.
    public let rawValue: String
    /// An id as it is written.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The id as it is written.
    public var description: String { rawValue }
}

/// A subscription tier.
public enum Tier: String, Sendable, Hashable, CaseIterable, Codable {
    case free
    case premium
    case family
    case student
}

/// An age group. Exact ages are not kept.
public enum AgeGroup: String, Sendable, Hashable, CaseIterable, Codable {
    case under18 = "<18"
    case from18 = "18-24"
    case from25 = "25-34"
    case from35 = "35-44"
    case from45 = "45-54"
    case from55 = "55+"
}
