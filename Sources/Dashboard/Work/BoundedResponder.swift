package import Hummingbird
import Synchronization

/// Answers requests within bounds: so many at once, each for so long, and no longer than somebody waits for it.
///
/// What is short (health, assignment, exposures, files) goes straight on and never waits for pages.
package struct BoundedResponder: HTTPResponder {
    package typealias Context = BasicRequestContext

    private let base: RouterResponder<BasicRequestContext>
    private let limits: WorkLimits
    private let admission: Admission
    private let replies: ErrorMiddleware
    private let headers: SecurityHeaders

    init(_ base: RouterResponder<BasicRequestContext>, _ limits: WorkLimits, replies: ErrorMiddleware) {
        self.base = base
        self.limits = limits
        self.replies = replies
        admission = Admission(limits)
        headers = SecurityHeaders()
    }

    package func respond(to request: Request, context: Context) async throws -> Response {
        do {
            return Self.isPrompt(request.uri.path)
                ? try await promptly(request, context) : try await inTurn(request, context)
        } catch {
            return headers.added(to: replies.answer(error, request, context))
        }
    }

    private static func isPrompt(_ path: String) -> Bool {
        path == "/health" || path == "/experiments/assign" || path == "/experiments/exposures"
            || path.hasPrefix("/assets/")
    }

    private func promptly(_ request: Request, _ context: Context) async throws -> Response {
        let (base, deadline) = (base, limits.promptDeadline)
        return try await withThrowingTaskGroup(of: Response.self) { group in
            group.addTask { try await base.respond(to: request, context: context) }
            group.addTask { try await Self.alarm(after: deadline) }
            return try await Self.first(of: &group)
        }
    }

    private func inTurn(_ request: Request, _ context: Context) async throws -> Response {
        let (base, limits, admission) = (base, limits, admission)
        let watch = Watch()
        var response = try await withThrowingTaskGroup(of: Response.self) { group in
            group.addTask {
                try await admission.run {
                    try await withTaskExecutorPreference(PageExecutor.shared) {
                        try await base.respond(to: request, context: context)
                    }
                }
            }
            group.addTask { try await Self.alarm(after: limits.deadline) }
            if limits.watchesConnections {
                group.addTask {
                    try await Task.sleep(for: limits.patience)
                    watch.begin()
                    return try await Self.connectionCloses(request)
                }
            }
            return try await Self.first(of: &group)
        }
        // Whoever watches a connection has read on, so that it cannot be used again.
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
        throw DashboardError.deadline
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
