package import Insights
package import Warehouse

/// Asks insights about one state of the data.
package struct InsightSnapshot: Sendable {
    package let insights: CachedInsightService
    package let version: DataVersion

    package func facts() async throws -> DataFacts { try await insights.facts(version) }

    package func timed(_ insight: String, _ filter: InsightFilter, _ parameters: [String: Value] = [:]) async throws
        -> TimedAnswer
    {
        try await insights.answer(
            CachedInsightService.Question(insight: insight, filter: filter, parameters: parameters, version: version))
    }

    /// Asks without remembering the answer: an export is large and asked for once.
    package func fresh(_ insight: String, _ filter: InsightFilter, _ parameters: [String: Value]) async throws
        -> InsightAnswer
    {
        try await insights.ask(
            CachedInsightService.Question(insight: insight, filter: filter, parameters: parameters, version: version)
        ).answer
    }
}
