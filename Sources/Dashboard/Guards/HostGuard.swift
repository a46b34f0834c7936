import Hummingbird

/// Answers only to the names under which the server is meant to be reached.
///
/// A foreign page can point its own name at this machine (DNS rebinding) and would then share an origin with the dashboard; the `Host` that
/// its requests carry gives it away. The refusal says nothing about the data.
struct HostGuard: RouterMiddleware {
    typealias Context = BasicRequestContext

    private let names: Set<String>
    private let takesAddresses: Bool

    /// - Parameter host: the name or address that the server was told to listen on, if any. Where that is "every address", a request may
    ///   name the machine by any address: an address cannot be rebound.
    init(host: String?) {
        let host = host?.lowercased()
        takesAddresses = host == "0.0.0.0" || host == "::"
        names = Set(["localhost", "127.0.0.1", "::1"] + (host.map { [$0] } ?? []))
    }

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        let field = HTTPFields.Element.Name("Host").flatMap { request.headers[$0] }
        let given = [request.head.authority, field].compactMap { $0 }
        guard !given.isEmpty, given.allSatisfy(isKnown) else {
            return Replies.text(
                "Segue does not answer to this host name. Open it as http://localhost or start it with --host and the name you use.\n",
                type: "text/plain; charset=utf-8", status: .misdirectedRequest)
        }
        return try await next(request, context)
    }

    func isKnown(_ authority: String) -> Bool {
        guard let name = Self.name(of: authority.lowercased()) else { return false }
        return names.contains(name) || (takesAddresses && Self.isAddress(name))
    }

    /// The host of `host`, `host:port`, `[address]` or `[address]:port`; nil where the authority is none of these.
    private static func name(of authority: String) -> String? {
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            return isPort(authority[authority.index(after: close)...])
                ? String(authority[authority.index(after: authority.startIndex)..<close]) : nil
        }
        let colon = authority.firstIndex(of: ":") ?? authority.endIndex
        guard isPort(authority[colon...]) else { return nil }
        let name = authority[..<colon]
        return name.isEmpty ? nil : String(name.last == "." ? name.dropLast() : name)
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.first == ":" && text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber })
    }

    private static func isAddress(_ name: String) -> Bool {
        if name.contains(":") { return name.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
