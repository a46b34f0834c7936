import Synchronization

/// Where one call stands, so that a cancellation stops this call and no other.
final class CancellableCall: Sendable {
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
