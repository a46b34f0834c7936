extension Instant {
    /// Reads an ISO 8601 / RFC 3339 moment, or `YYYY-MM-DD HH:MM[:SS[.fraction]]`, as UTC where it names no offset.
    ///
    /// Edge cases: a date alone is midnight UTC; a leap second (`:60`) is the first moment of the next minute; impossible dates such as
    /// 30 February, hours over 23 and trailing text are refused. More than six decimals are cut, not rounded.
    /// - Returns: nil where the text is no moment.
    /// - Complexity: O(length of the text).
    public init?(_ text: some StringProtocol) {
        var copy = String(text)
        guard let parsed = copy.withUTF8({ Instant(utf8: $0) }) else { return nil }
        self = parsed
    }

    /// ``init(_:)`` over UTF-8 bytes, without an allocation.
    public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        var reader = DigitReader(bytes)
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
            reader.skip("-"),
            let dayOfMonth = reader.number(digits: 2), let day = CalendarDay(year: year, month: month, day: dayOfMonth)
        else { return nil }
        var microseconds = Int64(day.daysSinceEpoch) * 86_400_000_000
        if !reader.atEnd {
            guard reader.skip("T") || reader.skip("t") || reader.skip(" "), let time = reader.timeOfDay(),
                let offset = reader.offset(),
                reader.atEnd
            else { return nil }
            microseconds += time - offset
        }
        self.init(microseconds: microseconds)
    }
}

/// Reads fixed-width numbers and single characters from ASCII text.
private struct DigitReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var atEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func number(digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for index in position..<position + digits {
            let digit = Int(bytes[index]) - 48
            guard digit >= 0, digit <= 9 else { return nil }
            value = value * 10 + digit
        }
        position += digits
        return value
    }

    /// `HH:MM[:SS[.fraction]]` in microseconds.
    mutating func timeOfDay() -> Int64? {
        guard let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2), minute < 60 else {
            return nil
        }
        var microseconds = Int64(hour * 3600 + minute * 60) * 1_000_000
        guard skip(":") else { return microseconds }
        guard let second = number(digits: 2), second <= 60 else { return nil }
        microseconds += Int64(second) * 1_000_000
        guard skip(".") || skip(",") else { return microseconds }
        var scale: Int64 = 100_000
        var digits = 0
        while let digit = number(digits: 1) {
            microseconds += Int64(digit) * scale
            scale /= 10
            digits += 1
        }
        return digits > 0 ? microseconds : nil
    }

    /// Nothing, `Z`, `±HH`, `±HHMM` or `±HH:MM`, in microseconds east of UTC.
    mutating func offset() -> Int64? {
        if atEnd || skip("Z") || skip("z") { return 0 }
        _ = skip(" ")
        if skip("U") { return skip("T") && skip("C") ? 0 : nil }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(digits: 2), hours <= 18 else { return nil }
        _ = skip(":")
        let minutes = atEnd ? 0 : number(digits: 2)
        guard let minutes, minutes < 60 else { return nil }
        return sign * Int64(hours * 3600 + minutes * 60) * 1_000_000
    }
}
