import Listening

/// A moment as a table writes it: what it says, whether it names its offset from UTC, and how fine it is.
struct WrittenMoment: Equatable {
    /// Microseconds since 1970-01-01T00:00:00, in UTC where the text names an offset or is epoch time, else as the clock showed.
    var microseconds: Int64
    var namesOffset: Bool
    /// Nil where the text says nothing of it.
    var precision: TimePrecision?
}

/// Which of the two leading numbers of `01/02/2025` is the day; a table cannot tell, so a mapping has to.
enum DateOrder: String, Sendable, CaseIterable {
    case dayFirst = "day-first"
    case monthFirst = "month-first"
}

/// Reads the forms in which exports write moments.
///
/// Taken are ISO 8601 (`2022-04-22T05:41:00Z`, `2022-04-22 05:41`, `2022/04/22 05:41`), epoch time as a number (seconds, milliseconds,
/// microseconds or nanoseconds, told apart by the number of digits), dates with the month's English name (`11 Jul 2024, 09:07`,
/// `Jul 11, 2024, 9:07:12 AM`, `Thu, 11 Jul 2024 09:07:12 +0200`), a date alone, and numeric dates (`11/07/2024 09:07`, `11.07.2024`)
/// where it is said which number is the day.
struct MomentForm {
    var dateOrder: DateOrder?

    func read(_ text: String) -> WrittenMoment? {
        var copy = text.trimmingSpaces()
        if copy.utf8.count > 64 { return nil }
        return epoch(copy) ?? iso(&copy) ?? written(copy)
    }

    // MARK: Epoch time

