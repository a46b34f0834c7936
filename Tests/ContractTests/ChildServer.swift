import Foundation

/// A server that a test runs, which ends with the tests however they end.
final class ChildServer: Sendable {
    /// The script that watches over the server stops it when this pipe closes.
    private let lifeline = Pipe()

    /// - Parameter script: starts the server in the background, reads standard input to its end, and then stops the server.
    init(_ script: String, _ arguments: [String]) throws {
        // Another server's script must not hold this pipe open.
        let end = lifeline.fileHandleForWriting.fileDescriptor
        _ = fcntl(end, F_SETFD, fcntl(end, F_GETFD) | FD_CLOEXEC)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script, "sh"] + arguments
        process.standardInput = lifeline
        try process.run()
    }

    func stop() { try? lifeline.fileHandleForWriting.close() }

    /// A port of the loopback address that nobody uses.
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
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        return UInt16(bigEndian: address.sin_port)
    }
}
