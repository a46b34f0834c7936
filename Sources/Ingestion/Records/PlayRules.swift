import Listening

/// What a play must satisfy to be believed. Each check answers the reason against it, in words.
struct PlayRules: Sendable {
    /// The present: nothing was listened to later than a day from now (clocks and zones differ).
    let now: Instant
    /// Recorded streaming is younger than this: 1990-01-01.
    private static let earliest: Int64 = 631_152_000_000_000
    /// No track is listened to for longer. Unit: milliseconds.
    private static let longest: Int64 = 24 * 3_600_000
    /// No play lasts longer from its start to its end, pauses included. Unit: microseconds.
    private static let longestSpan: Int64 = 7 * 86_400_000_000

    func problem(time: Instant) -> String? {
        if time.microseconds > now.microseconds + 86_400_000_000 { return "\(time) is in the future" }
        if time.microseconds < Self.earliest { return "\(time) is before 1990" }
        return nil
    }

    func problem(milliseconds: Int64) -> String? {
        if milliseconds < 0 { return "\(milliseconds) ms is negative" }
        if milliseconds > Self.longest { return "\(milliseconds) ms is more than a day" }
        return nil
    }

    func problem(from start: Instant, to end: Instant) -> String? {
        if start > end { return "\(start) is after the end, \(end)" }
        if end.microseconds - start.microseconds > Self.longestSpan {
            return "\(start) is more than 7 days before the end, \(end)"
        }
        return nil
    }
}
