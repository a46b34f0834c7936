import Listening

/// What a play must satisfy to be believed. Each check answers the reason against it, in words.
struct PlayRules: Sendable {
    /// The present: nothing was listened to later than a day from now (clocks and zones differ).
    let now: Instant
    /// Recorded streaming is younger than this.
    private let earliest = CalendarDay(year: 1990, month: 1, day: 1).map { Int64($0.daysSinceEpoch) * 86_400_000_000 } ?? 0
    /// No track is listened to for longer. Unit: milliseconds.
    private let longest: Int64 = 24 * 3_600_000

    func problem(time: Instant) -> String? {
        if time.microseconds > now.microseconds + 86_400_000_000 { return "\(time) lies in the future" }
        if time.microseconds < earliest { return "\(time) lies before 1990" }
        return nil
    }

    func problem(milliseconds: Int64) -> String? {
        if milliseconds < 0 { return "\(milliseconds) ms is negative" }
        if milliseconds > longest { return "\(milliseconds) ms is more than a day" }
        return nil
    }
}
