/// The resolution of the clock that a source wrote its times with.
public enum TimePrecision: String, Sendable, Hashable, CaseIterable, Codable {
    /// Milliseconds or finer.
    case millisecond
    /// Whole seconds, as in Spotify's extended history.
    case second
    /// Whole minutes, as in Spotify's account history.
    case minute
    /// The day only.
    case day
}
