import Foundation
import Testing

@testable import Dashboard

@Suite("Pages")
struct PageTests {
    static let pages = ["/overview", "/retention", "/skips", "/funnels", "/models", "/data"]
    static let more = [
        "/skips?dimension=hour", "/skips?dimension=device", "/retention?cohort=month&kind=unbounded",
        "/retention?kind=on",
        "/funnels?step=play&step=like&within=24&ordering=any", "/funnels?step=play", "/rows/plays", "/rows/activity",
        "/rows/retention",
        "/rows/features", "/rows/questions", "/rows/freshness", "/explain/activity", "/explain/play_rows",
        "/explain/cohort_rows",
        "/explain/freshness",
    ]

    @Test("every page answers with one title, closed HTML and no tag of a template left over", arguments: pages + more)
    func answers(_ path: String) async throws {
        let answer = try await DashboardFixture.shared.value.get(path)
        #expect(answer.status == .ok, "\(answer.text.prefix(2000))")
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        let html = answer.text
        #expect(html.components(separatedBy: "<h1").count == (path.hasPrefix("/explain") ? 1 : 2))
        #expect(html.contains("</html>"))
        // The SQL of an explanation has tags of its own.
        let page = html.components(separatedBy: "<pre").enumerated().map {
            $0 == 0 ? $1 : $1.components(separatedBy: "</pre>").last ?? ""
        }
        .joined()
        #expect(!page.contains("{{"))
        #expect(!html.contains("NSNull") && !html.contains("Optional("))
    }

    @Test("every chart holds JSON of a kind that the browser can draw, and its table", arguments: pages + more)
    func charts(_ path: String) async throws {
        let kinds = Set(EmbeddedFiles.texts.keys.filter { $0.hasPrefix("Assets/charts/") })
        let answer = try await DashboardFixture.shared.value.get(path)
        for chart in answer.charts {
            #expect(!chart.contains("<"))
            let spec = try #require(try JSONSerialization.jsonObject(with: Data(chart.utf8)) as? [String: Any])
            let kind = try #require(spec["kind"] as? String)
            #expect(kinds.contains("Assets/charts/\(kind == "stackedBar" ? "stacked-bar" : kind).js"))
        }
        #expect(answer.text.components(separatedBy: "data-plot>").count - 1 == answer.charts.count)
        #expect(answer.text.components(separatedBy: "data-table>").count - 1 == answer.charts.count)
    }

    @Test("ids occur once, and their names are those that the contract allows", arguments: pages + more)
    func identifiers(_ path: String) async throws {
        let html = try await DashboardFixture.shared.value.get(path).text
        let ids = html.components(separatedBy: " id=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        #expect(Set(ids).count == ids.count, "twice: \(Set(ids.filter { id in ids.filter { $0 == id }.count > 1 }))")
        let numbers = html.components(separatedBy: "<li class=\"number\" id=\"").dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
        for id in numbers { #expect(id.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }, "\(id)") }
    }

    @Test("the overview shows six numbers and three charts, and says how far the data reach")
    func overview() async throws {
        let answer = try await DashboardFixture.shared.value.get("/overview")
        for id in ["dau", "wau", "mau", "stickiness", "minutes", "skip-rate"] {
            #expect(answer.number(id) != nil, "\(id)")
        }
        #expect(answer.charts.count == 3)
        #expect(answer.text.contains("Listening through <time"))
        #expect(answer.text.contains("3,000 plays, simulated"))
        #expect(answer.text.contains("aria-current=\"page\">Overview</a>"))
    }

    @Test("the funnels call out the loss between tracks 3 and 5, with its interval")
    func dropOff() async throws {
        let answer = try await DashboardFixture.shared.value.get("/funnels?first_day=2000-01-01")
        #expect(answer.number("drop-off") != nil)
        #expect(answer.text.contains("interval"))
        #expect(answer.text.contains("The range reaches beyond the data"))
    }

    @Test("a funnel of one's own is counted as it was put together")
    func ownFunnel() async throws {
        let fixture = try await DashboardFixture.shared.value
        let answer = try await fixture.get("/funnels?step=play&step=stream&step=&within=168")
        #expect(answer.text.contains("id=\"custom\""))
        #expect(answer.text.contains("Play → Stream (30 s and more)"))
        #expect(answer.text.contains("<option value=\"stream\" selected>"))
        #expect(try await fixture.get("/funnels?step=play").text.contains("One step is no funnel yet"))
        #expect(try await fixture.get("/funnels?step=play&step=nonsense").status == .badRequest)
    }

    @Test("/ leads to the overview")
    func root() async throws {
        let answer = try await DashboardFixture.shared.value.get("/")
        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location] == "/overview")
    }
}
