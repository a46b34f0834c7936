/// Remembers answers, and runs a question once however many ask it at the same moment.
///
/// A question that nobody waits for any more is cancelled, which interrupts its query. What failed is not remembered.
actor AnswerCache<Question: Hashable & Sendable, Answer: Sendable> {
    private struct Run {
        let task: Task<Answer, any Error>
        var waiting: Int
    }

    private var kept: RecentlyUsed<Question, Answer>
    private var runs: [Question: Run] = [:]
    private let cost: @Sendable (Answer) -> Int
    private let questionCost: @Sendable (Question) -> Int
    private let executor: (any TaskExecutor)?

    /// - Parameters:
    ///   - bound: what all questions and answers together may cost.
    ///   - executor: whose threads answers are worked out on; nil for Swift's own.
    ///   - questionCost: what it costs to keep a question.
    ///   - cost: what one answer costs, at least 1.
    init(
        bound: Int, executor: (any TaskExecutor)? = WorkExecutor.shared,
        questionCost: @escaping @Sendable (Question) -> Int = { _ in 0 },
        cost: @escaping @Sendable (Answer) -> Int
    ) {
        kept = RecentlyUsed(bound: bound)
        self.cost = cost
        self.questionCost = questionCost
        self.executor = executor
    }

    /// The answer to a question: as remembered, as it is just being worked out, or worked out now.
    func answer(to question: Question, by work: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
        if let answer = kept.value(question) { return answer }
        let task = join(question, work)
        return try await withTaskCancellationHandler {
            let result = await task.result
            finish(question, task, result)
            return try result.get()
        } onCancel: {
            Task { await self.leave(question, task) }
        }
    }

    private func join(_ question: Question, _ work: @escaping @Sendable () async throws -> Answer) -> Task<
        Answer, any Error
    > {
        if let run = runs[question] {
            runs[question]?.waiting += 1
            return run.task
        }
        let task = Task(executorPreference: executor) { try await work() }
        runs[question] = Run(task: task, waiting: 1)
        return task
    }

    /// The first of those who waited tidies up for all.
    private func finish(_ question: Question, _ task: Task<Answer, any Error>, _ result: Result<Answer, any Error>) {
        guard runs[question]?.task == task else { return }
        runs[question] = nil
        if case .success(let answer) = result {
            kept.keep(answer, for: question, cost: max(1, questionCost(question) + cost(answer)))
        }
    }

    private func leave(_ question: Question, _ task: Task<Answer, any Error>) {
        guard runs[question]?.task == task else { return }
        runs[question]?.waiting -= 1
        guard let waiting = runs[question]?.waiting, waiting <= 0 else { return }
        runs[question] = nil
        task.cancel()
    }
}
