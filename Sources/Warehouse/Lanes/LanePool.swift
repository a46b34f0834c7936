/// Hands out reading lanes, at most `limit` at a time; further callers wait their turn.
package actor LanePool<Connection: LaneConnection> {
    private var free: [Lane<Connection>] = []
    private var opened = 0
    private let limit: Int
    private var waiting: [CheckedContinuation<Lane<Connection>, Never>] = []
    private let open: @Sendable (Int) throws -> Lane<Connection>

    package init(limit: Int, open: @escaping @Sendable (Int) throws -> Lane<Connection>) {
        self.limit = limit
        self.open = open
    }

    /// Runs `body` on a lane of its own, and gives the lane back whatever happens.
    package nonisolated func perform<Answer: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Answer) async throws -> Answer {
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

    private func take() async throws -> Lane<Connection> {
        if let lane = free.popLast() { return lane }
        if opened < limit {
            opened += 1
            do { return try open(opened) } catch {
                opened -= 1
                throw error
            }
        }
        return await withCheckedContinuation { waiting.append($0) }
    }

    private func giveBack(_ lane: Lane<Connection>) {
        if waiting.isEmpty { free.append(lane) } else { waiting.removeFirst().resume(returning: lane) }
    }

    package func closeAll() { free.removeAll() }
}
