import Foundation
import Insights
import Server
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
        #expect(
            answer.text.contains("segue insights") || name.hasSuffix("_rows")
                || ["custom_funnel", "play_totals", "data_days"].contains(name))
    }

    @Test("the values that were bound are shown, and repeated by the command and the links")
    func values() async throws {
        let fixture = try await DashboardFixture.shared.value
        let data = try #require(try await InsightService(fixture.warehouse).days()).whole
        let first = data.upperBound.advanced(days: -9)
        let answer = try await fixture.get("/explain/skip_rates?first_day=\(first)&dimension=device&tier=free")
        #expect(
            answer.text.contains("segue insights skips --by device --from \(first) --to \(data.upperBound) --tier free")
        )
        #expect(
            answer.text.contains(
                "/api/insights/skip_rates?first_day=\(first)&amp;last_day=\(data.upperBound)&amp;tier=free&amp;dimension=device"
            ))
        let json = try #require(answer.text(after: "<a class=\"quiet-link\" href=\"/api/", to: "\""))
        let document = try await fixture.get("/api/" + json.replacingOccurrences(of: "&amp;", with: "&")).object
        #expect((document["parameters"] as? [String: Any])?["tier"] as? String == "free")
    }

    @Test(
        "the SQL that is shown runs as it stands, and gives the rows of the page",
        arguments: InsightCatalogue.all(dialect: "duckdb").map(\.name))
    func pasted(_ name: String) async throws {
        let fixture = try await DashboardFixture.shared.value
        let given: [String: Value] = [
            "day": .text("2025-12-01"), "cohort_day": .text("2025-11-03"), "period": 1, "step_2": "like",
            "group_name": "it's \"free\": yes",
        ]
        let own = Set(try InsightCatalogue.insight(name, dialect: "duckdb").parameters.map(\.name))
        let wanted = try await InsightService(fixture.warehouse).ask(
            name, filter: InsightFilter(tier: "free"), given.filter { own.contains($0.key) })
        let text = try CompiledSQL.text(
            Statement(wanted.insight.sql, wanted.parameters), dialect: fixture.warehouse.dialect)
        #expect(!text.contains("{{") && text.firstMatch(of: /[^:'"\w]:[a-z_]+/) == nil)
        let statement = try Statement(reading: text)
        let found = try await fixture.warehouse.read { try $0.query(statement) }
        #expect(found.rowCount == wanted.rows.rowCount && found.names == wanted.rows.names)
        for row in 0..<found.rowCount { #expect(found.row(row) == wanted.rows.row(row)) }
        // The page shows this text, and the template one click further.
        let page = try await fixture.get("/explain/\(name)?tier=free&first_day=2025-11-01")
        if !RowsKind.needsValues.contains(name) {
            let shown = try #require(page.text(after: "id=\"explanation-sql\">", to: "</code>"))
            #expect(!shown.contains("{{") && !shown.contains(":tier"))
            #expect(page.text.contains("The same for every engine, with macros and parameters"))
        }
    }

    @Test(
        "a number is explained by its formula with its own numbers",
        arguments: [
            ("summary", "dau"), ("summary", "wau"), ("summary", "mau"), ("summary", "stickiness"),
            ("summary", "minutes"),
            ("summary", "skip-rate"),
            ("retention_curve", "day-7"), ("skip_kinds", "early"),
        ])
    func formula(_ insight: String, _ number: String) async throws {
        let fixture = try await DashboardFixture.shared.value
        let answer = try await fixture.get("/explain/\(insight)?number=\(number)")
        let formula = try #require(answer.text(after: "<p class=\"formula\">", to: "</p>"))
        #expect(formula.contains("÷") || formula.contains("with at least one play on"))
        if number == "dau" {
            let filter = try await last28(fixture)
            let row = try #require(
                try await InsightService(fixture.warehouse).ask("summary", filter: filter).table.first)
            let mean = Double(row.count("listener_days")) / Double(row.count("days"))
            #expect(
                formula.contains(
                    "\(Format.decimal(mean, 1)) = \(Format.count(row.count("listener_days"))) listener-days ÷ 28 complete days"
                ))
            #expect(row.number("mean_dau") == mean)
        }
        #expect(try await fixture.get("/explain/\(insight)").text(after: "<p class=\"formula\">", to: "</p>") == nil)
    }

    private func last28(_ fixture: DashboardFixture) async throws -> InsightFilter {
        let last = try #require(try await InsightService(fixture.warehouse).days()).lastComplete
        return InsightFilter(firstDay: last.advanced(days: -27), lastDay: last)
    }

    @Test("the page that an insight names is one of those that are always one step away")
    func pages() {
        let known = Navigation(current: nil) { $0 }.groups.flatMap(\.items).map(\.url)
        for insight in InsightCatalogue.neutral {
            if let page = insight.page { #expect(known.contains(page), "\(insight.name): \(page)") }
        }
    }

    @Test("a command names its steps, and quotes what a shell would split")
    func command() throws {
        let insight = try InsightCatalogue.insight("custom_funnel", dialect: "duckdb")
        let values: [String: Value] = [
            "step_1": "play", "step_2": "like", "step_3": .null, "window_hours": 72, "ordering": "any",
            "first_day": .null,
            "tier": "it's free",
        ]
        #expect(
            InsightCommandLine.command(insight, values)
                == "segue insights funnel custom --steps play,like --window-hours 72 --ordering any --tier 'it'\\''s free'"
        )
    }
}
