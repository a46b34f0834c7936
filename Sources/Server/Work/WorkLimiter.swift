import Hummingbird
import Synchronization

/// Runs endpoints within bounds: so many at once, each for so long, and no longer than somebody waits for the answer.
///
/// What is short (health, assignment, exposures, files) goes straight on and never waits for pages.
struct WorkLimiter: Sendable {
    typealias Work = @Sendable (ServerContext) async throws -> Response

    private let limits: WorkLimits
    private let admission: Admission

    init(_ limits: WorkLimits) {
        self.limits = limits
        admission = Admission(limits)
    }

    /// - Throws: ``ServerError`` `server.busy` or `server.deadline`; `CancellationError` where the client is gone; what the work throws.
    func run(_ endpoint: Endpoint, _ request: Request, _ context: ServerContext, _ work: @escaping Work) async throws
        -> Response
    {
        var context = context
        let time = endpoint.isPrompt ? limits.promptDeadline : limits.deadline
        context.deadline = .now + time
        let bound = context
        return endpoint.isPrompt
            ? try await promptly(bound, time, work) : try await inTurn(request, bound, time, work)
    }

    private func promptly(_ context: ServerContext, _ time: Duration, _ work: @escaping Work) async throws -> Response {
        try await withThrowingTaskGroup(of: Response.self) { group in
            group.addTask { try await work(context) }
            group.addTask { try await Self.alarm(after: time) }
            return try await Self.first(of: &group)
        }
    }

    private func inTurn(_ request: Request, _ context: ServerContext, _ time: Duration, _ work: @escaping Work)
        async throws -> Response
    {
        let (limits, admission) = (limits, admission)
        let watch = Watch()
        var response = try await withThrowingTaskGroup(of: Response.self) { group in
            group.addTask {
                try await admission.run {
                    try await withTaskExecutorPreference(WorkExecutor.shared) { try await work(context) }
                }
            }
            group.addTask { try await Self.alarm(after: time) }
            if limits.watchesConnections {
                group.addTask {
                    try await Task.sleep(for: limits.patience)
                    watch.begin()
                    return try await Self.connectionCloses(request)
                }
            }
            return try await Self.first(of: &group)
        }
        // The watch of a connection has read on, so that the connection cannot be used again.
        if watch.hasBegun { response.headers[.connection] = "close" }
        return response
    }

    /// Whether the connection of a request is watched.
    private final class Watch: Sendable {
        private let state = Mutex(false)
        var hasBegun: Bool { state.withLock { $0 } }
        func begin() { state.withLock { $0 = true } }
    }

    /// What comes first: the answer, or the reason why there is none. The others are cancelled and waited for.
    private static func first(of group: inout ThrowingTaskGroup<Response, any Error>) async throws -> Response {
        defer { group.cancelAll() }
        guard let response = try await group.next() else { throw CancellationError() }
        return response
    }

    private static func alarm(after time: Duration) async throws -> Response {
        try await Task.sleep(for: time)
        throw ServerError.deadline
    }

    /// Returns when the client is gone, by throwing.
    private static func connectionCloses(_ request: Request) async throws -> Response {
        let (closing, close) = AsyncStream<Void>.makeStream()
        try await request.body.consumeWithInboundCloseHandler { _ in
            for await _ in closing {}
            try Task.checkCancellation()
        } onInboundClosed: {
            close.finish()
        }
        throw CancellationError()
    }
}
