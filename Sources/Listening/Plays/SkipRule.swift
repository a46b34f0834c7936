/// How far a listener got before ending a track.
public enum SkipKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// Ended before 30 s.
    case early
    /// Ended before half of the track.
    case mid
    /// Ended later than that, yet before the end.
    case late
    /// Not ended by the listener: it ran to its end, broke off, or the session was logged out.
    case none
}

/// The rule that says which plays are skips. It has a name and a version, so that a number can say by which rule it was made.
///
/// A skip is a play that the listener ended: *early* before 30 s, *mid* before half of the track, *late* otherwise. A track that ran to its
/// end (or to 95 % of it), an error and a logout are no skips. By default `skipped` means early or mid.
///
/// Edge cases: where the length of the track is unknown, a play of at least 30 s counts as late if the source says that the listener ended
/// it, and as no skip otherwise. Where the time listened is unknown, so is the skip.
public struct SkipRule: Sendable, Hashable, Codable {
    /// The rule's name.
    public var name: String
    /// The rule's version; any change of a threshold is a new version.
    public var version: Int
    /// Plays shorter than this are early skips. Unit: milliseconds.
    public var earlyBelowMilliseconds: Int64
    /// Plays shorter than this share of the track are mid skips. Range: 0 … 1.
    public var midBelowShare: Double
    /// Plays of at least this share of the track are complete. Range: 0 … 1.
    public var completeFromShare: Double
    /// The kinds that count as skipped.
    public var counted: Set<SkipKind>

    /// The rule of the product: 30 s, 50 %, 95 %; early and mid count.
    public static let standard = SkipRule(
        name: "segue", version: 1, earlyBelowMilliseconds: 30_000, midBelowShare: 0.5, completeFromShare: 0.95,
        counted: [.early, .mid])

    /// The kind of skip that a play was, or nil where that cannot be known.
    /// - Parameters:
    ///   - millisecondsPlayed: time listened; nil where the source does not say.
    ///   - trackMilliseconds: length of the track; nil where unknown.
    ///   - endReason: why the play ended; nil where unknown.
    public func kind(millisecondsPlayed: Int64?, trackMilliseconds: Int64?, endReason: EndReason?) -> SkipKind? {
        guard let played = millisecondsPlayed else { return nil }
        let endedByListener = endReason?.isListenersAct
        if endedByListener == false { return SkipKind.none }
        let share = trackMilliseconds.flatMap { $0 > 0 ? Double(played) / Double($0) : nil }
        if let share, share >= completeFromShare { return SkipKind.none }
        if played < earlyBelowMilliseconds { return .early }
        guard let share else { return endedByListener == true ? .late : SkipKind.none }
        return share < midBelowShare ? .mid : .late
    }

    /// Whether a play of this kind counts as skipped.
    public func isSkipped(_ kind: SkipKind?) -> Bool? { kind.map(counted.contains) }
}
