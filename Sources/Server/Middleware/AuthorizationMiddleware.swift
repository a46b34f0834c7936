import Hummingbird

/// Lets those through whose identity has a scope.
struct AuthorizationMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    private let scope: AccessScope

    init(_ scope: AccessScope) { self.scope = scope }

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws
        -> Response
    {
        guard context.identity.scopes.contains(scope) else { throw ServerError.forbidden }
        return try await next(request, context)
    }
}
