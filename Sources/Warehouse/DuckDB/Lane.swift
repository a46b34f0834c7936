import Dispatch
import Synchronization
import CDuckDB

/// A connection and the one thread that may touch it.
///
/// `@unchecked Sendable` is sound because the connection is used only inside blocks on `queue`, which is serial; the single exception,
/// `duckdb_interrupt`, is documented as safe from any thread, and runs under the lock that marks a block as running.
final class Lane: @unchecked Sendable {
    private let queue: DispatchQueue
    private let connection: DuckDBConnection
    private let running = Mutex(0)
    private let ticket = Mutex(0)

    init(_ name: String, database: duckdb_database) throws {
        queue = DispatchQueue(label: "segue.warehouse.\(name)", qos: .userInitiated)
        connection = try DuckDBConnection(database: database)
    }

    /// Runs `body` on the lane's thread. If the calling task is cancelled meanwhile, the running query is interrupted.
    func perform<Answer: Sendable>(_ body: @escaping @Sendable (DuckDBConnection) throws -> Answer) async throws -> Answer {
        let mine = ticket.withLock { next in
            next += 1
            return next
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async { [self] in
                    guard running.withLock({ current in
                        if current == -mine { return false }
                        current = mine
                        return true
                    }) else {
                        continuation.resume(throwing: WarehouseError.interrupted)
                        return
                    }
                    let answer = Result { try body(connection) }
                    running.withLock { $0 = 0 }
                    continuation.resume(with: answer)
                }
            }
        } onCancel: {
            running.withLock { current in
                if current == mine { duckdb_interrupt(connection.raw) } else if current == 0 { current = -mine }
            }
        }
    }
}
