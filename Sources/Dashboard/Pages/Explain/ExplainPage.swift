import Insights
import Listening
import Server
import Warehouse

/// Where a number comes from.
enum ExplainPage {
    /// The explanation of an insight, with the values of this visit where it can be asked with them.
    /// - Throws: ``InsightError`` `insights.unknown`; ``DashboardError`` where a value does not fit.
    static func page(_ name: String, _ visit: PageContext) async throws -> Page {
        let insight = try InsightCatalogue.insight(name, dialect: visit.facts.engine)
        let timed = try await answer(insight, visit)
        let parameters = timed?.answer.parameters ?? [:]
        let own = ownParameters(insight, parameters)
        let isAsked = timed != nil

        var explanation = Explanation(title: insight.title, definition: insight.definition)
        explanation.rowsURL = isAsked ? Link.to("/rows/\(RowsKind.kind(of: name))", own) : nil
        explanation.dataURL = isAsked ? Link.to("/api/insights/\(name)", own) : nil
        explanation.facts = facts(insight, visit, timed)
        explanation.parameters = insight.parameters.map {
            Explanation.Parameter(
                name: $0.name, value: parameters[$0.name].flatMap { $0.isNull ? nil : $0.description },
                meaning: $0.meaning)
        }
        explanation.columns = insight.columns.map {
            Explanation.Column(name: $0.name, unit: $0.unit, meaning: $0.meaning)
        }
        explanation.sql =
            try timed.map {
                try CompiledSQL.text(
                    Statement(insight.sql, $0.answer.parameters), dialect: visit.questions.insights.warehouse.dialect)
            } ?? insight.sql
        explanation.template = isAsked ? insight.sql : nil
        explanation.formula = timed.flatMap { NumberFormula.sentence(visit.request["number"], $0.answer) }
        explanation.command = isAsked ? InsightCommandLine.command(insight, parameters) : nil

        var page = visit.page(.explain, title: insight.title)
        page.back = PageLink.back(to: insight.page, visit.request)
        page.explanation = explanation
        return page
    }

    /// The answer, which the page has usually asked for a moment ago; nil without plays, and where a drill-down is explained in general.
    private static func answer(_ insight: Insight, _ visit: PageContext) async throws -> TimedAnswer? {
        guard let days = visit.facts.days else { return nil }
        let scope = try FilterReader(facts: visit.facts, data: days, defaultDays: 28).scope(visit.request)
        let given = try ParameterReader.values(visit.request.query, for: insight)
        if RowsKind.needsValues.contains(insight.name), given.isEmpty { return nil }
        return try await visit.questions.timed(insight.name, scope.filter, given)
    }

    private static func facts(_ insight: Insight, _ visit: PageContext, _ timed: TimedAnswer?) -> [Fact] {
        let loaded = visit.facts.loadedAt.map { Fact(label: "Loaded", time: $0.description) }
        let through = visit.facts.days.map { Fact(label: "Listening through", time: $0.whole.upperBound.description) }
        let took = timed.map { Fact(label: "Answered in", text: "\(max(1, $0.milliseconds))\(Format.thin)ms") }
        let plays =
            "\(visit.facts.engine == "duckdb" ? "DuckDB" : visit.facts.engine), \(Format.count(visit.facts.plays, "play"))"
        return [
            Fact(label: "Grain", text: insight.grain),
            Fact(label: "Reads", text: insight.inputs.joined(separator: ", "), isCode: true),
            Fact(label: "Question", text: "\(insight.name).sql", isCode: true), through, loaded,
            Fact(label: "Warehouse", text: plays),
            took,
        ].compactMap { $0 }
    }

    /// Everything that was bound, in the order of the header.
    private static func ownParameters(_ insight: Insight, _ values: [String: Value]) -> [(name: String, value: String?)]
    {
        insight.parameters.map { ($0.name, values[$0.name]?.description) }
    }
}
