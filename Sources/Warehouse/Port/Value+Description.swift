package import Listening

extension Value: CustomStringConvertible {
    /// The value as CSV and the command line print it: ISO dates and times in UTC, shortest round-trip numbers, NULL as nothing.
    package var description: String {
        switch self {
        case .null: ""
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value):
            value == value.rounded() && value.magnitude < 1e15 ? String(Int64(saturating: value)) : String(value)
        case .text(let value): value
        case .day(let value): CalendarDay(daysSinceEpoch: value).description
        case .instant(let value): Instant(microseconds: value).description
        }
    }

    /// A calendar day.
    package static func day(_ day: CalendarDay) -> Value { .day(day.daysSinceEpoch) }

    /// A moment.
    package static func instant(_ instant: Instant) -> Value { .instant(instant.microseconds) }
}
