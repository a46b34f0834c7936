import Foundation
package import Hummingbird
import HummingbirdCore
package import Logging
package import ServiceLifecycle

/// The HTTP server: its endpoints behind middleware, within bounds on work, run as a service.
package struct ServerApplication: Sendable {
    private let table: RouteTable
    private let host: String?
    private let limits: WorkLimits
    private let errorPage: @Sendable (Problem) -> String?

    /// - Parameters:
    ///   - endpoints: what is answered, besides the documentation of the API and the files of pages.
    ///   - files: what pages load.
    ///   - errorPage: the page that shows people a problem; nil where it cannot be made.
    ///   - host: the name or address that the server listens on, which requests may use besides those of this machine.
    ///   - version: of the program.
    /// - Throws: ``ServerError`` `server.route` where an endpoint is not declared in full.
    package init(
        _ endpoints: [Endpoint], files: StaticFiles, errorPage: @escaping @Sendable (Problem) -> String?,
        host: String? = nil, version: String = "", limits: WorkLimits = WorkLimits()
    ) throws(ServerError) {
        let documentation = DocumentationEndpoints.all(endpoints, version: version)
        table = try RouteTable(endpoints + documentation + [files.endpoint])
        self.host = host
        self.limits = limits
        self.errorPage = errorPage
    }

    /// Every address, from the outside in: what is refused still carries the headers, and every error becomes an answer.
    package func router() -> Router<ServerContext> {
        let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ContentSecurityMiddleware(contentSecurityPolicy: .own))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorMiddleware(routes: table, page: errorPage))
        router.add(middleware: HostMiddleware(host: host))
        table.register(in: router, WorkLimiter(limits))
        return router
    }

    /// Connections that are open at once; others wait to be accepted. Each takes a file descriptor, of which a process often has 1,024.
    private static let mostConnections = 512
    /// Listens and answers until the task is cancelled; then requests that are being answered are finished.
    /// - Parameters:
    ///   - services: what runs beside the server, started before it and stopped after it.
    ///   - drain: how long requests that are being answered may take once the server is to stop.
    ///   - onRunning: called with the port once the server listens.
    package func run(
        on address: String, port: Int, services: [any Service] = [], drain: Duration = .seconds(20), logger: Logger,
        onRunning: @escaping @Sendable (Int) -> Void
    ) async throws {
        let server = Application(
            responder: router().buildResponder(), server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(
                address: .hostname(address, port: port), serverName: "segue",
                availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
            onServerRunning: { onRunning($0.localAddress?.port ?? 0) }, logger: logger)
        var configuration = ServiceGroupConfiguration(services: services + [server], logger: logger)
        configuration.maximumGracefulShutdownDuration = drain
        let group = ServiceGroup(configuration: configuration)
        // A task of its own: cancelling it would break answers off.
        let running = Task { try await group.run() }
        try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            Task { await group.triggerGracefulShutdown() }
        }
    }
}
