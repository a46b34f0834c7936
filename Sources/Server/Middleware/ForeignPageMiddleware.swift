import Hummingbird

/// Refuses what a foreign page could make a browser send.
///
/// A request that writes has to say that it brings JSON. A browser does not send that for another site without asking first, and the question
/// is not answered.
struct ForeignPageMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws
        -> Response
    {
        let type = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
        guard type == Endpoint.Body.type, request.headers[.origin] == nil else { throw ServerError.mediaType }
        return try await next(request, context)
    }
}
