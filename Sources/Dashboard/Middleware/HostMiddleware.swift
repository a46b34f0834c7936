import Hummingbird

/// Answers only to the names under which the server is meant to be reached.
///
/// A foreign page can point its own name at this machine (DNS rebinding) and would then share an origin with the dashboard; the `Host` that
/// its requests carry gives it away. The refusal says nothing about the data.
struct HostMiddleware: RouterMiddleware {
    typealias Context = BasicRequestContext

    private static let field = HTTPFields.Element.Name("Host")

    private let names: Set<String>
    private let takesAddresses: Bool

    /// - Parameter host: the name or address that the server was told to listen on, if any. Where that is "every address", a request may
    ///   name the machine by any address: an address cannot be rebound.
    init(host: String?) {
        let host = host?.lowercased()
        takesAddresses = host == "0.0.0.0" || host == "::"
        names = Set(["localhost", "127.0.0.1", "::1"] + (host.map { [$0] } ?? []))
    }

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws
        -> Response
    {
        let field = Self.field.flatMap { request.headers[$0] }
        let given = [request.head.authority, field].compactMap { $0 }
        guard !given.isEmpty, given.allSatisfy(isKnown) else {
            return Responses.refusal(
                "Segue does not answer to this host name. Open it as http://localhost or start it with --host and the name you use.\n",
                of: request, status: .misdirectedRequest)
        }
        return try await next(request, context)
    }

    func isKnown(_ authority: String) -> Bool {
        guard let name = Self.name(of: authority) else { return false }
        return names.contains(name) || (takesAddresses && Self.isAddress(name))
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

    private static func isAddress(_ name: String) -> Bool {
        if name.contains(":") { return name.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
