import Server

/// A page before it becomes HTML: what stands around every page, and the parts that its template shows.
struct Page: TemplateView {
    /// The templates that are whole pages.
    enum Template: String, Sendable, CaseIterable {
        case overview, retention, skips, funnels, experiments, design, experiment, monitor, models, data, rows, explain,
            error
    }

    let template: Template
    /// The page's one finding or question.
    let title: String
    /// What the page is about, above its title.
    var kicker: String?
    var lead: String?
    var notice: String?
    /// The way back, on pages that were reached from another.
    var back: PageLink?
    let navigation: Navigation
    var freshness: Freshness?
    var filters: FilterBar?
    /// Shown in place of the rest, where there is nothing to show.
    var empty: EmptyState?
    var numbers: [NumberCard] = []
    var charts: [ChartBlock] = []
    var blocks: [TableBlock] = []
    var builder: FunnelBuilder?
    var models: [ModelSection] = []
    var links: [PageLink] = []
    var listing: Listing?
    var explanation: Explanation?
    var problem: ProblemView?
    /// What was found out about the data of an experiment, before its results.
    var checks: HealthView?
    var ruling: DecisionPanelView?
    var provenance: ProvenanceView?
    var design: DesignView?
    var live: LiveView?
    /// Whether the address asked for what makes no sense, and the page says so.
    var isRefused = false

    init(_ template: Template, title: String, navigation: Navigation) {
        self.template = template
        self.title = title
        self.navigation = navigation
    }

    var fields: [String: Any] {
        named([
            "page": named([
                "kicker": kicker, "title": title, "lead": lead, "notice": notice, "back_url": back?.url,
                "back_label": back?.label,
            ]),
            "nav": navigation.groups.fields, "freshness": freshness?.fields, "filters": filters?.fields,
            "empty": empty?.fields,
            "numbers": numbers.fields, "charts": charts.fields, "blocks": blocks.fields, "builder": builder?.fields,
            "models": models.fields,
            "contents_shown": models.count > 1, "contents": models.map { ["url": "#\($0.id)", "label": $0.name] },
            "links_shown": !links.isEmpty, "links": links.fields, "listing": listing?.fields,
            "explanation": explanation?.fields,
            "problem": problem?.fields, "checks": checks?.fields, "ruling": ruling?.fields,
            "provenance": provenance?.fields,
            "design": design?.fields, "live": live?.fields,
        ])
    }
}
