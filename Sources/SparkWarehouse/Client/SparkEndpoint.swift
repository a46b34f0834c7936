import Foundation
import Warehouse

/// Where a Spark Connect server is: `sc://host:port/;use_ssl=true;token=…;user_id=…`, as Spark's own clients write it.
///
/// Its description never holds the token.
package struct SparkEndpoint: Sendable, CustomStringConvertible {
    package let host: String
    package let port: Int
    /// Whether the connection is encrypted.
    package let secure: Bool
    /// The certificate authority to trust beside the system's, a PEM file.
    package let authority: String?
    /// The bearer token to show.
    let token: String?
    let user: String
    /// How long a statement may take. Unit: seconds.
    package let deadline: Int
    package let carriesToken: Bool

    package var description: String { "sc://\(host):\(port)" }

    /// - Parameter environment: where `SEGUE_SPARK_TOKEN` is looked for when the string has no token.
    /// - Throws: ``WarehouseError`` `engine` where the string is none.
    package init(_ text: String, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        guard text.hasPrefix("sc://") else { throw Self.error("it does not begin with sc://") }
        let parts = text.dropFirst(5).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let address = Self.address(parts[0])
        guard let address else { throw Self.error("what follows sc:// is not a host and a port from 1 to 65535") }
        (host, port) = address
        var settings: [String: String] = [:]
        for setting in (parts.count > 1 ? parts[1] : "").split(separator: ";") {
            let pair = setting.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, Self.known.contains(pair[0]) else {
                throw Self.error(
                    "it has a setting without a value, or one that is unknown; known are \(Self.known.joined(separator: ", "))"
                )
            }
            settings[pair[0]] = pair[1].removingPercentEncoding ?? pair[1]
        }
        carriesToken = settings["token"] != nil
        token = settings["token"] ?? environment["SEGUE_SPARK_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        switch settings["use_ssl"]?.lowercased() {
        case "true": secure = true
        case "false", nil: secure = false
        default: throw Self.error("use_ssl is true or false")
        }
        // A token on an open line is anybody's.
        guard token == nil || secure || ["localhost", "127.0.0.1", "::1"].contains(host) else {
            throw Self.error("a token needs an encrypted connection: add ;use_ssl=true")
        }
        authority = settings["ca"]
        user = settings["user_id"] ?? "segue"
        guard let deadline = Int(settings["deadline"] ?? "3600"), (1...604_800).contains(deadline) else {
            throw Self.error("deadline is a number of seconds, 1 to 604800")
        }
        self.deadline = deadline
    }

    /// Whether the host is four numbers with points instead of a name.
    var hostIsIPv4: Bool {
        var address = in_addr()
        return inet_pton(AF_INET, host, &address) == 1
    }

    private static let known = ["use_ssl", "ca", "token", "user_id", "deadline"]

    private static func address(_ text: String) -> (String, Int)? {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let rest = text[text.index(after: end)...]
            return port(rest.dropFirst()).map {
                (String(text[text.index(after: text.startIndex)..<end]), rest.isEmpty ? 15002 : $0)
            }
        }
        let pair = text.split(separator: ":", omittingEmptySubsequences: false)
        guard pair.count <= 2, let host = pair.first, !host.isEmpty, !host.contains("@") else { return nil }
        return port(pair.count == 2 ? pair[1] : "15002").map { (String(host), $0) }
    }

    private static func port(_ text: Substring) -> Int? {
        if text.isEmpty { return 15002 }
        return Int(text).flatMap { (1...65_535).contains($0) ? $0 : nil }
    }

    private static func error(_ cause: String) -> WarehouseError {
        WarehouseError(
            code: "engine",
            message:
                "The address of Spark is not understood: \(cause). Write sc://host:port, with ;use_ssl=true after a / where it is encrypted.",
            fault: .usage)
    }
}
