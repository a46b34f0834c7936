/// A track's id: the service's own where there is one, else artist and title.
public struct TrackID: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
    /// The id as it is written.
    public let rawValue: String
    /// An id as it is written.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The id of a track of which only the artist and the title are known.
    public init(artist: String, title: String) { rawValue = "\(artist) \u{2014} \(title)" }
    /// The id as it is written.
    public var description: String { rawValue }
}
