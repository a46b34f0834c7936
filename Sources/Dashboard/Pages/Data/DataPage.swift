import Insights
import Listening
import Server
import Warehouse

/// What the warehouse holds, where it came from, and how fresh it is.
enum DataPage {
    static let route = PageRoute(
        path: "/data", template: .data,
        empty: (
            "Nothing was imported yet", "Import a history with `segue import`, or simulate a service.",
            "segue simulate --plays 100000"
        ),
        make: .machinery(page))

    static func page(_ visit: PageContext) async throws -> Page {
        async let records = visit.questions.insights.warehouse.read { try ImportRecord.all(on: $0) }
        let imports = try await records
        guard !imports.isEmpty, visit.facts.days != nil else {
            var page = visit.page(.data, title: route.empty.title)
            page.empty = EmptyState(words: route.empty.words, command: route.empty.command)
            page.links = catalogues
            return page
        }
        let tables = try await visit.questions.timed("freshness", InsightFilter()).answer.table
        let question = QuestionLink(url: visit.request.link("/explain/freshness"), about: "the tables of the warehouse")

        var page = visit.page(.data, title: title(imports, visit.facts))
        page.lead =
            "Every row that was read is accounted for: it is new, a duplicate, invalid with a reason, or ignored by rule."
        page.numbers = numbers(imports, tables, visit, question)
        page.blocks = [ImportTable(imports).block, FreshnessTable(tables, visit, question).block]
        page.links = catalogues
        return page
    }

    private static let catalogues = [
        PageLink(
            url: "/rows/features", label: "Catalogue of features",
            words: "every feature of a listener, with its unit, window and formula"),
        PageLink(
            url: "/rows/questions", label: "Catalogue of questions",
            words: "what the pages ask of the warehouse, each with its SQL"),
    ]

    private static func title(_ imports: [ImportRecord], _ facts: DataFacts) -> String {
        let invalid = imports.reduce(0) { $0 + $1.rowsInvalid }
        let all = "\(Format.count(imports.count, "import")), \(Format.count(facts.plays, "play"))"
        return invalid == 0 ? "\(all), no errors" : "\(all), \(Format.count(invalid, "row")) that could not be read"
    }

    private static func numbers(
        _ imports: [ImportRecord], _ tables: [AnswerRow], _ visit: PageContext, _ question: QuestionLink
    ) -> [NumberCard] {
        func rows(_ table: String) -> Int? { tables.first { $0.text("table_name") == table }?.count("row_count") }
        func card(_ table: String) -> NumberCard {
            var card = NumberCard(id: table, label: Format.label(table), value: rows(table).map { Format.count($0) })
            card.question = question
            card.rowsURL = table == "plays" ? visit.request.link("/rows/plays") : visit.request.link("/rows/freshness")
            return card
        }
        var invalid = NumberCard(
            id: "invalid", label: "Invalid rows", value: Format.count(imports.reduce(0) { $0 + $1.rowsInvalid }))
        invalid.note = "of \(Format.count(imports.reduce(0) { $0 + $1.rowsRead })) read"
        return [card("plays"), card("listeners"), card("tracks"), invalid]
    }
}
