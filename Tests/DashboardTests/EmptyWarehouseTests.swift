import Foundation
import Testing

@Suite("An empty warehouse")
struct EmptyWarehouseTests {
    @Test(
        "every page says which command fills it",
        arguments: [
            ("/overview", "segue run"), ("/retention", "segue simulate"), ("/skips", "segue simulate"),
            ("/funnels", "segue simulate"),
            ("/models", "segue train skip"), ("/data", "segue simulate"), ("/rows/plays", "segue simulate"),
        ])
    func empty(_ path: String, _ command: String) async throws {
        let answer = try await DashboardFixture.empty().get(path)
        #expect(answer.status == .ok, "\(answer.text.prefix(2000))")
        #expect(answer.text.contains("<code>\(command)"))
        #expect(answer.charts.isEmpty)
        #expect(!answer.text.contains("Listening through"))
    }

    @Test(
        "what needs no plays is there all the same",
        arguments: ["/rows/questions", "/rows/features", "/explain/retention"])
    func catalogues(_ path: String) async throws {
        #expect(try await DashboardFixture.empty().get(path).status == .ok)
    }

    @Test("programs are told that there is nothing")
    func api() async throws {
        let fixture = try await DashboardFixture.empty()
        let answer = try await fixture.get("/api/insights/activity")
        #expect(answer.status == .notFound)
        #expect(answer.object["code"] as? String == "insights.empty")
        #expect(try await fixture.get("/health").object["status"] as? String == "ok")
    }
}
