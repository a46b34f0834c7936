import Foundation
import Hummingbird
import Testing

@Suite("Middleware")
struct MiddlewareTests {
    @Test(
        "every answer carries the security headers",
        arguments: [
            "/overview", "/", "/health", "/assets/segue.js", "/api/insights/summary", "/nowhere",
            "/overview?first_day=x",
            "/rows/plays.csv",
        ])
    func headers(_ path: String) async throws {
        let answer = try await DashboardFixture.shared.value.get(path)
        let policy = try #require(answer.headers[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'"))
        #expect(!policy.contains("unsafe"))
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        for name in ["Referrer-Policy", "Cross-Origin-Opener-Policy"] {
            #expect(answer.headers[try #require(HTTPFields.Element.Name(name))] != nil, "\(name)")
        }
        #expect(answer.headers[.cacheControl] != nil || answer.status == .seeOther)
    }

    @Test("pages are not kept by a browser")
    func noStore() async throws {
        #expect(try await DashboardFixture.shared.value.get("/overview").headers[.cacheControl] == "no-store")
    }

    @Test(
        "a foreign host is refused, and learns nothing",
        arguments: [
            "evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil", "", "[::2]",
            "localhost:80:80",
        ])
    func foreign(_ host: String) async throws {
        let answer = try await DashboardFixture.shared.value.get("/overview", host: host)
        #expect(answer.status == .misdirectedRequest)
        #expect(!answer.text.contains("plays"))
    }

    @Test(
        "the names of this machine are known",
        arguments: ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]", "localhost."])
    func local(_ host: String) async throws {
        #expect(try await DashboardFixture.shared.value.get("/health", host: host).status == .ok)
    }

    @Test("nothing can be written", arguments: [HTTPRequest.Method.post, .put, .delete, .patch])
    func readOnly(_ method: HTTPRequest.Method) async throws {
        let answer = try await DashboardFixture.shared.value.get("/overview", method: method)
        #expect(answer.status == .methodNotAllowed)
        #expect(answer.headers[.allow] == "GET, HEAD")
    }

    @Test("HEAD answers like GET, without a body", arguments: ["/overview", "/nowhere"])
    func head(_ path: String) async throws {
        let fixture = try await DashboardFixture.shared.value
        let head = try await fixture.get(path, method: .head)
        let get = try await fixture.get(path)
        #expect(head.status == get.status)
        #expect(head.body.readableBytes == 0)
    }
}
