import Hummingbird

/// Lets those through whose identity has a scope.
struct AuthorizationMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    private let scope: AccessScope

    init(_ scope: AccessScope) { self.scope = scope }

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws
        -> Response
    {
        try check(context.identity)
        return try await next(request, context)
    }

    /// - Throws: ``ServerError`` `server.forbidden`.
    func check(_ identity: Identity) throws {
        guard identity.scopes.contains(scope) else { throw ServerError.forbidden }
    }
}
