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
        func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
        self.init(
            firstDay: try day(from, "The first day"), lastDay: try day(to, "The last day"), tier: given(tier), country: given(country),
            platform: given(platform))
        if let firstDay, let lastDay, lastDay < firstDay {
            throw .parameter("The last day", lastDay.description, "a day that is not before the first, \(firstDay)")
        }
    }

    func parameters(in range: ClosedRange<CalendarDay>) -> [String: Value] {
        [
            "first_day": .day(firstDay ?? range.lowerBound), "last_day": .day(lastDay ?? range.upperBound), "tier": .optional(tier),
            "country": .optional(country), "platform": .optional(platform),
        ]
    }
}
