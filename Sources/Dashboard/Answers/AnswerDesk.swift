import Insights
import Warehouse

/// Asks the warehouse on behalf of the pages, and remembers what it answered for as long as the data stay the same.
struct AnswerDesk: Sendable {
    /// A question as the cache knows it.
    struct Question: Hashable, Sendable {
        let insight: String
        let filter: InsightFilter
        let parameters: [String: Value]
        let version: DataVersion
    }

    let warehouse: any Warehouse
    private let desk: InsightDesk
    private let answers = AnswerCache<Question, TimedAnswer>(bound: 2_000_000) { $0.cells }
    private let facts = AnswerCache<DataVersion, DataFacts>(bound: 8) { _ in 1 }

    init(_ warehouse: any Warehouse) {
        self.warehouse = warehouse
        desk = InsightDesk(warehouse)
    }

    /// The state of the data, and a desk that answers for this state.
    func questions() async throws -> Questions {
        Questions(desk: self, version: try await warehouse.read { try DataVersion.read(on: $0) })
    }

    func facts(_ version: DataVersion) async throws -> DataFacts {
        try await facts.answer(to: version) { try await DataFacts.read(warehouse, desk) }
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
