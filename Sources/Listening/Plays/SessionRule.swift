/// The rule that joins plays to sessions: plays of one listener less than 30 minutes apart belong together.
public struct SessionRule: Sendable, Hashable, Codable {
    /// A pause of at least this long ends a session. Unit: microseconds.
    public var gapMicroseconds: Int64

    /// The rule of the product: 30 minutes.
    public static let standard = SessionRule(gapMicroseconds: 30 * 60 * 1_000_000)

    /// Whether a play that starts at `start` opens a new session after one that ended at `previousEnd`.
    ///
    /// Edge case: plays that overlap (a source whose clock is coarse) belong to one session.
    public func opensSession(start: Instant, previousEnd: Instant) -> Bool {
        start.microseconds - previousEnd.microseconds >= gapMicroseconds
    }

    /// The index of each play's session, for plays of one listener in order of their ends.
    /// - Complexity: O(n).
    public func sessions(of plays: [(start: Instant, end: Instant)]) -> [Int] {
        var session = -1
        var previousEnd: Instant?
        return plays.map { play in
            if previousEnd.map({ opensSession(start: play.start, previousEnd: $0) }) ?? true { session += 1 }
            previousEnd = play.end
            return session
        }
    }
}
