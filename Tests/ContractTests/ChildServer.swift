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
}
