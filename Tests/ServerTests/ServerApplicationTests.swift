import Foundation
import Hummingbird
import HummingbirdTesting
import Listening
import Logging
import Synchronization
import Testing
import Warehouse

@testable import Server

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// What every request meets, whatever it asks for.
@Suite("The server")
struct ServerApplicationTests {
    private struct Broken: Error, CustomStringConvertible {
        let description = "the disk /data/secret is gone"
    }

    /// Keeps what is logged.
    private struct Recorder: LogHandler {
        final class Lines: Sendable { let all = Mutex<[String]>([]) }
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.error
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) { lines.all.withLock { $0.append("\(event.message)") } }
    }

    private static let endpoints = [
        Endpoint(.get, "/broken", .read, "What fails", answer: .file("text/plain", "X.")) { _ in throw Broken() },
        Endpoint(.get, "/secret", .admin, "For few", answer: .file("text/plain", "X.")) { _ in
            Responses.text("x", type: "text/plain")
        },
        Endpoint(
            .post, "/echo", .write, "What was sent", body: Endpoint.Body(.object(), mostBytes: 10),
            answer: .json("X.", .object())
        ) { Responses.json(String(decoding: try await $0.body(), as: UTF8.self)) },
        Endpoint(
            .get, "/echo", .read, "A parameter", parameters: [.query("a", .string())], answer: .file("text/plain", "X.")
        ) { Responses.text("\($0.query["a"] ?? "") \($0.context.deadline != nil)", type: "text/plain") },
    ]

    private func application(logger: Logger? = nil) throws -> some ApplicationProtocol {
        var limits = WorkLimits()
        limits.watchesConnections = false
        // Tests share the machine's few threads, where even what is short may wait for long.
        (limits.deadline, limits.promptDeadline) = (.seconds(900), .seconds(900))
        let server = try ServerApplication(
            Self.endpoints, files: try StaticFiles([:], webAssets: nil), errorPage: { _ in nil }, limits: limits)
        return Application(responder: server.router().buildResponder(), logger: logger)
    }

    private func ask(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> (status: Int, headers: HTTPFields, text: String) {
        try await application().test(.router) { client in
            let answer = try await client.execute(
                uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
            return (answer.status.code, answer.headers, String(buffer: answer.body))
        }
    }

    @Test("an unexpected error is logged with its cause under the number that the client is given")
    func logged() async throws {
        let lines = Recorder.Lines()
        let logger = Logger(label: "test") { _ in Recorder(lines: lines) }
        let text = try await application(logger: logger).test(.router) { client in
            String(buffer: try await client.execute(uri: "/broken", method: .get).body)
        }
        let number = try #require(text.firstMatch(of: /request ([0-9a-f]+)/)).1
        #expect(!text.contains("secret"))
        let line = try #require(lines.all.withLock { $0 }.first)
        #expect(line.contains("the disk /data/secret is gone") && line.contains("request \(number)"))
    }

    @Test("what writes takes JSON from a service, within bounds")
    func writes() async throws {
        let json: HTTPFields = [.contentType: "application/json; charset=utf-8"]
        #expect(try await ask(.post, "/echo", headers: json, body: "{}").text == "{}")
        #expect(try await ask(.post, "/echo", body: "{}").status == 415)
        var foreign = json
        foreign[.origin] = "https://evil.example"
        #expect(try await ask(.post, "/echo", headers: foreign, body: "{}").status == 415)
        #expect(try await ask(.post, "/echo", headers: json, body: "{\"a\":\"too long\"}").status == 413)
    }

    @Test("an address takes the methods and the parameters that are declared")
    func declared() async throws {
        #expect(try await ask(.get, "/echo?a=b").text == "b true")
        let unknown = try await ask(.get, "/echo?b=c")
        #expect(unknown.status == 400 && unknown.text.contains("server.unknown-parameter"))
        #expect(try await ask(.get, "/echo?a=b&a=c").text.contains("server.repeated"))
        let wrong = try await ask(.delete, "/echo")
        #expect(wrong.status == 405 && wrong.headers[.allow] == "GET, HEAD, POST")
        #expect(try await ask(.get, "/nowhere").status == 404)
    }

    @Test("an identity without the scope is refused", arguments: AccessScope.allCases)
    func scopes(_ scope: AccessScope) {
        let guarded = AuthorizationMiddleware(scope)
        #expect(throws: Never.self) { try guarded.check(.local) }
        #expect(throws: ServerError.self) {
            try guarded.check(Identity(name: "other", scopes: Set(AccessScope.allCases).subtracting([scope])))
        }
        #expect(Problem(ServerError.forbidden).status == 403)
    }

    @Test("the OpenAPI document has every declared route, each with its parameters and answers")
    func openAPI() async throws {
        let text = try await ask(.get, "/api/openapi.json").text
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(document["openapi"] as? String == "3.1.0")
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        #expect(Set(paths.keys) == ["/broken", "/secret", "/echo", "/api/openapi.json"])
        let echo = try #require(paths["/echo"])
        #expect(Set(echo.keys) == ["get", "post"])
        #expect((echo["get"]?["parameters"] as? [[String: Any]])?.first?["name"] as? String == "a")
        #expect(echo["post"]?["requestBody"] != nil)
        let identifiers = paths.values.flatMap { $0.values.compactMap { $0["operationId"] as? String } }
        #expect(Set(identifiers).count == identifiers.count)
    }

    @Test("answers that are being made are finished when the server stops")
    func drains() async throws {
        let began = Mutex(false)
        let slow = Endpoint(.get, "/slow", .read, "Slow", answer: .file("text/plain", "X."), isPrompt: true) { _ in
            began.withLock { $0 = true }
            try await Task.sleep(for: .milliseconds(400))
            return Responses.text("done", type: "text/plain")
        }
        let server = try ServerApplication([slow], files: try StaticFiles([:], webAssets: nil), errorPage: { _ in nil })
        let (ports, port) = AsyncStream<Int>.makeStream()
        let running = Task {
            try await server.run(
                on: "127.0.0.1", port: 0, drain: .seconds(900),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ) {
                port.yield($0)
            }
        }
        var iterator = ports.makeAsyncIterator()
        let number = try #require(await iterator.next())
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(number)/slow")))
        // Tests share the machine's few threads.
        request.timeoutInterval = 900
        let asked = request
        let answer = Task { try await URLSession.shared.data(for: asked).0 }
        while !began.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
        running.cancel()
        #expect(String(decoding: try await answer.value, as: UTF8.self) == "done")
        _ = await running.result
    }
}
