#if Spark
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2
import Warehouse

/// Speaks Spark Connect: one session on one server.
final class SparkClient: Sendable {
    let endpoint: SparkEndpoint
    let session = UUID().uuidString.lowercased()
    private let client: GRPCClient<HTTP2ClientTransport.Posix>
    private let stub: Spark_Connect_SparkConnectService.Client<HTTP2ClientTransport.Posix>
    private let connections: Task<Void, any Error>
    private let metadata: Metadata

    /// How long the server may take to begin a session. Unit: seconds.
    private static let greeting = 60

    init(_ endpoint: SparkEndpoint) throws {
        self.endpoint = endpoint
        let security: HTTP2ClientTransport.Posix.TransportSecurity =
            if endpoint.secure {
                .tls { tls in
                    if let authority = endpoint.authority {
                        tls.trustRoots = .certificates([.file(path: authority, format: .pem)])
                    }
                }
            } else { .plaintext }
        let target: any ResolvableTarget =
            if endpoint.hostIsIPv4 {
                .ipv4(address: endpoint.host, port: endpoint.port)
            } else if endpoint.host.contains(":") {
                .ipv6(address: endpoint.host, port: endpoint.port)
            } else {
                .dns(host: endpoint.host, port: endpoint.port)
            }
        let config = HTTP2ClientTransport.Posix.Config.defaults { config in
            // A server that is gone without a word is noticed.
            config.connection.keepalive = .init(time: .seconds(30), timeout: .seconds(20), allowWithoutCalls: false)
            config.backoff = .init(initial: .milliseconds(200), max: .seconds(2), multiplier: 2, jitter: 0.2)
        }
        do {
            client = GRPCClient(
                transport: try .http2NIOPosix(target: target, transportSecurity: security, config: config))
        } catch {
            throw SparkFailure(endpoint: endpoint, sql: nil).error(error)
        }
        stub = Spark_Connect_SparkConnectService.Client(wrapping: client)
        metadata = endpoint.token.map { ["authorization": "Bearer \($0)"] } ?? [:]
        let client = client
        connections = Task { try await client.runConnections() }
    }

    /// Begins the session with its settings; tries a few times where the server cannot be reached.
    func begin() async throws {
        var request = self.request(Spark_Connect_ConfigRequest())
        request.operation.set.pairs = Self.settings.map { key, value in
            var pair = Spark_Connect_KeyValue()
            pair.key = key
            pair.value = value
            return pair
        }
        let asked = request
        var pause = Duration.milliseconds(200)
        for triesLeft in (0...3).reversed() {
            do {
                _ = try await stub.config(asked, metadata: metadata, options: options(.seconds(Self.greeting)))
                return
            } catch let error as RPCError where error.code == .unavailable && triesLeft > 0 {
                try await Task.sleep(for: pause)
                pause *= 2
            } catch {
                throw SparkFailure(endpoint: endpoint, sql: nil, deadline: Self.greeting).error(error)
            }
        }
    }

    /// What a server says while it runs a statement.
    enum Message: Sendable {
        case rows([UInt8])
        case progress(SparkProgress)
    }

    /// Runs a statement. A query is asked once more where the server went away before it said anything; a command never is.
    func run(
        _ sql: String, isQuery: Bool, operation: SparkOperation,
        _ body: @escaping @Sendable (Message) async throws -> Void
    ) async throws {
        var request = self.request(Spark_Connect_ExecutePlanRequest())
        if isQuery { request.plan.root.sql.query = sql } else { request.plan.command.sqlCommand.input.sql.query = sql }
        let asked = request
        do {
            do {
                try await execute(asked, operation, body)
            } catch let error as RPCError where error.code == .unavailable && isQuery && !operation.hasSpoken {
                try await Task.sleep(for: .seconds(1))
                operation.begin()
                try await execute(asked, operation, body)
            }
        } catch {
            throw SparkFailure(endpoint: endpoint, sql: sql).error(error)
        }
    }

    private func execute(
        _ request: Spark_Connect_ExecutePlanRequest, _ operation: SparkOperation,
        _ body: @escaping @Sendable (Message) async throws -> Void
    ) async throws {
        var request = request
        request.operationID = operation.id
        try await stub.executePlan(request, metadata: metadata, options: options(.seconds(endpoint.deadline))) {
            response in
            for try await message in response.messages {
                operation.speak()
                switch message.responseType {
                case .arrowBatch(let batch): try await body(.rows(Array(batch.data)))
                case .executionProgress(let progress): try await body(.progress(SparkProgress(progress)))
                default: break
                }
            }
        }
    }

    /// Asks the server to stop an operation, and does not wait for it.
    func interrupt(_ operation: SparkOperation) {
        var request = self.request(Spark_Connect_InterruptRequest())
        request.interruptType = .operationID
        request.operationID = operation.id
        let asked = request, options = options(.seconds(10))
        Task { [stub, metadata] in _ = try? await stub.interrupt(asked, metadata: metadata, options: options) }
    }

    /// Lets the server forget the session, and closes the connection.
    func close() async {
        let asked = request(Spark_Connect_ReleaseSessionRequest())
        _ = try? await stub.releaseSession(asked, metadata: metadata, options: options(.seconds(5)))
        client.beginGracefulShutdown()
        connections.cancel()
        _ = await connections.result
    }

    private static let name = "segue"
    /// Spark's batches are of some megabytes, and a single row may be larger. Unit: bytes.
    private static let largestMessage = 256 << 20
    /// Moments are UTC in sessions and files, in a unit that every engine reads. A year of days is listed without a job of its own.
    private static let settings = [
        "spark.sql.session.timeZone": "UTC", "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "400",
    ]

    /// A request that says which session it belongs to, and who asks.
    private func request<Request: SessionRequest>(_ empty: Request) -> Request {
        var request = empty
        request.sessionID = session
        request.userContext.userID = endpoint.user
        request.userContext.userName = endpoint.user
        request.clientType = Self.name
        return request
    }

    private func options(_ timeout: Duration) -> CallOptions {
        var options = CallOptions.defaults
        options.timeout = timeout
        options.waitForReady = false
        options.maxResponseMessageBytes = Self.largestMessage
        // The transport bounds what it receives by this one.
        options.maxRequestMessageBytes = Self.largestMessage
        return options
    }
}

/// What every request within a session tells.
private protocol SessionRequest {
    var sessionID: String { get set }
    var userContext: Spark_Connect_UserContext { get set }
    var clientType: String { get set }
}

extension Spark_Connect_ConfigRequest: SessionRequest {}
extension Spark_Connect_ExecutePlanRequest: SessionRequest {}
extension Spark_Connect_InterruptRequest: SessionRequest {}
extension Spark_Connect_ReleaseSessionRequest: SessionRequest {}

extension SparkProgress {
    fileprivate init(_ progress: Spark_Connect_ExecutePlanResponse.ExecutionProgress) {
        self.init(
            tasks: Int(progress.stages.reduce(0) { $0 + $1.numTasks }),
            completedTasks: Int(progress.stages.reduce(0) { $0 + $1.numCompletedTasks }),
            bytesRead: Int(progress.stages.reduce(0) { $0 + $1.inputBytesRead }))
    }
}
#endif
