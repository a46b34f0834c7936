import Insights
import Server
import Warehouse

/// How much is listened to, by how many, and to what.
enum OverviewPage {
    static let route = PageRoute(
        path: "/overview", template: .overview,
        empty: (
            "There is no listening yet",
            "The warehouse is empty. This makes a simulated service of 100,000 plays and opens its dashboard; your own export works as well.",
            "segue run --plays 100000"
        ),
        make: .listening(page))

    static func page(_ visit: PageContext, _ scope: Scope) async throws -> Page {
        async let summary = visit.ask("summary", scope)
        async let changed = visit.ask("period_changes", scope)
        async let activity = visit.ask("activity", scope.shown)
        async let hours = visit.ask("skip_rates", scope, ["dimension": "hour"])
        async let artists = visit.ask("top_artists", scope, ["limit": 10])
        async let tracks = visit.ask("top_tracks", scope, ["limit": 10])
        async let emerging = visit.ask(
            "emerging_artists", scope, ["limit": 10, "max_p_value": .double(Contrast.share(of: OverviewLooks.count))])
        let period = PeriodSummary(try await summary)
        guard period.now.plays > 0 else { return nothing(visit, scope) }
        let days = try await activity.table.map(ActiveDay.init)
        let changes = PeriodChanges(try await changed, comparisons: OverviewLooks.count)

        let findings = OverviewFindings(period, changes, span: scope.span)
        var page = visit.page(.overview, title: findings.title, scope)
        page.lead = findings.lead
        page.numbers = OverviewNumbers(period, changes, scope).cards
        page.charts = [
            ActivityChart(days, period, changes, scope).block, MinutesChart(days, period.now, changes, scope).block,
            HoursChart(try await hours, scope).block,
        ]
        page.blocks = [
            TopTables.artists(try await artists, period.now, scope),
            TopTables.tracks(try await tracks, period.now, scope),
            EmergingTable(try await emerging, scope).block,
        ]
        return page
    }

    private static func nothing(_ visit: PageContext, _ scope: Scope) -> Page {
        var page = visit.page(.overview, title: "Nothing was played that matches these filters", scope)
        page.empty = EmptyState(
            words:
                "There are plays, but none of these days, listeners and platforms. Clear the filters or choose a longer range."
        )
        return page
    }
}
