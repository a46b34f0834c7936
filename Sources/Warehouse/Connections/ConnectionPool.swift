/// Hands out reading lanes, at most `limit` at a time; further callers wait their turn, or give up when they are cancelled.
package actor ConnectionPool<Connection: PooledConnection> {
    private var free: [SerialConnection<Connection>] = []
    private var opened = 0
    private let limit: Int
    private var waiting: [(ticket: Int, continuation: CheckedContinuation<SerialConnection<Connection>, any Error>)] =
        []
    private var tickets = 0
    private let open: @Sendable (Int) throws -> SerialConnection<Connection>

    package init(limit: Int, open: @escaping @Sendable (Int) throws -> SerialConnection<Connection>) {
        self.limit = limit
        self.open = open
    }

    /// Runs `body` on a lane of its own, and gives the lane back whatever happens.
    package nonisolated func perform<Answer: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Answer)
        async throws -> Answer
    {
        let lane = try await take()
        do {
            let answer = try await lane.perform(body)
            await giveBack(lane)
            return answer
        } catch {
            await giveBack(lane)
            throw error
        }
    }

    private func take() async throws -> SerialConnection<Connection> {
        if let lane = free.popLast() { return lane }
        if opened < limit {
            opened += 1
            do { return try open(opened) } catch {
                opened -= 1
                throw error
            }
        }
        tickets += 1
        let ticket = tickets
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Whoever was cancelled on the way here is not seen by the handler any more.
                guard !Task.isCancelled else { return continuation.resume(throwing: WarehouseError.interrupted) }
                waiting.append((ticket, continuation))
            }
        } onCancel: {
            Task { await self.giveUp(ticket) }
        }
    }

    private func giveUp(_ ticket: Int) {
        guard let place = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: place).continuation.resume(throwing: WarehouseError.interrupted)
    }

    private func giveBack(_ lane: SerialConnection<Connection>) {
        if waiting.isEmpty { free.append(lane) } else { waiting.removeFirst().continuation.resume(returning: lane) }
    }

    package func closeAll() { free.removeAll() }
}
