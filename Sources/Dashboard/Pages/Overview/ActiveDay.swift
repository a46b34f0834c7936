import Insights
import Listening

/// One day of the answer of `activity`.
struct ActiveDay: Sendable {
    let day: CalendarDay
    let daily: Int
    let weekly: Int
    let monthly: Int
    let minutes: Double
    /// Whether the data go on after the day, so that nothing more comes.
    let isOver: Bool
    let isWeekWhole: Bool
    let isMonthWhole: Bool

    init(_ row: AnswerRow) {
        day = row.day("day") ?? CalendarDay(daysSinceEpoch: 0)
        daily = row.count("dau")
        weekly = row.count("wau")
        monthly = row.count("mau")
        minutes = row.number("minutes") ?? 0
        isOver = row.flag("dau_complete")
        isWeekWhole = row.flag("wau_complete")
        isMonthWhole = row.flag("mau_complete")
    }

    /// Minutes of a listener who listened that day.
    var minutesAListener: Double? { daily > 0 ? minutes / Double(daily) : nil }
}

extension [ActiveDay] {
    /// The place of the first day that is not over; nil where all are.
    var incompleteFrom: Int? { firstIndex { !$0.isOver } }
    /// The days that are over.
    var over: [ActiveDay] { filter(\.isOver) }
}
