package import Listening
import Warehouse

/// Which plays a question is about. What is nil is not restricted.
package struct InsightFilter: Sendable, Hashable {
    package var firstDay: CalendarDay?
    package var lastDay: CalendarDay?
    package var tier: String?
    package var country: String?
    package var platform: String?

    package init(firstDay: CalendarDay? = nil, lastDay: CalendarDay? = nil, tier: String? = nil, country: String? = nil, platform: String? = nil) {
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.tier = tier
        self.country = country
        self.platform = platform
    }

    /// Reads days as they were typed.
    /// - Throws: `insights.parameter` where one is no day, or the last lies before the first.
    package init(from: String?, to: String?, tier: String?, country: String?, platform: String?) throws(InsightError) {
        func day(_ text: String?, _ name: String) throws(InsightError) -> CalendarDay? {
            guard let text, !text.isEmpty else { return nil }
            guard let day = CalendarDay(text) else { throw .parameter(name, text, "a day such as 2025-12-01") }
            return day
        }
        func given(_ text: String?, _ name: String) throws(InsightError) -> String? {
            guard let text, !text.isEmpty else { return nil }
            try InsightParameters.check(text: text, name)
            return text
        }
        self.init(
            firstDay: try day(from, "The first day"), lastDay: try day(to, "The last day"), tier: try given(tier, "The tier"),
            country: try given(country, "The country"), platform: try given(platform, "The platform"))
        if let firstDay, let lastDay, lastDay < firstDay {
            throw .parameter("The last day", lastDay.description, "a day that is not before the first, \(firstDay)")
        }
    }

    /// The most days of one question: a century. More would be an answer that nobody reads.
    package static let mostDays = 36_600

    /// The values to bind, with the days of the data where none were named.
    /// - Throws: `insights.parameter` where there are too many days.
    func parameters(in range: ClosedRange<CalendarDay>) throws(InsightError) -> [String: Value] {
        let first = firstDay ?? range.lowerBound, last = lastDay ?? range.upperBound
        guard firstDay == nil && lastDay == nil || last.days(since: first) < Self.mostDays else {
            throw .parameter("The range of days", "\(first) to \(last)", "at most 36,600 days; the data run from \(range.lowerBound) to \(range.upperBound)")
        }
        return [
            "first_day": .day(first), "last_day": .day(last), "tier": .optional(tier), "country": .optional(country),
            "platform": .optional(platform),
        ]
    }
}
