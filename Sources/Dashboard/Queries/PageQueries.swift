import Insights
import Warehouse

/// Asks questions about one state of the data.
struct PageQueries: Sendable {
    let desk: CachedInsightService
    let version: DataVersion

    func facts() async throws -> DataFacts { try await desk.facts(version) }

    /// Asks about the plays of a scope.
    func ask(_ insight: String, _ scope: Scope, _ parameters: [String: Value] = [:]) async throws -> InsightAnswer {
        try await timed(insight, scope.filter, parameters).answer
    }

    func timed(_ insight: String, _ filter: InsightFilter, _ parameters: [String: Value] = [:]) async throws
        -> TimedAnswer
    {
        try await desk.answer(
            CachedInsightService.Question(insight: insight, filter: filter, parameters: parameters, version: version))
    }

    /// Asks without remembering the answer: an export is large and asked for once.
    func fresh(_ insight: String, _ filter: InsightFilter, _ parameters: [String: Value]) async throws -> InsightAnswer
    {
        try await desk.ask(
            CachedInsightService.Question(insight: insight, filter: filter, parameters: parameters, version: version)
        ).answer
    }
}
