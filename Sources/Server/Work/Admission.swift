/// Lets so many in at once; a bounded number waits, and the rest is refused.
actor Admission {
    private let limits: WorkLimits
    private var running = 0
    private var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    private var tickets = 0

    init(_ limits: WorkLimits) { self.limits = limits }

    /// Runs work when its turn has come.
    /// - Throws: ``ServerError`` `server.busy` where too many wait; `CancellationError` where nobody waits for it any more.
    nonisolated func run<Answer: Sendable>(_ work: @Sendable () async throws -> Answer) async throws -> Answer {
        try await enter()
        do {
            let answer = try await work()
            await leave()
            return answer
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async throws {
        if running < limits.running {
            running += 1
            return
        }
        guard waiting.count < limits.waiting else { throw ServerError.busy }
        tickets += 1
        let ticket = tickets
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                waiting.append((ticket, continuation))
            }
        } onCancel: {
            Task { await self.giveUp(ticket) }
        }
    }

    private func giveUp(_ ticket: Int) {
        guard let place = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: place).continuation.resume(throwing: CancellationError())
    }

    /// Hands the place on to the next, if any.
    private func leave() {
        if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().continuation.resume() }
    }
}
