#if Spark
import Dispatch
import Synchronization
import Warehouse

/// Hands values from a task over to a thread that waits for them. At most `capacity` are under way: the task waits until there is room.
final class BoundedChannel<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var end: Result<Void, any Error>?
        var waiting: CheckedContinuation<Void, Never>?
        var isGivenUp = false
    }

    private let state = Mutex(State())
    private let filled = DispatchSemaphore(value: 0)
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// Adds a value; waits where there is no room.
    /// - Throws: `CancellationError` where nobody takes any more.
    func put(_ item: Item) async throws {
        let isFull = try state.withLock { state in
            if state.isGivenUp { throw CancellationError() }
            state.items.append(item)
            return state.items.count >= capacity
        }
        filled.signal()
        guard isFull else { return }
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.isGivenUp || state.items.count < capacity { return true }
                state.waiting = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
    }

    /// Says that nothing more comes, or why.
    func finish(_ end: Result<Void, any Error>) {
        state.withLock { $0.end = end }
        filled.signal()
    }

    /// The next value; nil after the last. Blocks the calling thread.
    func next() throws -> Item? {
        filled.wait()
        let (item, waiting, end) = state.withLock { state in
            guard !state.items.isEmpty else {
                return (nil as Item?, nil as CheckedContinuation<Void, Never>?, state.end)
            }
            let item = state.items.removeFirst()
            defer { state.waiting = nil }
            return (item, state.waiting, nil)
        }
        waiting?.resume()
        if let item { return item }
        // Whoever asks again after the end gets the end again.
        filled.signal()
        try end?.get()
        return nil
    }

    /// Takes no more: what the task still puts is refused.
    func giveUp() {
        let waiting = state.withLock { state in
            state.isGivenUp = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }
}
#endif
