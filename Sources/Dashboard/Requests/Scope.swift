import Insights
import Listening
import Server
import Warehouse

/// Which plays a page is about: days within the data, and perhaps a tier, a country, a platform.
struct Scope: Sendable {
    let firstDay: CalendarDay
    /// The last day that is counted: complete, but where no day of the range is.
    let lastDay: CalendarDay
    /// The last day that charts by day draw: it may not be over.
    let shownThrough: CalendarDay
    let tier: String?
    let country: String?
    let platform: String?
    /// The days of the data.
    let data: DataDays
    /// What to say where the wanted days were cut to the data, or are not over.
    let notice: String?
    /// The page that is shown, or from which rows and explanations were reached.
    let page: String

    var dayCount: Int { lastDay.days(since: firstDay) + 1 }

    var filter: InsightFilter {
        InsightFilter(firstDay: firstDay, lastDay: lastDay, tier: tier, country: country, platform: platform)
    }

    /// The same days, with those that are not over where they were asked for.
    var shown: Scope {
        Scope(
            firstDay: firstDay, lastDay: shownThrough, shownThrough: shownThrough, tier: tier, country: country,
            platform: platform,
            data: data, notice: notice, page: page)
    }

    /// `28 days`, as in "vs. previous 28 days".
    var span: String { Format.count(dayCount, "day") }

    /// A link that says the days and the rest of the filter in full, so that it answers the same wherever it is opened.
    func link(_ path: String, _ more: [(name: String, value: String?)] = []) -> String {
        Link.to(
            path,
            [
                (FilterParameter.firstDay.rawValue, firstDay.description),
                (FilterParameter.lastDay.rawValue, lastDay.description),
                (FilterParameter.tier.rawValue, tier), (FilterParameter.country.rawValue, country),
                (FilterParameter.platform.rawValue, platform),
            ] + more)
    }

    /// The rows behind a number: a listing of an insight's own answer, or a drill-down such as `plays`.
    func rows(_ kind: String, _ more: [(name: String, value: String?)] = []) -> String {
        link("/rows/\(kind)", more + [("from", page)])
    }

    /// Where a number comes from.
    /// - Parameter about: what the number is, for those who do not see the card that the question stands in.
    func question(_ insight: String, _ about: String, _ more: [(name: String, value: String?)] = []) -> QuestionLink {
        QuestionLink(url: link("/explain/\(insight)", more + [("from", page)]), about: about)
    }
}

extension InsightSnapshot {
    /// Asks about the plays of a scope.
    func ask(_ insight: String, _ scope: Scope, _ parameters: [String: Value] = [:]) async throws -> InsightAnswer {
        try await timed(insight, scope.filter, parameters).answer
    }
}