    private func epoch(_ text: String) -> WrittenMoment? {
        guard text.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }) else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let whole = Int64(parts[0])
        else { return nil }
        let digits = parts[0].utf8.count
        let unit: Int64
        switch digits {
        case 9, 10: unit = 1_000_000
        case 12, 13: unit = 1_000
        case 15, 16: unit = 1
        case 18, 19: return WrittenMoment(microseconds: whole / 1_000, namesOffset: true, precision: .millisecond)
        default: return nil
        }
        var microseconds = whole.multipliedReportingOverflow(by: unit).partialValue
        if parts.count == 2 {
            let fraction = parts[1].prefix(6)
            let scaled = (Int64(fraction) ?? 0) * [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1][fraction.count]
            microseconds += scaled * unit / 1_000_000
        }
        let isWhole = unit == 1_000_000 && parts.count == 1
        return WrittenMoment(microseconds: microseconds, namesOffset: true, precision: isWhole ? .second : .millisecond)
    }

    // MARK: ISO 8601

    private func iso(_ text: inout String) -> WrittenMoment? {
        let isSlashed =
            text.utf8.count >= 10 && text.utf8[text.utf8.index(text.utf8.startIndex, offsetBy: 4)] == UInt8(ascii: "/")
        if isSlashed { text = text.replacing("/", with: "-", maxReplacements: 2) }
        guard let instant = text.withUTF8({ Instant(utf8: $0) }) else { return nil }
        let time = text.utf8.dropFirst(10)
        if time.isEmpty {
            return WrittenMoment(microseconds: instant.microseconds, namesOffset: false, precision: .day)
        }
        let clock = time.dropFirst().prefix {
            (48...58).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",")
        }
        let namesOffset = clock.endIndex != time.endIndex
        return WrittenMoment(
            microseconds: instant.microseconds, namesOffset: namesOffset, precision: Self.precision(clock))
    }

    private static func precision(_ clock: some Sequence<UInt8>) -> TimePrecision? {
        clock.count { $0 == UInt8(ascii: ":") } < 2 ? .minute : nil
    }

    // MARK: Dates in words and numbers

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    private static let fullMonths = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    private func written(_ text: String) -> WrittenMoment? {
        var day: Int?
        var month: Int?
        var year: Int?
        var clock: (microseconds: Int64, precision: TimePrecision?)?
        var isAfternoon: Bool?
        var offset: Int64?
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "\u{202F}" || $0 == "\u{A0}" }) {
            let lowered = word.lowercased()
            if let index = Self.months.firstIndex(of: lowered) ?? Self.fullMonths.firstIndex(of: lowered), month == nil
            {
                month = index + 1
            } else if lowered == "at"
                || (Self.weekdays.contains(String(lowered.prefix(3))) && lowered.allSatisfy(\.isLetter))
            {
                continue
            } else if lowered == "am" || lowered == "pm" || lowered == "a.m." || lowered == "p.m." {
                guard isAfternoon == nil else { return nil }
                isAfternoon = lowered.hasPrefix("p")
            } else if lowered == "utc" || lowered == "gmt" || lowered == "z" {
                offset = 0
            } else if clock != nil, let found = Self.offset(lowered) {
                offset = found
            } else if word.contains(":") {
                guard clock == nil, let found = Self.clock(lowered, &isAfternoon) else { return nil }
                clock = found
            } else if let date = numericDate(lowered), day == nil, month == nil, year == nil {
                (day, month, year) = (date.day, date.month, date.year)
            } else if lowered.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(lowered) {
                if lowered.utf8.count == 4, year == nil {
                    year = number
                } else if lowered.utf8.count <= 2, day == nil {
                    day = number
                } else {
                    return nil
                }
            } else {
                return nil
            }
        }
        guard let day, let month, let year, let date = CalendarDay(year: year, month: month, day: day) else {
            return nil
        }
        var microseconds = Int64(date.daysSinceEpoch) * 86_400_000_000
        guard let clock else {
            return offset == nil && isAfternoon == nil
                ? WrittenMoment(microseconds: microseconds, namesOffset: false, precision: .day) : nil
        }
        var time = clock.microseconds
        if let isAfternoon {
            let hour = time / 3_600_000_000
            guard (1...12).contains(hour) else { return nil }
            time += (isAfternoon ? (hour == 12 ? 0 : 12) : (hour == 12 ? -12 : 0)) * 3_600_000_000
        }
        microseconds += time - (offset ?? 0)
        return WrittenMoment(microseconds: microseconds, namesOffset: offset != nil, precision: clock.precision)
    }

    /// `11/07/2024`, `11.07.2024` or `11-07-2024`, where it is said which number is the day.
    private func numericDate(_ word: String) -> (day: Int, month: Int, year: Int)? {
        guard let dateOrder else { return nil }
        let parts = word.split(whereSeparator: { $0 == "/" || $0 == "." || $0 == "-" })
        guard parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            parts[2].utf8.count == 4,
            parts[0].utf8.count <= 2,
            parts[1].utf8.count <= 2, let first = Int(parts[0]), let second = Int(parts[1]), let year = Int(parts[2])
        else { return nil }
        return dateOrder == .dayFirst ? (first, second, year) : (second, first, year)
    }

    /// `9:07`, `09:07:12`, `09:07:12.345`, `9:07pm`.
    private static func clock(_ word: String, _ isAfternoon: inout Bool?) -> (Int64, TimePrecision?)? {
        var word = word[...]
        for (ending, afternoon) in [("am", false), ("pm", true)] where word.hasSuffix(ending) {
            guard isAfternoon == nil else { return nil }
            isAfternoon = afternoon
            word = word.dropLast(2)
        }
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2 else {
            return nil
        }
        let day = parts[0].utf8.count == 1 ? "0\(parts[0])" : String(parts[0])
        // The parser of ISO moments knows what a time of day is.
        let rest = parts[1...].joined(separator: ":")
        guard let moment = Instant("1970-01-01T\(day):\(rest)Z") else { return nil }
        return (moment.microseconds, precision(word.utf8))
    }

    /// `+0200`, `-05:00`.
    private static func offset(_ word: String) -> Int64? {
        guard word.hasPrefix("+") || word.hasPrefix("-"), let moment = Instant("1970-01-02T00:00:00\(word)") else {
            return nil
        }
        return 86_400_000_000 - moment.microseconds
    }
}
