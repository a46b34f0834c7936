import Synchronization
import Testing
import Warehouse

@testable import Server

@Suite("The cache of answers")
struct AnswerCacheTests {
    /// Counts how often a question was worked on.
    private final class Work: Sendable {
        private let runs = Mutex(0)
        var count: Int { runs.withLock { $0 } }
        func begin() { runs.withLock { $0 += 1 } }
    }

    private struct Failure: Error {}

    @Test("a question that many ask at once is worked on once")
    func once() async throws {
        let cache = AnswerCache<String, Int>(bound: 100) { _ in 1 }
        let work = Work()
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await cache.answer(to: "question") {
                        work.begin()
                        try await Task.sleep(for: .milliseconds(20))
                        return 42
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: 42, count: 20))
        #expect(work.count == 1)
        #expect(try await cache.answer(to: "question") { 0 } == 42)
    }

    @Test("what failed is asked again")
    func failure() async throws {
        let cache = AnswerCache<String, Int>(bound: 100) { _ in 1 }
        await #expect(throws: Failure.self) { try await cache.answer(to: "question") { throw Failure() } }
        #expect(try await cache.answer(to: "question") { 7 } == 7)
    }

    @Test("a question that nobody waits for any more is stopped; one that somebody waits for goes on")
    func cancelled() async throws {
        let cache = AnswerCache<String, Int>(bound: 100) { _ in 1 }
        let stopped = Work()
        let lonely = Task {
            try await cache.answer(to: "lonely") {
                do { try await Task.sleep(for: .seconds(300)) } catch {
                    stopped.begin()
                    throw error
                }
                return 1
            }
        }
        try await Task.sleep(for: .milliseconds(20))
        lonely.cancel()
        await #expect(throws: CancellationError.self) { try await lonely.value }
        #expect(stopped.count == 1)

        let slow: @Sendable () async throws -> Int = {
            try await Task.sleep(for: .milliseconds(100))
            return 5
        }
        let leaving = Task { try await cache.answer(to: "shared", by: slow) }
        let staying = Task { try await cache.answer(to: "shared", by: slow) }
        try await Task.sleep(for: .milliseconds(20))
        leaving.cancel()
        #expect(try await staying.value == 5)
    }

    @Test("what was not used for longest goes first, and what is too large is not kept")
    func bound() {
        var kept = RecentlyUsed<String, Int>(bound: 8)
        for (index, key) in ["a", "b", "c", "d"].enumerated() { kept.keep(index, for: key, cost: 2) }
        #expect(kept.value("a") == 0)
        kept.keep(4, for: "e", cost: 2)
        #expect(kept.value("b") == nil)
        #expect(kept.value("a") == 0 && kept.value("e") == 4)
        kept.keep(9, for: "large", cost: 3)
        #expect(kept.value("large") == nil)
        #expect(kept.count == 4)
    }

    @Test("new data make a new answer")
    func version() async throws {
        let fixture = try await DashboardFixture.simulated()
        let desk = CachedInsightService(fixture.warehouse)
        let before = try await desk.snapshot()
        let again = try await desk.snapshot()
        #expect(before.version == again.version)
        _ = try await fixture.warehouse.write { try $0.execute(Statement("DELETE FROM imports")) }
        #expect(try await desk.snapshot().version != before.version)
    }
}
