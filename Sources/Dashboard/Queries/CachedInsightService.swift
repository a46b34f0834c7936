import Insights
import Warehouse

/// Asks the warehouse on behalf of the pages, and remembers what it answered for as long as the data stay the same.
struct CachedInsightService: Sendable {
    /// A question as the cache knows it.
    struct Question: Hashable, Sendable {
        let insight: String
        let filter: InsightFilter
        let parameters: [String: Value]
        let version: DataVersion

        /// About how many bytes it takes to keep it.
        var bytes: Int {
            let texts =
                [insight, filter.tier, filter.country, filter.platform].compactMap { $0 }
                + parameters.flatMap { [$0, $1.text ?? ""] }
            return 512 + texts.reduce(0) { $0 + $1.utf8.count + 32 }
        }
    }

    /// What remembered answers may take. Unit: bytes.
    private static let mostBytes = 64 << 20

    let warehouse: any Warehouse
    private let desk: InsightService
    private let answers = AnswerCache<Question, TimedAnswer>(bound: mostBytes, questionCost: \.bytes, cost: \.bytes)
    private let facts = AnswerCache<DataVersion, DataFacts>(bound: 8) { _ in 1 }
    private let health = AnswerCache<DataVersion, HealthFacts>(bound: 8, executor: nil) { _ in 1 }

    init(_ warehouse: any Warehouse) {
        self.warehouse = warehouse
        desk = InsightService(warehouse)
    }

    /// The state of the data, and a desk that answers for this state.
    func questions() async throws -> PageQueries {
        PageQueries(desk: self, version: try await warehouse.read { try DataVersion.read(on: $0) })
    }

    func facts(_ version: DataVersion) async throws -> DataFacts {
        try await facts.answer(to: version) { try await DataFacts.read(warehouse, desk) }
    }

    /// What the health of the server is told by. It never waits for pages.
    func healthFacts() async throws -> HealthFacts {
        let version = try await warehouse.readPromptly { try DataVersion.read(on: $0) }
        return try await health.answer(to: version) {
            try await warehouse.readPromptly { try HealthFacts.read(on: $0) }
        }
    }

    func answer(_ question: Question) async throws -> TimedAnswer {
        try await answers.answer(to: question) { try await ask(question) }
    }

    /// Asks without remembering the answer, for exports.
    func ask(_ question: Question) async throws -> TimedAnswer {
        let start = ContinuousClock.now
        let answer = try await desk.ask(question.insight, filter: question.filter, question.parameters)
        return TimedAnswer(answer: answer, duration: ContinuousClock.now - start)
    }
}
