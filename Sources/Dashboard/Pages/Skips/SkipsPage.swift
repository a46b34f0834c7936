import Insights
import Warehouse

/// What is skipped, when, and by whom.
enum SkipsPage {
    static let route = PageRoute(
        path: "/skips", template: .skips,
        empty: (
            "There are no plays that could have been skipped",
            "The warehouse is empty. Import a history, or simulate a service whose skips are known.",
            "segue simulate --plays 100000"
        ),
        make: .listening(page))

    static func page(_ visit: PageContext, _ scope: Scope) async throws -> Page {
        let dimension = try visit.request.choice(
            "dimension", among: InsightParameters.choices("dimension", of: "skip_rates") ?? ["genre"])
        async let summary = visit.ask("summary", scope)
        async let changed = visit.ask("period_changes", scope)
        async let rates = visit.ask("skip_rates", scope, ["dimension": .text(dimension)])
        async let moments = visit.ask("skip_moments", scope)
        async let kinds = visit.ask("skip_kinds", scope)

        let period = PeriodSummary(try await summary)
        // The change of the skip rate, beside the two extremes of the groups.
        let changes = PeriodChanges(try await changed, comparisons: 2)
        let groups = SkipGroups(try await rates, dimension: dimension)
        let parts = SkipKinds(try await kinds)
        let times = SkipMoments(try await moments)
        var page = visit.page(.skips, title: SkipFindings.title(period, parts), scope, keep: ["dimension"])
        page.lead = "A skip is a play that the listener ended early: within 30 seconds, or before half of the track."
        if let limits = SkipFindings.limits(period, parts) { page.lead = (page.lead.map { $0 + " " } ?? "") + limits }
        page.numbers = SkipFindings.cards(period, parts, times, changes, scope)
        page.charts = [
            SkipGroupChart(
                groups, visit, scope, overall: period.now.knownSkips >= LeastCount.plays ? period.now.skipRate : nil
            ).block,
            SkipMomentChart(times, scope).block,
            SkipKindChart(parts, scope).block,
        ]
        return page
    }
}
