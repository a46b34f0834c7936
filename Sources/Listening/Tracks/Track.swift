/// A track's id: the service's own where there is one, else artist and title.
public struct TrackID: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The id of a track of which only the artist and the title are known.
    public init(artist: String, title: String) { rawValue = "\(artist) \u{2014} \(title)" }
    public var description: String { rawValue }
}
