import Insights
import Listening

/// Reads the filter of a page from its address.
struct FilterReader {
    let facts: DataFacts
    let data: ClosedRange<CalendarDay>
    /// The length of the range where the address names no days, counted back from the last.
    let defaultDays: Int

    /// - Throws: ``DashboardError`` `dashboard.day`, `dashboard.range`, `dashboard.outside` or `dashboard.filter`.
    func scope(_ request: PageRequest) throws(DashboardError) -> Scope {
        let wantedFirst = try day(request, .firstDay)
        let wantedLast = try day(request, .lastDay)
        do throws(FilterProblem) {
            try FilterProblem.check(first: wantedFirst, last: wantedLast, in: data)
        } catch {
            throw .filter(error)
        }
        let last = min(wantedLast ?? data.upperBound, data.upperBound)
        let first = max(wantedFirst ?? last.advanced(days: 1 - defaultDays), data.lowerBound)
        let isCut = (wantedFirst.map { $0 < data.lowerBound } ?? false) || (wantedLast.map { $0 > data.upperBound } ?? false)
        return Scope(
            firstDay: first, lastDay: last, tier: try choice(request, .tier),
            country: try choice(request, .country),
            platform: try choice(request, .platform), data: data,
            notice: isCut ? "The range reaches beyond the data; only days that have data are counted." : nil)
    }

    private func day(_ request: PageRequest, _ parameter: FilterParameter) throws(DashboardError) -> CalendarDay? {
        guard let text = request[parameter.rawValue] else { return nil }
        guard let day = CalendarDay(text) else { throw .day(parameter) }
        return day
    }

    private func choice(_ request: PageRequest, _ field: FilterProblem.Field) throws(DashboardError) -> String? {
        guard let text = request[field.rawValue] else { return nil }
        do throws(FilterProblem) {
            try FilterChoices(tiers: facts.tiers, countries: facts.countries, platforms: facts.platforms).check(text, field)
        } catch {
            throw .filter(error)
        }
        return text
    }
}
