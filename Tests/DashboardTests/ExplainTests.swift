import Foundation
import Insights
import Testing
import Warehouse

@testable import Dashboard

@Suite("Where a number comes from")
struct ExplainTests {
    @Test(
        "every insight is explained with its definition, its SQL and the command that answers the same",
        arguments: InsightCatalogue.all(dialect: "duckdb").map(\.name))
    func every(_ name: String) async throws {
        let answer = try await DashboardFixture.shared.value.get("/explain/\(name)")
        #expect(answer.status == .ok, "\(answer.text.prefix(3000))")
        #expect(answer.text.contains("id=\"explanation-sql\">"))
        #expect(answer.text.contains("SELECT"))
        #expect(answer.text.contains("<p class=\"definition\">"))
        // The drill-downs have no command; a funnel has one when it has two steps.
        #expect(answer.text.contains("segue insights") || name.hasSuffix("_rows") || name == "custom_funnel")
    }

    @Test("the values that were bound are shown, and repeated by the command and the links")
    func values() async throws {
        let fixture = try await DashboardFixture.shared.value
        let data = try #require(try await InsightDesk(fixture.warehouse).days()).whole
        let first = data.upperBound.advanced(days: -9)
        let answer = try await fixture.get("/explain/skip_rates?first_day=\(first)&dimension=device&tier=free")
        #expect(answer.text.contains("segue insights skips --by device --from \(first) --to \(data.upperBound) --tier free"))
        #expect(
            answer.text.contains(
                "/api/insights/skip_rates?first_day=\(first)&amp;last_day=\(data.upperBound)&amp;tier=free&amp;dimension=device"))
        let json = try #require(answer.text(after: "<a class=\"quiet-link\" href=\"/api/", to: "\""))
        let document = try await fixture.get("/api/" + json.replacingOccurrences(of: "&amp;", with: "&")).object
        #expect((document["parameters"] as? [String: Any])?["tier"] as? String == "free")
    }

    @Test("a command names its steps, and quotes what a shell would split")
    func command() throws {
        let insight = try InsightCatalogue.insight("custom_funnel", dialect: "duckdb")
        let values: [String: Value] = [
            "step_1": "play", "step_2": "like", "step_3": .null, "window_hours": 72, "ordering": "any", "first_day": .null,
            "tier": "it's free",
        ]
        #expect(
            InsightCommandLine.command(insight, values)
                == "segue insights funnel custom --steps play,like --window-hours 72 --ordering any --tier 'it'\\''s free'")
    }
}
