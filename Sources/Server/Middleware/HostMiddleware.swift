import Hummingbird

/// Answers only to the names under which the server is meant to be reached.
///
/// A foreign page can point its own name at this machine (DNS rebinding) and would then share an origin with the dashboard; the `Host` that
/// its requests carry gives it away. The refusal says nothing about the data.
struct HostMiddleware<Context: RequestContext>: RouterMiddleware {
    private let field = HTTPFields.Element.Name("Host")
    private let names: Set<String>

    /// - Parameter host: the name or address that the server listens on, if any.
    init(host: String?) {
        names = Set(["localhost", "127.0.0.1", "::1"] + (host.map { [$0.lowercased()] } ?? []))
    }

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws
        -> Response
    {
        let given = [request.head.authority, field.flatMap { request.headers[$0] }].compactMap { $0 }
        guard !given.isEmpty, given.allSatisfy(isKnown) else { throw ServerError.host }
        return try await next(request, context)
    }

    func isKnown(_ authority: String) -> Bool {
        Self.name(of: authority).map(names.contains) ?? false
    }

    /// The host of `host`, `host:port`, `[address]` or `[address]:port`, in lower case; nil where the authority is none of these.
    private static func name(of authority: String) -> String? {
        let bytes = authority.utf8, name: Substring.UTF8View, rest: Substring.UTF8View
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            (name, rest) = (bytes[bytes.index(after: bytes.startIndex)..<close], bytes[bytes.index(after: close)...])
        } else {
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            (name, rest) = (bytes[..<colon], bytes[colon...])
        }
        guard isPort(rest), !name.isEmpty else { return nil }
        let isDotted = bytes.first != UInt8(ascii: "[") && name.last == UInt8(ascii: ".")
        return String(Substring(isDotted ? name.dropLast() : name)).lowercased()
    }

    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        text.isEmpty || (text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy { (48...57).contains($0) })
    }
}
