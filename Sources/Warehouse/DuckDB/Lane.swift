import CDuckDB
import Dispatch
import Synchronization

/// A connection and the one thread that may touch it.
///
/// `@unchecked Sendable` is sound because the connection is used only inside blocks on `queue`, which is serial; the single exception,
/// `duckdb_interrupt`, is documented as safe from any thread, and runs only while the block that it means is running.
final class Lane: @unchecked Sendable {
    private let queue: DispatchQueue
    private let connection: DuckDBConnection

    init(_ name: String, database: duckdb_database) throws {
        queue = DispatchQueue(label: "segue.warehouse.\(name)", qos: .userInitiated)
        connection = try DuckDBConnection(database: database)
    }

    /// Runs `body` on the lane's thread. If the calling task is cancelled before, `body` never runs; if meanwhile, its query is interrupted.
    func perform<Answer: Sendable>(_ body: @escaping @Sendable (DuckDBConnection) throws -> Answer) async throws -> Answer {
        let turn = Turn()
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
            turn.cancel { duckdb_interrupt(connection.raw) }
        }
    }
}

/// Where one call stands, so that a cancellation stops this call and no other.
final class Turn: Sendable {
    private enum Phase { case waiting, running, over }
    private let phase = Mutex(Phase.waiting)

    /// Whether the call may begin; false where it was cancelled before.
    func begin() -> Bool {
        phase.withLock { phase in
            guard phase == .waiting else { return false }
            phase = .running
            return true
        }
    }

    func end() { phase.withLock { $0 = .over } }

    /// Keeps a waiting call from beginning, or interrupts a running one.
    func cancel(_ interrupt: () -> Void) {
        phase.withLock { phase in
            switch phase {
            case .waiting: phase = .over
            case .running: interrupt()
            case .over: break
            }
        }
    }
}
