import Insights
import Listening
import Warehouse

/// The insights for programs: the document that `segue insights … --json` writes.
enum InsightAPI {
    /// - Throws: ``InsightError`` `insights.unknown`, `insights.parameter` or `insights.empty`; ``DashboardError``.
    static func answer(_ name: String, _ query: QueryItems, _ questions: PageQueries, dialect: String) async throws
        -> JSONValue
    {
        let insight = try InsightCatalogue.insight(name, dialect: dialect)
        let known = insight.parameters.map(\.name)
        let given = query.items.map(\.name)
        guard given.allSatisfy(known.contains) else { throw DashboardError.unknownParameter(name, known: known) }
        guard Set(given).count == given.count else { throw DashboardError.repeated }
        let filter = try filter(query)
        let values = RowsKind.opened(insight, try ParameterReader.values(query, for: insight))
        return try await questions.timed(name, filter, values).answer.json
    }

    /// Unlike a page, a question for programs is about all days unless it names some.
    private static func filter(_ query: QueryItems) throws -> InsightFilter {
        let filter = try InsightFilter(
            from: query[FilterParameter.firstDay.rawValue], to: query[FilterParameter.lastDay.rawValue],
            tier: query[FilterParameter.tier.rawValue],
            country: query[FilterParameter.country.rawValue], platform: query[FilterParameter.platform.rawValue])
        let first = filter.firstDay ?? CalendarDay(daysSinceEpoch: 0)
        let last = filter.lastDay ?? max(first, CalendarDay(daysSinceEpoch: 0))
        guard filter.firstDay == nil && filter.lastDay == nil || last.days(since: first) < InsightFilter.mostDays else {
            throw DashboardError.tooManyDays
        }
        return filter
    }

    /// What can be asked.
    static func list(_ insights: [Insight]) -> JSONValue {
        .object([
            (
                "insights",
                .array(
                    insights.map { insight in
                        .object([
                            ("name", .text(insight.name)), ("title", .text(insight.title)),
                            ("grain", .text(insight.grain)),
                            ("parameters", .array(insight.parameters.map { .text($0.name) })),
                        ])
                    })
            )
        ])
    }
}
