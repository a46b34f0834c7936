import ExperimentService
import Experimentation
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

@Suite("The pages of experiments")
struct ExperimentPageTests {
    static let pages =
        [
            "/experiments", "/experiments/design?effect=10", "/experiments/draft", "/experiments/nobody",
            "/experiments/nobody/monitor",
            "/explain/experiment/steady",
        ]
        + ExperimentFixture.running.flatMap { ["/experiments/\($0)", "/experiments/\($0)/monitor"] }

    @Test(
        "every page answers with a title, closed HTML, ids that occur once, and no tag of a template left over",
        arguments: pages)
    func answers(_ path: String) async throws {
        let answer = try await ExperimentFixture.shared.value.get(path)
        #expect(answer.status == .ok, "\(answer.text.prefix(2000))")
        let html = answer.text
        #expect(html.components(separatedBy: "<h1").count == (path.hasPrefix("/explain") ? 1 : 2))
        #expect(html.contains("</html>"))
        let page = html.components(separatedBy: "<pre").enumerated().map {
            $0 == 0 ? $1 : $1.components(separatedBy: "</pre>").last ?? ""
        }
        .joined()
        #expect(!page.contains("{{") && !html.contains("NSNull") && !html.contains("Optional("))
        let ids = html.components(separatedBy: " id=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        #expect(Set(ids).count == ids.count, "twice: \(Set(ids.filter { id in ids.filter { $0 == id }.count > 1 }))")
        if !path.hasPrefix("/explain") { #expect(html.contains("aria-current=\"page\">Experiments</a>")) }
    }

    @Test("an experiment whose record is damaged is told of, and the others are there")
    func damaged() async throws {
        let fixture = try await ExperimentFixture.empty()
        for key in ["good", "bad"] {
            _ = try fixture.registry.save(
                ExperimentRecord(plan: ExperimentPlan(key: key, metrics: [PlannedMetric("minutes", role: .primary)])))
        }
        let file = fixture.dashboard.modelsDirectory.deletingLastPathComponent().appending(
            path: "experiments/bad/0001.json")
        try Data("{".utf8).write(to: file)
        let page = try await fixture.get("/experiments")
        #expect(
            page.status == .ok && page.text.contains("/experiments/good") && !page.text.contains("/experiments/bad\""))
        #expect(page.text.contains("The record of bad is damaged") && page.text.contains("segue experiment show bad"))
        let list =
            try JSONSerialization.jsonObject(with: Data((try await fixture.get("/api/experiments")).text.utf8))
            as? [String: Any]
        #expect(list?["damaged"] as? [String] == ["bad"] && (list?["experiments"] as? [Any])?.count == 1)
    }

    @Test("every chart holds JSON of a known kind, and its table", arguments: pages)
    func charts(_ path: String) async throws {
        let answer = try await ExperimentFixture.shared.value.get(path)
        for chart in answer.charts {
            let spec = try #require(try JSONSerialization.jsonObject(with: Data(chart.utf8)) as? [String: Any])
            #expect(["forest", "line", "stackedBar"].contains(spec["kind"] as? String ?? ""))
            for series in spec["series"] as? [[String: Any]] ?? [] {
                let places = ((spec["x"] as? [String: Any])?["values"] as? [Any])?.count
                for list in ["values", "low", "high"] where series[list] != nil {
                    #expect((series[list] as? [Any])?.count == places)
                }
            }
        }
        #expect(answer.text.components(separatedBy: "data-plot>").count - 1 == answer.charts.count)
        #expect(answer.text.components(separatedBy: "data-table>").count - 1 == answer.charts.count)
    }

    @Test("health comes before the decision, and both before any number", arguments: ExperimentFixture.running)
    func order(_ key: String) async throws {
        let html = try await ExperimentFixture.shared.value.get("/experiments/\(key)").text
        let places = try [
            "id=\"health-title\"", "id=\"ruling-title\"", "<ul class=\"numbers\">", "id=\"effects\"", "id=\"metrics\"",
            "id=\"computed\"",
        ].map {
            try #require(html.range(of: $0), "\($0)").lowerBound
        }
        #expect(places == places.sorted())
    }

    @Test("an experiment that loses units is not to be trusted, and says so first")
    func lost() async throws {
        let fixture = try await ExperimentFixture.shared.value
        let answer = try await fixture.get("/experiments/lost")
        #expect(answer.text.contains("<h1>Stop: the data cannot be trusted</h1>"))
        let checks = try #require(answer.text(after: "<section class=\"block checks\"", to: "</section>"))
        let first = try #require(checks.components(separatedBy: "<li class=\"check\">").dropFirst().first)
        #expect(first.contains("mark-failed\">Failed") && first.contains("Sample ratio"))
        #expect(try await fixture.get("/experiments").text.contains("<h1>The data of lost cannot be trusted</h1>"))
    }

    @Test("the statements that were run can be read, with their values")
    func provenance() async throws {
        let answer = try await ExperimentFixture.shared.value.get("/experiments/steady")
        let made = try #require(answer.text(after: "id=\"computed\"", to: "</main>"))
        #expect(made.contains("<details class=\"query\">") && made.contains("SELECT") && made.contains("Plan digest"))
        let explained = try await ExperimentFixture.shared.value.get("/explain/experiment/steady").text
        #expect(explained.contains("SELECT") && explained.contains("segue experiment analyze steady"))
    }

    @Test("a monitor asks for itself again while its experiment runs, and draws bounds as dashed lines")
    func monitor() async throws {
        let answer = try await ExperimentFixture.shared.value.get("/experiments/steady/monitor")
        #expect(answer.text.contains("hx-get=\"/experiments/steady/monitor\" hx-trigger=\"every 30s\""))
        #expect(answer.text.contains("Computed <time"))
        #expect(answer.charts.contains { $0.contains("\"interval\":\"dashed\"") })
        #expect(answer.charts.contains { $0.contains("\"unit\":\"log10\"") })
        #expect(answer.charts.contains { $0.contains("\"kind\":\"stackedBar\"") })
    }

    @Test("a plan with one look shows no p-value of its metrics before that, and warns")
    func peeking() async throws {
        let fixture = try await ExperimentFixture.shared.value
        func table(_ key: String) async throws -> String? {
            try await fixture.get("/experiments/\(key)/monitor").text(after: "id=\"lift-1-table\"", to: "</thead>")
        }
        #expect(try await table("patient") == nil, "before its look there are no effects")
        #expect(
            try await fixture.get("/experiments/patient").text.contains(
                "Effects are shown once the planned units are in"))
        #expect(try await table("steady")?.contains(">p</th>") == true)
    }

