import Hummingbird

/// Lets only reading methods through, but for the one address at which a service tells of exposures.
///
/// There a request has to say that it brings JSON. A foreign page cannot have a browser send that without asking first, and the question is
/// not answered.
struct ReadOnlyGuard: RouterMiddleware {
    typealias Context = BasicRequestContext

    private static let writable = "/experiments/exposures"

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        if request.uri.path == Self.writable {
            guard request.method == .post else { return Self.refusal("Exposures are told with POST.\n", allow: "POST") }
            let type = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
            guard type == "application/json", request.headers[.origin] == nil else {
                return Replies.text(
                    "Exposures come as application/json, from a service and not from a page.\n", type: "text/plain; charset=utf-8",
                    status: .unsupportedMediaType)
            }
        } else if request.method != .get, request.method != .head {
            return Self.refusal("The dashboard only reads: use GET or HEAD.\n", allow: "GET, HEAD")
        }
        return try await next(request, context)
    }

    private static func refusal(_ words: String, allow: String) -> Response {
        Replies.text(words, type: "text/plain; charset=utf-8", status: .methodNotAllowed, headers: [.allow: allow])
    }
}
