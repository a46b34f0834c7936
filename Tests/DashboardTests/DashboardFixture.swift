import Dashboard
import ExperimentService
import Foundation
import Hummingbird
import HummingbirdTesting
import Listening
import Prediction
import Server
import Simulation
import Warehouse

/// A dashboard over a warehouse of its own, asked in-process.
struct DashboardFixture: Sendable {
    let warehouse: any Warehouse
    let modelsDirectory: URL

    /// A small simulated service, shared by every suite that only reads.
    static let shared = Task { try await DashboardFixture.simulated() }

    /// A small simulated service of its own.
    static func simulated(seed: UInt64 = 1) async throws -> DashboardFixture {
        let fixture = try await DashboardFixture.empty()
        let request = try SimulationRequest(plays: 3000, listeners: 60, seed: seed)
        _ = try await Simulator(request).run(into: fixture.warehouse, at: Instant(seconds: 1_766_000_000))
        return fixture
    }

    /// A warehouse without a play.
    static func empty() async throws -> DashboardFixture {
        let models = FileManager.default.temporaryDirectory.appending(path: "segue-models-\(UUID().uuidString)")
        return DashboardFixture(warehouse: try await DuckDBWarehouse.inMemory(), modelsDirectory: models)
    }

    /// The server with pages and API.
    func application(_ limits: WorkLimits = .inProcess, webAssets: URL? = nil) throws -> Application<
        RouterResponder<ServerContext>
    > {
        let directory = modelsDirectory.deletingLastPathComponent()
        let metrics = try MetricCatalogue(
            dialect: warehouse.dialect.name, folder: directory.appending(path: "metrics"))
        let services = ServerServices(
            warehouse: warehouse, models: ModelRegistry(modelsDirectory),
            experiments: ExperimentRegistry(directory.appending(path: "experiments")),
            analyzer: ExperimentAnalyzer(warehouse, catalogue: metrics, version: ""))
        let dashboard = try Dashboard(services)
        let server = try ServerApplication(
            services.endpoints + dashboard.endpoints, files: try StaticFiles(Dashboard.assets, webAssets: webAssets),
            errorPage: dashboard.errorPage, limits: limits)
        return Application(responder: server.router().buildResponder())
    }

    func get(_ path: String, host: String? = nil, method: HTTPRequest.Method = .get, headers: HTTPFields = [:])
        async throws -> TestResponse
    {
        let application = try application()
        var headers = headers
        if let host, let name = HTTPFields.Element.Name("Host") { headers[name] = host }
        let all = headers
        return try await application.test(.router) { client in
            try await client.execute(uri: path, method: method, headers: all)
        }
    }
}

extension TestResponse {
    /// The answer as text.
    var text: String { String(buffer: body) }

    /// The text between two others, each as it stands; nil where there is none.
    func text(after start: String, to end: String) -> String? {
        guard let from = text.range(of: start), let to = text.range(of: end, range: from.upperBound..<text.endIndex)
        else { return nil }
        return String(text[from.upperBound..<to.lowerBound])
    }

    /// The big number of a card.
    func number(_ id: String) -> String? {
        guard let card = text(after: "<li class=\"number\" id=\"\(id)\">", to: "</li>") else { return nil }
        guard let start = card.range(of: "<p class=\"number-value\">") else { return nil }
        return String(card[start.upperBound...].prefix { $0 != "<" }).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Whether bytes occur, however Unicode would join them to their neighbours.
    func holds(bytes: String) -> Bool { Data(buffer: body).range(of: Data(bytes.utf8)) != nil }

    /// The data of every chart.
    var charts: [String] {
        text.components(separatedBy: "<script type=\"application/json\"").dropFirst().compactMap { part in
            guard let start = part.firstIndex(of: ">"), let end = part.range(of: "</script>") else { return nil }
            return String(part[part.index(after: start)..<end.lowerBound])
        }
    }

    var json: Any? { try? JSONSerialization.jsonObject(with: Data(buffer: body)) }
    var object: [String: Any] { json as? [String: Any] ?? [:] }
}

extension Data {
    init(buffer: ByteBuffer) { self.init(buffer.readableBytesView) }
}

extension WorkLimits {
    /// For requests that are made without a connection.
    static var inProcess: WorkLimits {
        var limits = WorkLimits()
        limits.watchesConnections = false
        // Tests share the machine's few threads, where even what is prompt may wait for long.
        (limits.deadline, limits.promptDeadline) = (.seconds(900), .seconds(900))
        return limits
    }
}