    @Test("a plan with planned looks shows those that were taken, and viewing takes none")
    func looks() async throws {
        let fixture = try await ExperimentFixture.shared.value
        for path in [
            "/experiments/planned", "/experiments/planned/monitor", "/experiments", "/api/experiments/planned/report",
        ] {
            #expect(try await fixture.get(path).status == .ok)
        }
        let record = try fixture.registry.find("planned")
        #expect(record.version == 1 && record.looks.isEmpty)
        #expect(try await fixture.get("/experiments/planned/monitor").text.contains("No look has been taken yet, of 4"))
    }

    @Test("a hypothesis that is markup stays text", arguments: pages)
    func escaping(_ path: String) async throws {
        let answer = try await ExperimentFixture.shared.value.get(path)
        for markup in ["<script>alert", "<img src=x"] { #expect(!answer.holds(bytes: markup), "\(path)") }
    }

    @Test(
        "what has nothing to show says which command fills it",
        arguments: [
            ("/experiments/draft", "segue experiment start draft"),
            ("/experiments/nobody", "segue experiment expose nobody exposures.csv"),
        ])
    func unfinished(_ path: String, _ command: String) async throws {
        let answer = try await ExperimentFixture.shared.value.get(path)
        #expect(answer.text.contains("<code>\(command)</code>"))
        #expect(answer.charts.isEmpty)
    }

    @Test("without experiments and without plays the pages say what to do")
    func empty() async throws {
        let fixture = try await ExperimentFixture.empty()
        #expect(try await fixture.get("/experiments").text.contains("<code>segue experiment design fewer-skips"))
        #expect(try await fixture.get("/experiments/design").text.contains("<code>segue simulate"))
        #expect(try await fixture.get("/api/experiments").object["experiments"] as? [Any] != nil)
    }

    @Test(
        "an unknown experiment is not found",
        arguments: [
            "/experiments/none", "/experiments/none/monitor", "/experiments/none/report.html", "/experiments/%2e%2e",
        ])
    func unknown(_ path: String) async throws {
        let answer = try await ExperimentFixture.shared.value.get(path)
        #expect(answer.status == .notFound)
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
    }
}
