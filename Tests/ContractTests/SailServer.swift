#if Spark
import Foundation
import SparkWarehouse

/// A Sail server of the tests' own, which ends with the process however that ends.
actor SailServer {
    static let shared = Task { try await SailServer() }

    nonisolated let address: String
    private let server: ChildServer

    init() async throws {
        let port = try ChildServer.freePort()
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
}
#endif
