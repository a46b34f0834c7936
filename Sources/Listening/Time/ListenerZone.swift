import Foundation

/// The zone a listener lives in, with the moments at which its offset from UTC changes, so that local days are right across daylight saving.
///
/// The offsets come from the system's zone database once; afterwards a look-up is a binary search.
public struct ListenerZone: Sendable {
    /// The IANA identifier, such as `Europe/Copenhagen`.
    public let identifier: String
    private let changes: [Int64]
    private let offsets: [Int64]

    /// - Parameter identifier: an IANA zone identifier; `UTC` is one.
    /// - Throws: ``ListeningError`` `unknown-zone`.
    public init(_ identifier: String) throws(ListeningError) {
        guard identifier == "UTC" || identifier.contains("/") || identifier == "GMT",
            let zone = TimeZone(identifier: identifier)
        else {
            throw .unknownZone(identifier)
        }
        self.identifier = identifier
        let first = Date(timeIntervalSince1970: -2_208_988_800)
        let last = Date(timeIntervalSince1970: 4_102_444_800)
        var changes: [Int64] = []
        var offsets = [Int64(zone.secondsFromGMT(for: first)) * 1_000_000]
        var moment = first
        while let next = zone.nextDaylightSavingTimeTransition(after: moment), next < last, next > moment {
            changes.append(Int64(saturating: next.timeIntervalSince1970.rounded()) * 1_000_000)
            offsets.append(Int64(zone.secondsFromGMT(for: next.addingTimeInterval(1))) * 1_000_000)
            moment = next
        }
        self.changes = changes
        self.offsets = offsets
    }

    /// Microseconds that local clocks are ahead of UTC at a moment.
    /// - Complexity: O(log n) in the number of changes since 1900.
    public func offset(at instant: Instant) -> Int64 {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= instant.microseconds { low = middle + 1 } else { high = middle }
        }
        return offsets[low]
    }

    /// What a listener's calendar and clock show at a moment.
    public func localTime(at instant: Instant) -> LocalTime {
        LocalTime(localMicroseconds: instant.microseconds + offset(at: instant))
    }

    /// The moment at which local clocks show a time of a day.
    ///
    /// Edge cases: a time that clocks skip in spring is read with the offset before the change, so it falls after it; of a time that occurs
    /// twice in autumn the first is meant.
    /// - Parameter microsecondOfDay: microseconds since local midnight, in 0 ..< 86,400,000,000.
    public func instant(day: CalendarDay, microsecondOfDay: Int64) -> Instant {
        let local = Int64(day.daysSinceEpoch) * 86_400_000_000 + microsecondOfDay
        let before = offset(at: Instant(microseconds: local - 86_400_000_000))
        let after = offset(at: Instant(microseconds: local + 86_400_000_000))
        // The larger offset gives the earlier moment: of two that fit, it is the first.
        for offset in [max(before, after), min(before, after)] {
            let moment = Instant(microseconds: local - offset)
            if self.offset(at: moment) == offset { return moment }
        }
        return Instant(microseconds: local - before)
    }
}

/// A listener-local date and time of day.
public struct LocalTime: Sendable, Hashable {
    /// The local calendar day.
    public let day: CalendarDay
    /// The local hour, 0 … 23.
    public let hour: Int
    /// The local minute, 0 … 59.
    public let minute: Int

    init(localMicroseconds: Int64) {
        day = CalendarDay(containingUTC: Instant(microseconds: localMicroseconds))
        let rest = localMicroseconds - Int64(day.daysSinceEpoch) * 86_400_000_000
        hour = Int(rest / 3_600_000_000)
        minute = Int(rest / 60_000_000) % 60
    }

    /// ISO weekday: 1 is Monday, 7 is Sunday.
    public var weekday: Int { day.weekday }
}
