#if Spark
import Foundation
import SparkWarehouse

/// A Sail server of the tests' own, which ends with the process however that ends.
actor SailServer {
    static let shared = Task { try await SailServer() }

    nonisolated let address: String
    private let server: ChildServer

    init() async throws {
        let port = try Self.freePort()
        address = "sc://127.0.0.1:\(port)"
        let program = SQLFiles.root.appending(path: ".deps/python/bin/sail").path
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw Unavailable(cause: "\(program) is missing; run `make deps-test`")
        }
        server = try ChildServer(
            """
            trap '' INT
            "$1" spark server --ip 127.0.0.1 --port "$2" >/dev/null 2>&1 </dev/null &
            server=$!
            cat >/dev/null
            kill -KILL $server 2>/dev/null
            wait $server
            """, [program, "\(port)"])
        for _ in 0..<300 {
            let findings = await SparkWarehouse.examine(try SparkEndpoint(address), lake: nil)
            if !findings.contains(where: { $0.verdict == .bad }) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Unavailable(cause: "Sail did not answer on \(address)")
    }

    /// Stops the server, as when a cluster goes away.
    func stop() { server.stop() }

    /// The server did not come up; the suite fails rather than passing without it.
    struct Unavailable: Error { let cause: String }

    static func freePort() throws -> UInt16 {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Foundation.close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard bound else { throw Unavailable(cause: "no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}
#endif
