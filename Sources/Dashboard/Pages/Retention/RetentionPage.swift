import Insights
import Warehouse

/// Who comes back, and for how long.
enum RetentionPage {
    /// Cohorts need time to come back in: this page looks back a year.
    static let route = PageRoute(
        path: "/retention", template: .retention, defaultDays: 366,
        empty: (
            "Retention needs listeners who had time to come back",
            "There are no listeners yet. Import a history, or simulate a service of some months.",
            "segue simulate --plays 100000"
        ),
        make: .listening(page))

    static let keep = ["cohort", "kind", "returned"]

    static func page(_ visit: PageContext, _ scope: Scope) async throws -> Page {
        let cohort = try visit.request.choice("cohort", among: ["week", "month"])
        let kind = try visit.request.choice("kind", among: ["bracket", "on", "unbounded"])
        async let retention = visit.ask("retention", scope, ["cohort": .text(cohort), "kind": .text(kind)])
        let returned = try visit.request.choice("returned", among: ["unbounded", "on"])
        async let curve = visit.ask("retention_curve", scope, ["kind": .text(returned)])
        async let lifecycle = visit.ask("lifecycle", scope)
        async let stickiness = visit.ask("stickiness", scope)

        let cohorts = CohortMatrix(try await retention, cohort: cohort, kind: kind)
        let days = RetentionCurve(try await curve)
        var page = visit.page(.retention, title: RetentionFindings.title(days, scope), scope, keep: keep)
        page.lead =
            "Listeners are counted from their first day with a play; a rate counts only those for whom the day is over."
        page.numbers = RetentionFindings.cards(days, scope)
        page.charts = [
            CohortChart(cohorts, visit, scope).block, CurveChart(days, visit, scope).block,
            LifecycleChart(try await lifecycle, scope).block,
            StickinessChart(try await stickiness, scope).block,
        ]
        return page
    }
}
