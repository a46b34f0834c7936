import Insights
import Listening
import Server

/// Reads the filter of a page from its address.
struct FilterReader {
    let facts: DataFacts
    let data: DataDays
    /// The length of the range where the address names no days, counted back from the last.
    let defaultDays: Int

    /// - Throws: ``DashboardError`` `dashboard.day`, `dashboard.range`, `dashboard.outside` or `dashboard.filter`.
    func scope(_ request: PageRequest) throws(DashboardError) -> Scope {
        let wantedFirst = try day(request, .firstDay)
        let wantedLast = try day(request, .lastDay)
        do throws(FilterProblem) {
            try FilterProblem.check(first: wantedFirst, last: wantedLast, in: data.played)
        } catch {
            throw .filter(error)
        }
        let played = data.played, complete = data.whole.upperBound
        // A range ends on the last complete day; days after it are drawn where they are asked for, and counted nowhere.
        let shown = min(wantedLast ?? max(complete, wantedFirst ?? complete), played.upperBound)
        let last = wantedFirst.map { $0 > complete } == true ? shown : min(shown, complete)
        let first = max(wantedFirst ?? last.advanced(days: 1 - defaultDays), played.lowerBound)
        let isCut =
            (wantedFirst.map { $0 < played.lowerBound } ?? false)
            || (wantedLast.map { $0 > played.upperBound } ?? false)
        let notices = [
            isCut ? "The range reaches beyond the data; only days that have data are counted." : nil,
            Self.unfinished(first, last, shown, data),
        ]
        let notice = notices.compactMap { $0 }.joined(separator: " ")
        return Scope(
            firstDay: first, lastDay: last, shownThrough: shown, tier: try choice(request, .tier),
            country: try choice(request, .country),
            platform: try choice(request, .platform), data: data,
            notice: notice.isEmpty ? nil : notice, page: request["from"] ?? request.path)
    }

    /// What is said of days that are not over.
    private static func unfinished(_ first: CalendarDay, _ last: CalendarDay, _ shown: CalendarDay, _ data: DataDays)
        -> String?
    {
        if shown > last {
            return "Days after \(last) are not over for all listeners: they are drawn, and counted nowhere."
        }
        return data.isComplete(first)
            ? nil : "No day of the range is over for all listeners yet: what is shown is so far."
    }

    private func day(_ request: PageRequest, _ parameter: FilterParameter) throws(DashboardError) -> CalendarDay? {
        guard let text = request[parameter.rawValue] else { return nil }
        guard let day = CalendarDay(text) else { throw .day(parameter) }
        return day
    }

    private func choice(_ request: PageRequest, _ field: FilterProblem.Field) throws(DashboardError) -> String? {
        guard let text = request[field.rawValue] else { return nil }
        do throws(FilterProblem) {
            try FilterChoices(tiers: facts.tiers, countries: facts.countries, platforms: facts.platforms).check(
                text, field)
        } catch {
            throw .filter(error)
        }
        return text
    }
}
