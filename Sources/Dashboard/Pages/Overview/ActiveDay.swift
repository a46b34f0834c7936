import Insights
import Listening
import Server

/// One day of the answer of `activity`.
struct ActiveDay: Sendable {
    let day: CalendarDay
    let daily: Int
    let weekly: Int
    let monthly: Int
    /// Time listened by the plays whose time is known; nil where the source records none.
    let minutes: Double?
    /// Listeners of the day with a play whose time is known.
    let timedListeners: Int
    /// Whether the data go on after the day, so that nothing more comes.
    let isOver: Bool
    let isWeekWhole: Bool
    let isMonthWhole: Bool

    init(_ row: AnswerRow) {
        day = row.day("day") ?? CalendarDay(daysSinceEpoch: 0)
        daily = row.count("dau")
        weekly = row.count("wau")
        monthly = row.count("mau")
        minutes = row.number("minutes")
        timedListeners = row.count("timed_listeners")
        isOver = row.flag("dau_complete")
        isWeekWhole = row.flag("wau_complete")
        isMonthWhole = row.flag("mau_complete")
    }

    /// Minutes of a listener who listened that day and whose time is known.
    var minutesAListener: Double? { timedListeners > 0 ? minutes.map { $0 / Double(timedListeners) } : nil }
}

extension [ActiveDay] {
    /// The place of the first day that is not over; nil where all are.
    var incompleteFrom: Int? { firstIndex { !$0.isOver } }
    /// The days that are over.
    var over: [ActiveDay] { filter(\.isOver) }
}
