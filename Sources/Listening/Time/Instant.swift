import Foundation

/// A moment in UTC, counted in microseconds since 1970-01-01T00:00:00Z.
///
/// Unit: microseconds. Range: the parsers accept the years 1 to 9999. Every operation is total: what would lie beyond 64 bits is the nearest
/// end of the range. Engines write an infinite moment as one of the ends, so that the ends read `infinity` and `-infinity`.
public struct Instant: Sendable, Hashable, Comparable {
    /// Microseconds since the epoch.
    public var microseconds: Int64

    /// The moment `microseconds` after the epoch.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// The moment `seconds` after the epoch.
    public init(seconds: Int64) { self.microseconds = seconds.saturatingMultiply(1_000_000) }

    /// The present, by the clock of this machine.
    public static var now: Instant {
        Instant(microseconds: Int64(saturating: Date().timeIntervalSince1970 * 1_000_000))
    }

    /// Whether the left moment is the earlier one.
    public static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

    /// The moment `milliseconds` later (or earlier, where negative).
    public func advanced(milliseconds: Int64) -> Instant { advanced(milliseconds, of: 1000) }

    /// The moment so many times 24 hours later (or earlier, where negative).
    public func advanced(days: Int) -> Instant { advanced(Int64(days), of: 86_400_000_000) }

    /// Seconds from `earlier` to this moment.
    public func seconds(since earlier: Instant) -> Double {
        let (difference, isBeyond) = microseconds.subtractingReportingOverflow(earlier.microseconds)
        return (isBeyond ? Double(microseconds) - Double(earlier.microseconds) : Double(difference)) / 1e6
    }

    private func advanced(_ count: Int64, of unit: Int64) -> Instant {
        Instant(microseconds: microseconds.saturatingAdd(count.saturatingMultiply(unit)))
    }
}

extension Instant: CustomStringConvertible {
    /// ISO 8601 in UTC, with as many decimals as needed: `2022-04-22T05:41:00Z`. The ends of the range are `infinity` and `-infinity`.
    public var description: String {
        switch microseconds {
        case .max: return "infinity"
        case .min, -.max: return "-infinity"
        default: break
        }
        let day = CalendarDay(containingUTC: self)
        var rest = floorModulo(microseconds, 86_400_000_000)
        let hour = rest / 3_600_000_000
        rest %= 3_600_000_000
        let minute = rest / 60_000_000
        rest %= 60_000_000
        let second = rest / 1_000_000
        let fraction = rest % 1_000_000
        var text = "\(day)T\(pad(hour)):\(pad(minute)):\(pad(second))"
        if fraction > 0 {
            var digits = String(fraction)
            digits = String(repeating: "0", count: 6 - digits.count) + digits
            while digits.hasSuffix("0") { digits.removeLast() }
            text += "." + digits
        }
        return text + "Z"
    }

    private func pad(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
