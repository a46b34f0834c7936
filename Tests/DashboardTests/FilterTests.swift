import Foundation
import Insights
import Listening
import Server
import Testing

@testable import Dashboard

@Suite("Filters")
struct FilterTests {
    @Test("a tier changes the numbers, stays chosen, and is kept by the navigation")
    func tier() async throws {
        let fixture = try await DashboardFixture.shared.value
        let all = try await fixture.get("/overview")
        let free = try await fixture.get("/overview?tier=free")
        #expect(all.number("dau") != free.number("dau"))
        #expect(free.text.contains("<option value=\"free\" selected>"))
        #expect(free.text.contains("href=\"/retention?tier=free\""))
        #expect(!all.text.contains("href=\"/retention?"))
        #expect(free.text.contains("Clear filters") && !all.text.contains("Clear filters"))
    }

    @Test("without days, the last 28 of the data are shown")
    func standard() async throws {
        let fixture = try await DashboardFixture.shared.value
        let data = try #require(try await InsightService(fixture.warehouse).days()).whole
        let answer = try await fixture.get("/overview")
        #expect(
            answer.text.contains("name=\"first_day\" type=\"date\" value=\"\(data.upperBound.advanced(days: -27))\""))
        #expect(answer.text.contains("name=\"last_day\" type=\"date\" value=\"\(data.upperBound)\""))
        #expect(answer.text.contains("aria-current=\"true\">28 days</a>"))
    }

    @Test("the numbers are those of the insight")
    func same() async throws {
        let fixture = try await DashboardFixture.shared.value
        let data = try #require(try await InsightService(fixture.warehouse).days()).whole
        let filter = InsightFilter(
            firstDay: data.upperBound.advanced(days: -13), lastDay: data.upperBound.advanced(days: -4))
        let summary = try await InsightService(fixture.warehouse).ask("summary", filter: filter).rows
        let page = try await fixture.get(
            "/overview?first_day=\(filter.firstDay?.description ?? "")&last_day=\(filter.lastDay?.description ?? "")")
        let daily = try #require(summary.value("mean_dau", at: 0).double)
        let skips = try #require(summary.value("skip_rate", at: 0).double)
        #expect(page.number("dau") == Format.mean(daily))
        #expect(page.number("skip-rate") == Format.decimal(skips * 100, 1))
    }

    @Test(
        "what makes no sense is an error page with a remedy",
        arguments: [
            ("/overview?first_day=2025-12-20&last_day=2025-12-01", "dashboard.range"),
            ("/overview?first_day=tomorrow", "dashboard.day"),
            ("/overview?last_day=2025-02-30", "dashboard.day"), ("/overview?first_day=2199-01-01", "dashboard.outside"),
            ("/overview?last_day=1999-01-01", "dashboard.outside"), ("/overview?tier=golden", "dashboard.filter"),
            ("/overview?country=%ZZ", "server.address"), ("/skips?dimension=mood", "dashboard.choice"),
            ("/retention?cohort=year", "dashboard.choice"), ("/rows/plays?page=0", "dashboard.page"),
            ("/rows/retention?periods=many", "server.parameter"), ("/rows/listeners", "insights.parameter"),
        ])
    func invalid(_ path: String, _ code: String) async throws {
        let answer = try await DashboardFixture.shared.value.get(path)
        #expect(answer.status == .badRequest)
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        #expect(answer.text.contains("400 · \(code)"))
        #expect(answer.text.contains("id=\"main\"") && answer.text.contains("problem-remedy"))
    }

    @Test(
        "an unknown path is the page that says so",
        arguments: ["/nowhere", "/overview/more", "/rows/nothing", "/explain/nothing", "/assets/nothing.css"])
    func unknown(_ path: String) async throws {
        let answer = try await DashboardFixture.shared.value.get(path)
        #expect(answer.status == .notFound)
        let type = answer.headers[.contentType] ?? ""
        #expect(type.hasPrefix(path.hasPrefix("/assets") ? "application/problem+json" : "text/html"))
    }

    @Test("a query string is read as forms write it")
    func query() throws {
        let items = try QueryItems(query: "a=1&b=two+words&b=%C3%A9&c&d=")
        #expect(items["a"] == "1")
        #expect(items.all("b") == ["two words", "é"])
        #expect(items["c"] == nil && items["d"] == nil)
        #expect(throws: ServerError.self) { try QueryItems(query: "a=%GG") }
        #expect(Link.to("/x", [("a", "b c&d=é"), ("e", nil), ("f", "")]) == "/x?a=b%20c%26d%3D%C3%A9")
    }
}
