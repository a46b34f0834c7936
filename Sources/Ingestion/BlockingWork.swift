import Dispatch
import Synchronization

/// Runs work that blocks (reading files) on a thread of its own, never on the cooperative pool.
enum BlockingWork {
    private final class Cancellation: Sendable {
        let isCancelled = Atomic(false)
    }

    @TaskLocal private static var current: Cancellation?

    /// Runs `body` to its end; cancelling the task makes ``checkCancellation()`` throw within it.
    static func run<Answer: Sendable>(_ body: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(with: Result { try $current.withValue(cancellation) { try body() } })
                }
            }
        } onCancel: {
            cancellation.isCancelled.store(true, ordering: .relaxed)
        }
    }

    /// - Throws: `CancellationError` where the work that runs on this thread was cancelled.
    static func checkCancellation() throws {
        if current?.isCancelled.load(ordering: .relaxed) == true { throw CancellationError() }
    }
}
