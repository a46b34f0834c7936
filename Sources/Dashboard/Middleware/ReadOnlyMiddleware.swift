import Hummingbird

/// Lets only reading methods through, but for the one address at which a service tells of exposures.
///
/// There a request has to say that it brings JSON. A foreign page cannot have a browser send that without asking first, and the question is
/// not answered.
struct ReadOnlyMiddleware: RouterMiddleware {
    typealias Context = BasicRequestContext

    private static let writable = "/experiments/exposures"

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws
        -> Response
    {
        if request.uri.path == Self.writable {
            guard request.method == .post else {
                return Self.refusal("Send exposures with POST.\n", of: request, allow: "POST")
            }
            let type = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
            guard type == "application/json", request.headers[.origin] == nil else {
                return Responses.refusal(
                    "Exposures come as application/json, from a service and not from a page.\n", of: request,
                    status: .unsupportedMediaType)
            }
        } else if request.method != .get, request.method != .head {
            return Self.refusal("The dashboard only reads: use GET or HEAD.\n", of: request, allow: "GET, HEAD")
        }
        return try await next(request, context)
    }

    private static func refusal(_ words: String, of request: Request, allow: String) -> Response {
        Responses.refusal(words, of: request, status: .methodNotAllowed, headers: [.allow: allow])
    }
}
