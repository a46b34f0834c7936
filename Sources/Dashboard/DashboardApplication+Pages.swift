import Hummingbird
import Insights
import Listening

extension DashboardApplication {
    private static let routes = [
        OverviewPage.route, RetentionPage.route, SkipsPage.route, FunnelsPage.route, ModelsPage.route, DataPage.route,
    ]

    /// The pages, the rows behind them, and the explanations.
    func addPages(to router: Router<BasicRequestContext>) {
        router.get("/") { request, _ in Response.redirect(to: "/overview", type: .normal) }
        for route in Self.routes {
            router.get(RouterPath(stringLiteral: route.path)) { request, _ in
                try await html { try await route.page(try await visit(request)) }
            }
        }
        router.get("/rows/:kind") { request, context in
            let kind = try context.parameters.require("kind")
            guard kind.hasSuffix(".csv") else {
                return try await html { try await RowsPage.page(kind, try await visit(request)) }
            }
            let name = String(kind.dropLast(".csv".count))
            let export = try await RowsExport.make(name, try await visit(request))
            // Only known names get so far, so that the name of the file needs no quoting.
            let headers: HTTPFields = [.contentDisposition: "attachment; filename=\"segue-\(name).csv\""]
            return Responses.csv(export, headers: headers)
        }
        router.get("/explain/:insight") { request, context in
            let name = try context.parameters.require("insight")
            return try await html { try await ExplainPage.page(name, try await visit(request)) }
        }
        router.get("/explain/model/:model") { request, context in
            let name = try context.parameters.require("model")
            return try await html { try ModelExplainPage.page(name, try await visit(request)) }
        }
    }

    func html(_ make: () async throws -> Page) async throws -> Response {
        let page = try await make()
        return Responses.text(
            try renderer.html(page), type: "text/html; charset=utf-8", status: page.isRefused ? .badRequest : .ok)
    }

    func visit(_ request: Request) async throws -> PageContext {
        let asked = try PageRequest(path: request.uri.path, query: request.uri.query)
        let questions = try await desk.questions()
        return PageContext(
            request: asked, questions: questions, facts: try await questions.facts(), insights: insights,
            features: features,
            models: models,
            experiments: experimentAnswers)
    }
}
