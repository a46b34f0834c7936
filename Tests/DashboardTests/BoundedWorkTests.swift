import ExperimentService
import Foundation
import Hummingbird
import HummingbirdTesting
import Listening
import Synchronization
import Testing
import Warehouse

@testable import Server

/// How much the server does at once, for how long, and what it says when it does not.
@Suite("Work within bounds")
struct BoundedWorkTests {
    @Test("what takes too long is stopped and says so")
    func deadline() async throws {
        var limits = WorkLimits.inProcess
        limits.deadline = .zero
        let answer = try await DashboardFixture.shared.value.application(limits).test(.router) {
            try await $0.execute(uri: "/api/insights/activity", method: .get)
        }
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.object["code"] as? String == "server.deadline")
        #expect(answer.headers[.retryAfter] != nil && answer.headers[.xContentTypeOptions] == "nosniff")
    }

    @Test("too much at once is refused, and health is not")
    func busy() async throws {
        var limits = WorkLimits.inProcess
        (limits.running, limits.waiting) = (0, 0)
        let application = try await DashboardFixture.shared.value.application(limits)
        try await application.test(.router) { client in
            let page = try await client.execute(uri: "/overview", method: .get)
            #expect(page.status == .serviceUnavailable && page.headers[.retryAfter] != nil)
            let health = try await client.execute(uri: "/health", method: .get)
            #expect(health.status == .ok)
            let assignment = try await client.execute(uri: "/experiments/assign?unit=a", method: .get)
            #expect(assignment.status == .ok)
            #expect(try await client.execute(uri: "/assets/segue.js", method: .get).status == .ok)
        }
    }

    /// How many readers are held.
    private final class Held: Sendable {
        let count = Mutex(0)
    }

    @Test("health and assignment answer while every page thread and every reader is taken")
    func prompt() async throws {
        let fixture = try await DashboardFixture.simulated(), warehouse = fixture.warehouse
        let release = DispatchSemaphore(value: 0), held = Held()
        let holders = (0..<8).map { _ in
            Task {
                try await warehouse.read { _ in
                    held.count.withLock { $0 += 1 }
                    release.wait()
                }
            }
        }
        let workers = (0..<8).map { _ in
            Task(executorPreference: WorkExecutor.shared) { release.wait() }
        }
        while held.count.withLock({ $0 }) < 4 { try await Task.sleep(for: .milliseconds(5)) }
        // Were one of these two to wait for a page or its reader, nothing would ever be released.
        defer { for _ in 0..<16 { release.signal() } }
        try await fixture.application().test(.router) { client in
            let health = try await client.execute(uri: "/health", method: .get)
            #expect(health.status == .ok)
            let assignment = try await client.execute(uri: "/experiments/assign?unit=a", method: .get)
            #expect(assignment.status == .ok)
        }
        for _ in 0..<16 { release.signal() }
        for holder in holders { _ = await holder.result }
        for worker in workers { await worker.value }
    }

    @Test("a client that goes away stops its question, over a real connection")
    func closed() async throws {
        let began = Mutex(false), ended = Mutex(false)
        var limits = WorkLimits()
        limits.patience = .milliseconds(20)
        let slow = Endpoint(.get, "/slow", .read, "What takes long", answer: .file("text/plain", "Late.")) { _ in
            began.withLock { $0 = true }
            defer { ended.withLock { $0 = true } }
            try await Task.sleep(for: .seconds(600))
            return Responses.text("late", type: "text/plain")
        }
        let server = try ServerApplication(
            [slow], files: try StaticFiles([:], webAssets: nil), errorPage: { _ in nil }, limits: limits)
        let application = Application(
            responder: server.router().buildResponder(),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await application.test(.live) { client in
            let port = try #require(client.port)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            let connected = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            #expect(connected == 0)
            let text = "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"
            _ = text.withCString { write(descriptor, $0, strlen($0)) }
            for _ in 0..<400 where !began.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
            #expect(began.withLock { $0 })
            try await Task.sleep(for: .milliseconds(60))
            _ = close(descriptor)
            let start = ContinuousClock.now
            // Far less than the question takes, and enough for a machine on which every other test runs at once.
            while !ended.withLock({ $0 }), ContinuousClock.now - start < .seconds(120) {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(ended.withLock { $0 })
        }
    }

    @Test("the cache is bounded by what questions and answers take")
    func cache() async throws {
        let cache = AnswerCache<String, Int>(bound: 10_000, questionCost: { $0.utf8.count }, cost: { _ in 1 })
        let runs = Mutex(0)
        for place in 0..<100 {
            _ = try await cache.answer(to: "\(place)" + String(repeating: "x", count: 1000)) { place }
        }
        _ = try await cache.answer(to: "0" + String(repeating: "x", count: 1000)) {
            runs.withLock { $0 += 1 }
            return 0
        }
        #expect(runs.withLock { $0 } == 1)
        let rows = ColumnBatch(columns: [
            Column("a", .text([String(repeating: "x", count: 60_000)])), Column("b", .int64([1])),
        ])
        #expect((60_000..<61_000).contains(rows.bytes))
    }

    @Test(
        "a refusal of HEAD has no body",
        arguments: [
            ("/overview", "evil.example", 421), ("/experiments/exposures", "localhost", 405),
            ("/nowhere", "localhost", 404),
        ])
    func head(_ path: String, _ host: String, _ status: Int) async throws {
        let answer = try await DashboardFixture.shared.value.get(path, host: host, method: .head)
        #expect(answer.status.code == status && answer.body.readableBytes == 0)
    }

    @Test(
        "a NUL, a text without end and days without end are refused",
        arguments: [
            "/api/insights/play_rows?dimension=genre&group_name=%00", "/overview?tier=%00",
            "/experiments/assign?unit=%00",
            "/api/insights/activity?last_day=9999-12-31", "/api/insights/activity?first_day=0001-01-01",
            "/api/insights/play_rows?dimension=genre&group_name=" + String(repeating: "x", count: 2000),
            "/overview?a=" + String(repeating: "x", count: 40_000),
            "/experiments/assign?unit=a&attributes=" + String(repeating: "%5B", count: 2000),
            "/api/insights/activity?first_day=2025-%2B1-%2B1",
        ])
    func refused(_ path: String) async throws {
        let answer = try await DashboardFixture.shared.value.get(path)
        #expect(answer.status == .badRequest, "\(answer.text.prefix(300))")
    }

    @Test("what is the server's own fault names no path and no server, but the number under which the log has it")
    func hidden() throws {
        let causes: [any Error] = [
            WarehouseError(code: "connection-lost", message: "postgres://me@db.internal/x was lost", fault: .system),
            WarehouseError(code: "open", message: "/home/me/segue-data is full", fault: .system),
            CocoaError(.fileNoSuchFile),
        ]
        for cause in causes {
            let problem = Problem(cause, request: "1f3a")
            #expect(problem.status == 500 && problem.isHidden)
            #expect(problem.detail == "Segue failed; the log has the cause (request 1f3a).")
            #expect(!problem.json.serialized().contains("me") || !problem.json.serialized().contains("/home"))
        }
        #expect(Problem(WarehouseError.interrupted).status == 503)
    }
}
