import Hummingbird

/// Every endpoint of the server. A route gets into the router through here alone.
struct RouteTable: Sendable {
    let endpoints: [Endpoint]

    /// - Throws: ``ServerError`` `server.route` where an endpoint is declared twice or not in full.
    init(_ endpoints: [Endpoint]) throws(ServerError) {
        var seen: Set<String> = []
        for endpoint in endpoints {
            let name = "\(endpoint.method) \(endpoint.path)"
            if let fault = Self.fault(endpoint) { throw .route(name, fault) }
            let shape = endpoint.segments.map { Endpoint.name($0) == nil ? String($0) : "{}" }.joined(separator: "/")
            guard seen.insert("\(endpoint.method) \(shape)").inserted else {
                throw .route(name, "it is declared twice")
            }
        }
        self.endpoints = endpoints
    }

    /// What a declaration lacks.
    private static func fault(_ endpoint: Endpoint) -> String? {
        guard endpoint.path.hasPrefix("/") else { return "its path does not begin with /" }
        guard !endpoint.summary.isEmpty else { return "it has no summary" }
        guard !endpoint.answer.meaning.isEmpty else { return "its answer has no meaning" }
        guard endpoint.answer.type != "application/json" || endpoint.answer.schema != nil else {
            return "its answer has no schema"
        }
        let declared = endpoint.parameters.filter { $0.location == .path }.map(\.name)
        guard Set(declared) == Set(endpoint.pathNames), declared.count == endpoint.pathNames.count else {
            return "the parameters of its path are not those that it declares"
        }
        let reads = endpoint.method == .get
        guard reads != (endpoint.scope == .write) || endpoint.scope == .admin else {
            return "its scope does not fit its method"
        }
        guard reads == (endpoint.body == nil) else { return "its method and its body do not go together" }
        return nil
    }

    /// Adds all routes, in a group for each scope, each within the bounds on work.
    func register(in router: Router<ServerContext>, _ work: WorkLimiter) {
        for scope in AccessScope.allCases {
            let group = router.group().add(middleware: AuthorizationMiddleware(scope))
            if scope == .write || scope == .admin { group.add(middleware: ForeignPageMiddleware()) }
            for endpoint in endpoints where endpoint.scope == scope {
                group.on(Self.path(endpoint), method: endpoint.method) { request, context in
                    try await work.run(endpoint, request, context) { context in
                        try await endpoint.handler(EndpointRequest(request, context, endpoint))
                    }
                }
            }
        }
    }

    private static func path(_ endpoint: Endpoint) -> RouterPath {
        let parts = endpoint.segments.map { segment in
            guard let name = Endpoint.name(segment) else { return String(segment) }
            return segment.hasSuffix("...}") ? "**" : ":\(name)"
        }
        return RouterPath(stringLiteral: "/" + parts.joined(separator: "/"))
    }

    /// The methods that an address takes, by the route with the most fixed parts; empty for an unknown address.
    func methods(at path: String) -> [String] {
        let parts = path.split(separator: "/")
        let matching = endpoints.filter { Self.matches($0.segments, parts) }
        let most = matching.map { $0.segments.count { Endpoint.name($0) == nil } }.max()
        let methods = matching.filter { $0.segments.count { Endpoint.name($0) == nil } == most }.map(\.method.rawValue)
        return Set(methods + (methods.contains("GET") ? ["HEAD"] : [])).sorted()
    }

    /// Whether an address, of an endpoint or not, is one for programs: they get problem details, and people a page.
    func isForPrograms(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        let own = endpoints.filter { $0.scope != .pages }.map { $0.segments.prefix { Endpoint.name($0) == nil } }
        return ["api", "assets"].contains(parts.first) || own.contains { parts.starts(with: $0) }
    }

    private static func matches(_ segments: [Substring], _ parts: [Substring]) -> Bool {
        for (index, segment) in segments.enumerated() {
            if segment.hasSuffix("...}") { return parts.count > index }
            guard index < parts.count, Endpoint.name(segment) != nil || segment == parts[index] else { return false }
        }
        return segments.count == parts.count
    }
}
