/// A page of the dashboard: its address, how it is made, and what it says where there is nothing to show.
struct PageRoute: Sendable {
    enum Maker: Sendable {
        /// Made from plays; without any the page is empty.
        case listening(@Sendable (PageContext, Scope) async throws -> Page)
        /// Made from what the machinery keeps; it may be shown without plays.
        case machinery(@Sendable (PageContext) async throws -> Page)
    }

    let path: String
    let template: Page.Template
    /// The days that are shown where the address names none.
    var defaultDays = 28
    /// The title, the words and the command of the page without any plays.
    let empty: (title: String, words: String, command: String)
    let make: Maker

    func page(_ visit: PageContext) async throws -> Page {
        switch make {
        case .machinery(let make): return try await make(visit)
        case .listening(let make):
            guard let days = visit.facts.days else {
                var page = visit.page(template, title: empty.title)
                page.lead = "Every page fills itself from the plays in the warehouse."
                page.empty = EmptyState(words: empty.words, command: empty.command)
                return page
            }
            return try await make(
                visit, FilterReader(facts: visit.facts, data: days, defaultDays: defaultDays).scope(visit.request))
        }
    }
}
