/// One play of one track by one listener, as a source reported it.
///
/// Spotify's `ts` is the END of a stream: there ``startedAt`` is `ts − ms_played`, and both are kept.
public struct Play: Sendable, Hashable {
    /// The listener's id at the source.
    public var listener: ListenerID
    /// The track's id.
    public var track: TrackID
    /// When the play began.
    public var startedAt: Instant
    /// When the play ended.
    public var endedAt: Instant
    /// Time listened in milliseconds; nil where the source does not say.
    public var millisecondsPlayed: Int64?
    /// The service.
    public var platform: Platform
    /// The kind of device, where known.
    public var device: Device?
    /// Where in the product the play came from, where known.
    public var context: PlayContext?
    /// Why it ended, where known.
    public var endReason: EndReason?
    /// The resolution of the source's clock.
    public var precision: TimePrecision

    /// A play.
    public init(
        listener: ListenerID, track: TrackID, startedAt: Instant, endedAt: Instant, millisecondsPlayed: Int64?,
        platform: Platform,
        device: Device? = nil, context: PlayContext? = nil, endReason: EndReason? = nil,
        precision: TimePrecision = .millisecond
    ) {
        self.listener = listener
        self.track = track
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.millisecondsPlayed = millisecondsPlayed
        self.platform = platform
        self.device = device
        self.context = context
        self.endReason = endReason
        self.precision = precision
    }
}
