import Hummingbird

/// Lets only reading methods through: no page of the dashboard changes anything.
struct ReadOnlyGuard: RouterMiddleware {
    typealias Context = BasicRequestContext

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        guard request.method == .get || request.method == .head else {
            return Replies.text(
                "The dashboard only reads: use GET or HEAD.\n", type: "text/plain; charset=utf-8", status: .methodNotAllowed,
                headers: [.allow: "GET, HEAD"])
        }
        return try await next(request, context)
    }
}
