package import Listening
import Warehouse

/// Which plays a question is about. What is nil is not restricted.
package struct InsightFilter: Sendable, Hashable {
    package var firstDay: CalendarDay?
    package var lastDay: CalendarDay?
    package var tier: String?
    package var country: String?
    package var platform: String?

    package init(
        firstDay: CalendarDay? = nil, lastDay: CalendarDay? = nil, tier: String? = nil, country: String? = nil,
        platform: String? = nil
    ) {
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.tier = tier
        self.country = country
        self.platform = platform
    }

    /// Reads days as they were typed.
    /// - Throws: `insights.parameter` where a text is not a day, `insights.filter` where the last lies before the first.
    package init(from: String?, to: String?, tier: String?, country: String?, platform: String?) throws(InsightError) {
        func day(_ text: String?, _ name: String) throws(InsightError) -> CalendarDay? {
            guard let text else { return nil }
            guard let day = CalendarDay(text) else { throw .parameter(name, text, "a day such as 2025-12-01") }
            return day
        }
        func given(_ text: String?, _ name: String) throws(InsightError) -> String? {
            guard let text, !text.isEmpty else { return nil }
            try InsightParameters.check(text: text, name)
            return text
        }
        self.init(
            firstDay: try day(from, "first_day"), lastDay: try day(to, "last_day"), tier: try given(tier, "tier"),
            country: try given(country, "country"), platform: try given(platform, "platform"))
        if let firstDay, let lastDay, lastDay < firstDay { throw .filter(.range, self) }
    }

    func value(of field: FilterProblem.Field) -> String? {
        switch field {
        case .tier: tier
        case .country: country
        case .platform: platform
        }
    }

    /// The most days of one question: a century. More would be an answer that nobody reads.
    package static let mostDays = 36_600

    /// The parameters of insights that a filter sets.
    static let parameterNames: Set<String> = ["first_day", "last_day", "complete_day", "tier", "country", "platform"]

    /// The values to bind, with the days of the data where none were named.
    /// - Throws: `insights.parameter` where there are too many days.
    func parameters(in days: DataDays) throws(InsightError) -> [String: Value] {
        let range = days.played
        let first = firstDay ?? range.lowerBound
        // Days that are not over are asked about only where they are named.
        let last = lastDay ?? (first <= days.whole.upperBound ? days.whole.upperBound : max(first, range.upperBound))
        guard firstDay == nil && lastDay == nil || last.days(since: first) < Self.mostDays else {
            throw .parameter(
                "The range of days", "\(first) to \(last)",
                "at most 36,600 days; the data run from \(range.lowerBound) to \(range.upperBound)")
        }
        return [
            "first_day": .day(first), "last_day": .day(last), "tier": .optional(tier), "country": .optional(country),
            "platform": .optional(platform), "complete_day": .day(days.lastComplete),
        ]
    }
}
