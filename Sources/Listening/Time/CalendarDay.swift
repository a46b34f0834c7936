/// A day of the proleptic Gregorian calendar, without a zone.
///
/// Every operation is total: what would lie beyond the range of `daysSinceEpoch` is its nearest end. Engines write an infinite date as one
/// of the ends, so that the ends read `infinity` and `-infinity`.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013), `days_from_civil` and `civil_from_days`.
public struct CalendarDay: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01.
    public var daysSinceEpoch: Int32

    /// The day `daysSinceEpoch` days after 1970-01-01.
    public init(daysSinceEpoch: Int32) { self.daysSinceEpoch = daysSinceEpoch }

    /// The UTC day that holds a moment.
    public init(containingUTC instant: Instant) {
        daysSinceEpoch = Int32(floorDivide(instant.microseconds, 86_400_000_000))
    }

    /// The day of a year, month (1–12) and day of the month, or nil where the calendar has no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, year: year)
        else {
            return nil
        }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSinceEpoch = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Reads `YYYY-MM-DD`, in digits alone: `2025-+1-01` is not a day.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        // `Int` also reads signs, which a date does not have.
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// ISO weekday: 1 is Monday, 7 is Sunday.
    public var weekday: Int { Int(floorModulo(Int64(daysSinceEpoch) + 3, 7)) + 1 }

    /// The Monday of the day's ISO week.
    public var startOfWeek: CalendarDay { advanced(days: 1 - weekday) }

    /// The first day of the day's month.
    public var startOfMonth: CalendarDay { advanced(days: 1 - components.day) }

    /// Year, month (1–12) and day of the month.
    public var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(daysSinceEpoch) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }

    /// The day `days` later (or earlier, where negative); beyond the range, its nearest end.
    public func advanced(days: Int) -> CalendarDay {
        CalendarDay(daysSinceEpoch: Int32(clamping: Int(daysSinceEpoch).saturatingAdd(days)))
    }

    /// Whole days from `earlier` to this day.
    public func days(since earlier: CalendarDay) -> Int { Int(daysSinceEpoch) - Int(earlier.daysSinceEpoch) }

    /// Whether a day is before another.
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDay: CustomStringConvertible {
    /// ISO 8601: `2022-04-22`. The ends of the range are `infinity` and `-infinity`.
    public var description: String {
        switch daysSinceEpoch {
        case .max: return "infinity"
        case .min, -.max: return "-infinity"
        default: break
        }
        let (year, month, day) = components
        let digits = String(year.magnitude)
        return (year < 0 ? "-" : "") + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            + (month < 10 ? "-0" : "-")
            + String(month) + (day < 10 ? "-0" : "-") + String(day)
    }
}

/// Division that rounds toward minus infinity.
@inlinable
func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
}

/// The remainder of ``floorDivide(_:_:)``, never negative for a positive divisor.
@inlinable
func floorModulo(_ value: Int64, _ divisor: Int64) -> Int64 {
    let remainder = value % divisor
    return remainder < 0 ? remainder + divisor : remainder
}
