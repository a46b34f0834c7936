package import Insights
package import Warehouse

/// Asks the warehouse on behalf of the pages, and remembers what it answered for as long as the data stay the same.
package struct CachedInsightService: Sendable {
    /// A question as the cache knows it.
    package struct Question: Hashable, Sendable {
        package let insight: String
        package let filter: InsightFilter
        package let parameters: [String: Value]
        package let version: DataVersion

        /// About how many bytes it takes to keep it.
        package var bytes: Int {
            let texts =
                [insight, filter.tier, filter.country, filter.platform].compactMap { $0 }
                + parameters.flatMap { [$0, $1.text ?? ""] }
            return 512 + texts.reduce(0) { $0 + $1.utf8.count + 32 }
        }
    }

    /// What remembered answers may take. Unit: bytes.
    private static let mostBytes = 64 << 20

    package let warehouse: any Warehouse
    private let service: InsightService
    private let answers = AnswerCache<Question, TimedAnswer>(bound: mostBytes, questionCost: \.bytes, cost: \.bytes)
    private let facts = AnswerCache<DataVersion, DataFacts>(bound: 8) { _ in 1 }
    private let health = AnswerCache<DataVersion, HealthFacts>(bound: 8, executor: nil) { _ in 1 }

    package init(_ warehouse: any Warehouse) {
        self.warehouse = warehouse
        service = InsightService(warehouse)
    }

    /// The spelling of SQL that the warehouse takes.
    package var dialect: String { warehouse.dialect.name }

    /// The state of the data as it is now, to ask about.
    package func snapshot() async throws -> InsightSnapshot {
        InsightSnapshot(insights: self, version: try await warehouse.read { try DataVersion.read(on: $0) })
    }

    package func facts(_ version: DataVersion) async throws -> DataFacts {
        try await facts.answer(to: version) { try await DataFacts.read(warehouse, service) }
    }

    /// What the health of the server is told by. It never waits for pages.
    func healthFacts() async throws -> HealthFacts {
        let version = try await warehouse.readPromptly { try DataVersion.read(on: $0) }
        return try await health.answer(to: version) {
            try await warehouse.readPromptly { try HealthFacts.read(on: $0) }
        }
    }

    package func answer(_ question: Question) async throws -> TimedAnswer {
        try await answers.answer(to: question) { try await ask(question) }
    }

    /// Asks without remembering the answer, for exports.
    package func ask(_ question: Question) async throws -> TimedAnswer {
        let start = ContinuousClock.now
        let answer = try await service.ask(question.insight, filter: question.filter, question.parameters)
        return TimedAnswer(answer: answer, duration: ContinuousClock.now - start)
    }
}
