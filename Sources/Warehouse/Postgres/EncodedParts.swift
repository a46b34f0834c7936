import Dispatch
import Foundation

/// Parts of a load, made and encoded on several threads while others are on their way to the server. At most four wait.
///
/// `@unchecked Sendable` is sound because everything that changes is guarded by `condition`.
final class EncodedParts: @unchecked Sendable {
    private let condition = NSCondition()
    private var waiting: [[EncodedPiece]] = []
    private var started = 0
    private var taken = 0
    private var failure: (any Error)?
    private var isStopped = false
    private let count: Int
    private static let mostWaiting = 4

    init(_ count: Int, _ make: @escaping @Sendable (Int) throws -> [EncodedPiece]) {
        self.count = count
        for _ in 0..<min(count, max(1, ProcessInfo.processInfo.activeProcessorCount)) {
            DispatchQueue.global(qos: .userInitiated).async { [self] in
                while let index = claim() { put(Result { try make(index) }) }
            }
        }
    }

    /// The next part that is ready, in any order; nil after the last.
    func next() throws -> [EncodedPiece]? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let failure { throw failure }
            if !waiting.isEmpty {
                taken += 1
                let part = waiting.removeFirst()
                condition.broadcast()
                return part
            }
            if taken == count { return nil }
            condition.wait()
        }
    }

    /// Lets the threads end, where not everything was taken.
    func stop() {
        condition.lock()
        isStopped = true
        condition.broadcast()
        condition.unlock()
    }

    private func claim() -> Int? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.count >= Self.mostWaiting, !isStopped { condition.wait() }
        guard !isStopped, failure == nil, started < count else { return nil }
        started += 1
        return started - 1
    }

    private func put(_ part: Result<[EncodedPiece], any Error>) {
        condition.lock()
        switch part {
        case .success(let part): waiting.append(part)
        case .failure(let error): failure = error
        }
        condition.broadcast()
        condition.unlock()
    }
}
