import Hummingbird

/// The headers that keep a page from being framed, opened or listened to by another site.
///
/// What a page may load and run is said by Hummingbird's `ContentSecurityMiddleware`, with ``policy``.
struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
    private let fields: HTTPFields

    init() {
        var fields: HTTPFields = [.crossOriginResourcePolicy: "same-origin"]
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
        var response = try await next(request, context)
        // Nothing inside sets these, so that nobody has to look for them.
        response.headers.append(contentsOf: fields)
        return response
    }
}

extension ContentSecurityPolicy {
    /// Scripts, styles and connections are the server's own and nothing else; nothing inline runs, so that markup in a track's name stays text.
    static let own: ContentSecurityPolicy = [
        .defaultSrc(.none), .scriptSrc(.self), .styleSrc(.self), .imgSrc(.self, "data:"), .connectSrc(.self),
        .fontSrc(.self), .formAction(.self), .baseURI(.none), .frameAncestors(.none),
    ]
}
