import Dispatch

/// A connection that a lane can be built on.
package protocol PooledConnection: WarehouseConnection, SendableMetatype {
    /// Stops the statement that is running. The one thing that may be called from any thread.
    func interrupt()
}

/// A connection and the one thread that may touch it.
///
/// `@unchecked Sendable` is sound because the connection is used only inside blocks on `queue`, which is serial; the single exception,
/// `interrupt()`, is safe from any thread, and runs only while the block that it means is running.
package final class SerialConnection<Connection: PooledConnection>: @unchecked Sendable {
    private let queue: DispatchQueue
    private let connection: Connection

    package init(_ name: String, _ connection: Connection) {
        queue = DispatchQueue(label: "segue.warehouse.\(name)", qos: .userInitiated)
        self.connection = connection
    }

    /// Runs `body` on the lane's thread. If the calling task is cancelled before, `body` never runs; if meanwhile, its query is interrupted.
    package func perform<Answer: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Answer) async throws
        -> Answer
    {
        let turn = CancellableCall()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async { [self] in
                    guard turn.begin() else {
                        continuation.resume(throwing: WarehouseError.interrupted)
                        return
                    }
                    let answer = Result { try body(connection) }
                    turn.end()
                    continuation.resume(with: answer)
                }
            }
        } onCancel: {
            turn.cancel { connection.interrupt() }
        }
    }
}
