import Hummingbird
import Warehouse

/// Turns what went wrong into an answer: problem details for programs, the designed page for people.
struct ErrorMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    let routes: RouteTable
    /// The page that shows a problem; nil where it cannot be made.
    let page: @Sendable (Problem) -> String?

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws
        -> Response
    {
        do {
            return try await next(request, context)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return answer(misdirected(request) ?? error, request, context)
        } catch {
            return answer(error, request, context)
        }
    }

    /// Why no route was found, where only the method is wrong.
    private func misdirected(_ request: Request) -> ServerError? {
        let methods = routes.methods(at: request.uri.path)
        return methods.isEmpty || methods.contains(request.method.rawValue) ? nil : .method(methods)
    }

    /// What went wrong, as an answer. Its cause goes to the log where the client is not to see it, under the number that the client sees.
    private func answer(_ error: any Error, _ request: Request, _ context: Context) -> Response {
        let problem = Problem(error, request: context.requestID)
        if problem.isHidden {
            context.logger.error(
                "\(problem.code): \(Self.cause(error)) (\(request.method) \(request.uri.path), request \(context.requestID))"
            )
        }
        var answer = answer(problem, request)
        switch problem.status {
        case 503: answer.headers[.retryAfter] = "2"
        case 405: answer.headers[.allow] = routes.methods(at: request.uri.path).joined(separator: ", ")
        default: break
        }
        return request.method == .head ? answer.createHeadResponse() : answer
    }

    /// htmx gets the whole page as well: it takes `<main>` out of it.
    private func answer(_ problem: Problem, _ request: Request) -> Response {
        let status = HTTPResponse.Status(code: problem.status)
        guard !routes.isForPrograms(request.uri.path), let html = page(problem) else {
            return Responses.text(problem.json.serialized(), type: "application/problem+json", status: status)
        }
        return Responses.text(html, type: "text/html; charset=utf-8", status: status)
    }

    /// For the log: the engine's words and the SQL text, never the values that were bound.
    private static func cause(_ error: any Error) -> String {
        if let error = error as? WarehouseError { return "\(error.message) \(error.sql ?? "")" }
        return String(describing: error)
    }
}
