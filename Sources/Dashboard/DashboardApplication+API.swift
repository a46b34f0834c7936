import Foundation
import Hummingbird
import Listening
import Warehouse

extension DashboardApplication {
    /// What programs ask.
    func addAPI(to router: Router<BasicRequestContext>) {
        router.get("/health") { _, _ in
            Self.json(HealthAPI.health(try await desk.healthFacts()))
        }
        router.get("/api/insights") { _, _ in Self.json(InsightAPI.list(insights)) }
        router.get("/api/insights/:insight") { request, context in
            let query = try QueryItems(query: request.uri.query)
            return Self.json(
                try await InsightAPI.answer(
                    try context.parameters.require("insight"), query, try await desk.questions(), dialect: dialect))
        }
        router.get("/api/models") { _, _ in Self.json(try ModelAPI.list(models)) }
        router.get("/api/models/:model") { _, context in
            let id = try context.parameters.require("model")
            return Self.json(try ModelAPI.report(id.removingPercentEncoding ?? id, models))
        }
        router.get("/api/features") { _, _ in Self.json(FeatureAPI.list(features)) }
    }

    private static func json(_ document: JSONValue) -> Response { json(document.serialized()) }

    private static func json(_ text: String) -> Response { Responses.text(text, type: "application/json") }
}
