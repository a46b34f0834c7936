import Hummingbird
import Warehouse

/// Turns what went wrong into an answer: problem details for programs, the designed page for people.
struct ErrorMiddleware: RouterMiddleware {
    typealias Context = BasicRequestContext

    let renderer: PageRenderer

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws
        -> Response
    {
        do {
            return try await next(request, context)
        } catch {
            return answer(error, request, context)
        }
    }

    /// What went wrong, as an answer. Its cause goes to the log where the client is not to see it, under the number that the client sees.
    func answer(_ error: any Error, _ request: Request, _ context: Context) -> Response {
        let number = context.logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? "unknown"
        let problem = Problem(error, request: number)
        if problem.isHidden {
            context.logger.error(
                "\(problem.code): \(Self.cause(error)) (\(request.method) \(request.uri.path), request \(number))")
        }
        var answer = answer(problem, request)
        if problem.status == 503 { answer.headers[.retryAfter] = "2" }
        return request.method == .head ? answer.createHeadResponse() : answer
    }

    /// htmx gets the whole page as well: it takes `<main>` out of it.
    private func answer(_ problem: Problem, _ request: Request) -> Response {
        let status = HTTPResponse.Status(code: problem.status)
        guard !Self.isForPrograms(request.uri.path), let html = try? renderer.html(ErrorPage.page(problem)) else {
            return Responses.text(problem.json.serialized(), type: "application/problem+json", status: status)
        }
        return Responses.text(html, type: "text/html; charset=utf-8", status: status)
    }

    private static func isForPrograms(_ path: String) -> Bool {
        path == "/api" || path == "/health" || path == "/experiments/assign" || path == "/experiments/exposures"
            || path.hasPrefix("/api/")
            || path.hasPrefix("/assets/")
    }

    /// For the log: the engine's words and the SQL text, never the values that were bound.
    private static func cause(_ error: any Error) -> String {
        if let error = error as? WarehouseError { return "\(error.message) \(error.sql ?? "")" }
        return String(describing: error)
    }
}
