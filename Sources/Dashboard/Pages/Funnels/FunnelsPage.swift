import Insights
import Warehouse

/// How far listeners get, and where they are lost.
enum FunnelsPage {
    /// How many losses the page looks at: of activation, and of a funnel of the reader's own.
    static let looks = 2

    static let route = PageRoute(
        path: "/funnels", template: .funnels,
        empty: (
            "A funnel needs somebody to enter it",
            "The warehouse is empty. Import a history, or simulate a service with playlists and likes.",
            "segue simulate --plays 100000"
        ),
        make: .listening(page))

    static func page(_ visit: PageContext, _ scope: Scope) async throws -> Page {
        let wanted = try CustomFunnel(visit.request)
        async let playlist = visit.ask("playlist_funnel", scope)
        async let dropOff = visit.ask("playlist_drop_off", scope)
        async let activation = visit.ask("activation_funnel", scope)
        async let custom = ask(wanted, visit, scope)

        let lost = PlaylistDropOff(try await dropOff)
        var page = visit.page(.funnels, title: lost.title, scope, keep: CustomFunnel.parameters)
        page.lead = "How many listeners complete each step, in order, within a time limit."
        page.numbers = [lost.card(scope)]
        page.charts = [
            PlaylistChart(try await playlist, scope).block, ActivationChart(try await activation, scope).block,
        ]
        page.builder = CustomFunnelForm(wanted, visit, scope, answer: try await custom).builder
        return page
    }

    private static func ask(_ funnel: CustomFunnel, _ visit: PageContext, _ scope: Scope) async throws -> InsightAnswer?
    {
        funnel.isComplete ? try await visit.ask("custom_funnel", scope, funnel.values) : nil
    }
}
