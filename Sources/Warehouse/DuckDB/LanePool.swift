/// Hands out reading lanes, at most `limit` at a time; further callers wait their turn.
actor LanePool {
    private var free: [Lane] = []
    private var opened = 0
    private let limit: Int
    private var waiting: [CheckedContinuation<Lane, Never>] = []
    private let open: @Sendable (Int) throws -> Lane

    init(limit: Int, open: @escaping @Sendable (Int) throws -> Lane) {
        self.limit = limit
        self.open = open
    }

    func take() async throws -> Lane {
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

    func giveBack(_ lane: Lane) {
        if waiting.isEmpty { free.append(lane) } else { waiting.removeFirst().resume(returning: lane) }
    }

    func closeAll() { free.removeAll() }
}
