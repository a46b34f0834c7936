#if Spark
import Foundation
import Synchronization

/// A statement that a server runs, by the name that the server knows it by.
final class SparkOperation: Sendable {
    private let state = Mutex((id: UUID().uuidString.lowercased(), hasSpoken: false, isStopped: false))

    var id: String { state.withLock { $0.id } }
    /// Whether the server has said anything about it.
    var hasSpoken: Bool { state.withLock { $0.hasSpoken } }

    /// Whether it was stopped from here, so that whatever the server says of it is no failure of its own.
    var isStopped: Bool { state.withLock { $0.isStopped } }

    func stop() { state.withLock { $0.isStopped = true } }

    func speak() { state.withLock { $0.hasSpoken = true } }

    /// Gives it a new name, under which it is asked again.
    func begin() { state.withLock { $0.id = UUID().uuidString.lowercased() } }
}
#endif
