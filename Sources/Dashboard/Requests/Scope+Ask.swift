import Insights
import Server
import Warehouse

extension InsightSnapshot {
    /// Asks about the plays of a scope.
    func ask(_ insight: String, _ scope: Scope, _ parameters: [String: Value] = [:]) async throws -> InsightAnswer {
        try await timed(insight, scope.filter, parameters).answer
    }
}
