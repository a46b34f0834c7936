/// A stream is a play of at least 30 s: the unit by which services count and pay.
public enum StreamRule {
    /// Unit: milliseconds.
    public static let leastMilliseconds: Int64 = 30_000

    /// Whether a play counts as a stream.
    public static func isStream(millisecondsPlayed: Int64) -> Bool { millisecondsPlayed >= leastMilliseconds }
}
