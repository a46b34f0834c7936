import Features
import Hummingbird
import Insights
package import Server

/// The pages for people: each number of which can be questioned.
///
/// They only read. Nothing is loaded from elsewhere, and nothing inline runs.
package struct Dashboard: Sendable {
    let services: ServerServices
    private let renderer: PageRenderer

    /// - Throws: ``DashboardError`` `dashboard.templates`.
    package init(_ services: ServerServices) throws {
        self.services = services
        renderer = try PageRenderer()
    }

    /// The style sheets, scripts and icons of the pages, by their paths.
    package static var assets: [String: String] { EmbeddedFiles.texts }

    /// The page that shows a problem.
    package var errorPage: @Sendable (Problem) -> String? {
        { [renderer] problem in try? renderer.html(ErrorPage.page(problem)) }
    }

    private static let routes = [
        OverviewPage.route, RetentionPage.route, SkipsPage.route, FunnelsPage.route, ModelsPage.route, DataPage.route,
    ]

    /// The addresses of all pages.
    package var endpoints: [Endpoint] { listening + behind + experiments }

    private var listening: [Endpoint] {
        let start = Endpoint(.get, "/", .pages, "The way to the overview", answer: .page, isPrompt: true) { _ in
            Response.redirect(to: "/overview", type: .normal)
        }
        return [start] + Self.routes.map { route in page(route.path, route.empty.title) { try await route.page($0) } }
    }

    /// The rows behind the numbers, and where they come from.
    private var behind: [Endpoint] {
        [
            Endpoint(
                .get, "/rows/{kind}", .pages, "The rows behind a number, as a page or with .csv as a file",
                parameters: [.path("kind", .string("The listing."))], answer: .page
            ) { request in
                let kind = try request.path("kind"), context = try await context(request)
                guard kind.hasSuffix(".csv") else { return try html(try await RowsPage.page(kind, context)) }
                let name = String(kind.dropLast(".csv".count))
                // Only known names get so far, so that the name of the file needs no quoting.
                return try await RowsExport.make(name, context).response(
                    headers: [.contentDisposition: "attachment; filename=\"segue-\(name).csv\""])
            },
            page("/explain/{insight}", "Where a number comes from") { context, request in
                try await ExplainPage.page(request.path("insight"), context)
            },
            page("/explain/model/{model}", "Where a model's numbers come from") { context, request in
                try ModelExplainPage.page(request.path("model"), context)
            },
            page("/explain/experiment/{key}", "How an experiment was computed") { context, request in
                try await ExperimentExplainPage.page(request.path("key"), context)
            },
        ]
    }

    /// A name in the address that is a word of its own (`design`, `assign`) goes before an experiment of that key.
    private var experiments: [Endpoint] {
        [
            page("/experiments", "All experiments") { try await ExperimentsPage.page($0) },
            page("/experiments/design", "A calculator for designs") { try await DesignPage.page($0) },
            page("/experiments/{key}", "An experiment") { context, request in
                try await ExperimentPage.page(request.path("key"), context)
            },
            page("/experiments/{key}/monitor", "An experiment day by day") { context, request in
                try await MonitorPage.page(request.path("key"), context)
            },
            report("html", "text/html; charset=utf-8") { $0.html() },
            report("md", "text/markdown; charset=utf-8") { $0.markdown() },
        ]
    }

    private func page(_ path: String, _ summary: String, _ make: @escaping @Sendable (PageContext) async throws -> Page)
        -> Endpoint
    {
        page(path, summary) { context, _ in try await make(context) }
    }

    private func page(
        _ path: String, _ summary: String,
        _ make: @escaping @Sendable (PageContext, EndpointRequest) async throws -> Page
    ) -> Endpoint {
        let names = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        return Endpoint(
            .get, path, .pages, summary, parameters: names.map { .path($0, .string()) }, answer: .page
        ) { request in
            try html(try await make(try await context(request), request))
        }
    }

    private func html(_ page: Page) throws -> Response {
        Responses.text(
            try renderer.html(page), type: "text/html; charset=utf-8", status: page.isRefused ? .badRequest : .ok)
    }

    private func context(_ request: EndpointRequest) async throws -> PageContext {
        let asked = PageRequest(path: request.request.uri.path, query: request.query)
        let questions = try await services.insights.snapshot()
        return PageContext(
            request: asked, questions: questions, facts: try await questions.facts(), insights: services.questions,
            features: services.features, models: services.models, experiments: services.experiments)
    }
}
