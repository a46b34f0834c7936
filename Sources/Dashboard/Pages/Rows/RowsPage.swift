import Insights
import Listening
import Server
import Warehouse

/// The rows behind a number.
enum RowsPage {
    static func page(_ name: String, _ visit: PageContext) async throws -> Page {
        switch try RowsKind(name, insights: visit.insights) {
        case .features: return try CatalogueRows.features(visit)
        case .questions: return try CatalogueRows.questions(visit)
        case .paged(let insight): return try await rows(insight, visit) { try await paged($0, $1, $2, visit) }
        case .whole(let insight): return try await rows(insight, visit) { try await whole($0, $1, $2, visit) }
        }
    }

    private typealias Lister = (Insight, Scope, [String: Value]) async throws -> Listing

    private static func rows(_ name: String, _ visit: PageContext, _ list: Lister) async throws -> Page {
        let insight = try InsightCatalogue.insight(name, dialect: visit.facts.engine)
        guard let days = visit.facts.days else {
            var page = visit.page(.rows, title: insight.title)
            page.back = PageLink.back(to: insight.page, visit.request)
            page.empty = EmptyState(
                words: "There are no plays yet, so there are no rows.", command: "segue simulate --plays 100000")
            return page
        }
        let scope = try FilterReader(facts: visit.facts, data: days, defaultDays: 28).scope(visit.request)
        let given = try ParameterReader.values(visit.request.query, for: insight)
        async let summed = RowsSum.of(insight, scope, given, visit)
        var listing = try await list(insight, scope, given)
        let sum = try await summed
        var page = visit.page(.rows, title: sum?.title ?? "\(insight.title), \(scope.words)")
        page.lead = ([Format.sentence(insight.grain)] + (sum == nil ? chosen(insight, visit) : [])).joined(
            separator: " · ")
        page.back = PageLink.back(to: insight.page, visit.request)
        page.notice = scope.notice
        if listing.table.rows.isEmpty {
            page.empty = EmptyState(
                words: listing.previousURL == nil
                    ? "No row matches these filters." : "There are fewer rows: this page lies behind the last.")
        } else {
            let pager = try RowsPager(visit.request)
            if let total = sum?.total { listing.range = pager.range(shown: listing.table.rows.count, total: total) }
            page.listing = listing
        }
        return page
    }

    /// What was chosen besides the filter, in words.
    private static func chosen(_ insight: Insight, _ visit: PageContext) -> [String] {
        insight.parameters.filter {
            FilterParameter(rawValue: $0.name) == nil && !["limit", "offset", "complete_day"].contains($0.name)
        }
        .compactMap {
            parameter in
            visit.request[parameter.name].map { "\(PageCopy.column(parameter.name).lowercased()): \($0)" }
        }
    }

    /// One row more than is shown tells whether there is a next page.
    private static func paged(_ insight: Insight, _ scope: Scope, _ given: [String: Value], _ visit: PageContext)
        async throws
        -> Listing
    {
        let pager = try RowsPager(visit.request)
        var values = given
        values["limit"] = .integer(Int64(RowsPager.size + 1))
        values["offset"] = .integer(Int64(pager.offset))
        let answer = try await visit.questions.ask(insight.name, scope, values)
        let shown = min(answer.rows.rowCount, RowsPager.size)
        return listing(
            answer, scope, Array(0..<shown), nil, pager, visit, total: nil,
            hasNext: answer.rows.rowCount > RowsPager.size)
    }

    private static func whole(_ insight: Insight, _ scope: Scope, _ given: [String: Value], _ visit: PageContext)
        async throws
        -> Listing
    {
        let pager = try RowsPager(visit.request)
        let answer = try await visit.questions.ask(insight.name, scope, given)
        let total = answer.rows.rowCount, sort = try RowsSort(visit.request, columns: answer.rows.names),
            order = sort.order(answer.rows)
        let first = min(pager.offset, total)
        let shown = first..<min(first + RowsPager.size, total)
        return listing(
            answer, scope, Array(order[shown]), sort, pager, visit, total: total, hasNext: shown.upperBound < total)
    }

    private static func listing(
        _ answer: InsightAnswer, _ scope: Scope, _ shown: [Int], _ sort: RowsSort?, _ pager: RowsPager,
        _ visit: PageContext,
        total: Int?,
        hasNext: Bool
    ) -> Listing {
        let rows = RowsTable(insight: answer.insight, rows: answer.rows, scope: scope, parameters: answer.parameters)
        let own = answer.insight.parameters.map { (name: $0.name, value: answer.parameters[$0.name]?.description) }
        return Listing(
            range: pager.range(shown: shown.count, total: total), table: rows.table(shown, sort),
            exportURL: pager.exportURL,
            question: QuestionLink(
                url: Link.to(
                    "/explain/\(answer.insight.name)",
                    own.filter { !["limit", "offset"].contains($0.name) || total != nil }),
                about: "these rows"),
            previousURL: pager.previousURL, nextURL: hasNext ? pager.nextURL : nil)
    }
}
