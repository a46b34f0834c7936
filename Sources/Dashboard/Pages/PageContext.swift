import Features
import Insights
import Prediction
import Server
import Warehouse

/// One visit of a page: what its address asks for, what is known of the data, and a desk to ask at.
struct PageContext: Sendable {
    let request: PageRequest
    let questions: InsightSnapshot
    let facts: DataFacts
    let insights: [Insight]
    let features: FeatureCatalogue
    let models: ModelRegistry
    let experiments: ExperimentAnswers

    func ask(_ insight: String, _ scope: Scope, _ parameters: [String: Value] = [:]) async throws -> InsightAnswer {
        try await questions.ask(insight, scope, parameters)
    }

    /// A page with what stands around every page.
    func page(_ template: Page.Template, title: String) -> Page {
        var page = Page(template, title: title, navigation: Navigation(current: request.path) { request.link($0) })
        page.freshness = facts.freshness
        return page
    }

    /// A page of listening, with its filters.
    /// - Parameter keep: the page's own parameters, which a change of the filter must not lose.
    func page(_ template: Page.Template, title: String, _ scope: Scope, keep: [String] = []) -> Page {
        var page = page(template, title: title)
        page.notice = scope.notice
        page.filters = FilterBar(self, scope, keep: keep)
        return page
    }

    /// Choices that lead to the same page with one parameter changed.
    func choices(
        _ label: String, _ name: String, _ options: [(value: String, label: String)], current: String,
        keep: [String] = []
    )
        -> Choices
    {
        let others = keep.filter { $0 != name }.map { (name: $0, value: request[$0]) }
        return Choices(
            label: label,
            options: options.map { option in
                Choices.Option(
                    label: option.label, url: request.link(request.path, others + [(name, option.value)]),
                    isCurrent: option.value == current)
            })
    }
}
