#if Spark
import Foundation
import Synchronization

/// A statement that a server runs, by the name that the server knows it by.
final class SparkOperation: Sendable {
    private let state = Mutex((id: UUID().uuidString.lowercased(), hasSpoken: false))

    var id: String { state.withLock { $0.id } }
    /// Whether the server has said anything about it.
    var hasSpoken: Bool { state.withLock { $0.hasSpoken } }

    func speak() { state.withLock { $0.hasSpoken = true } }

    /// Gives it a new name, under which it is asked again.
    func begin() { state.withLock { $0.id = UUID().uuidString.lowercased() } }
}
#endif
