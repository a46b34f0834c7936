import Hummingbird

/// Puts the headers on every answer that keep a page from loading, framing or leaking anything.
///
/// Scripts, styles and connections are the server's own and nothing else; nothing inline runs, so that markup in a track's name stays text.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = BasicRequestContext

    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private let fields: HTTPFields

    init() {
        var fields: HTTPFields = [
            .contentSecurityPolicy: Self.policy, .xContentTypeOptions: "nosniff",
            .crossOriginResourcePolicy: "same-origin",
        ]
        let others = [
            "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "X-Frame-Options": "DENY",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        ]
        for (name, value) in others {
            if let name = HTTPFields.Element.Name(name) { fields[name] = value }
        }
        self.fields = fields
    }

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws
        -> Response
    {
        added(to: try await next(request, context))
    }

    func added(to response: Response) -> Response {
        var response = response
        // Nothing inside sets these, so that nobody has to look for them.
        response.headers.append(contentsOf: fields)
        return response
    }
}
