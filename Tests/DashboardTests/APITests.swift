import Foundation
import HummingbirdTesting
import Insights
import Server
import Testing
import Warehouse

@testable import Dashboard

@Suite("API")
struct APITests {
    @Test(
        "a question is answered with the document of the command line",
        arguments: [
            ("activity", "tier=premium", InsightFilter(tier: "premium"), [:]), ("summary", "", InsightFilter(), [:]),
            ("skip_rates", "dimension=hour", InsightFilter(), ["dimension": "hour"]),
            (
                "retention", "cohort=month&kind=on&periods=3", InsightFilter(),
                ["cohort": "month", "kind": "on", "periods": 3]
            ),
            ("freshness", "", InsightFilter(), [:]),
        ] as [(String, String, InsightFilter, [String: Value])])
    func same(_ name: String, _ query: String, _ filter: InsightFilter, _ given: [String: Value]) async throws {
        let fixture = try await DashboardFixture.shared.value
        let answer = try await fixture.get("/api/insights/\(name)?\(query)")
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.json != nil)
        let document = try await InsightService(fixture.warehouse).ask(name, filter: filter, given).json
        #expect(answer.text == document.serialized())
    }

    @Test(
        "what is wrong with a question is said as problem details",
        arguments: [
            ("/api/insights/nothing", 404, "insights.unknown"),
            ("/api/insights/activity?colour=red", 400, "server.unknown-parameter"),
            ("/api/insights/freshness?tier=free", 400, "server.unknown-parameter"),
            ("/api/insights/activity?tier=a&tier=b", 400, "server.repeated"),
            ("/api/insights/activity?first_day=2025-13-01", 400, "insights.parameter"),
            ("/api/insights/activity?first_day=0001-01-01&last_day=9999-12-31", 400, "server.days"),
            ("/api/insights/retention?periods=1000000", 400, "insights.parameter"),
            ("/api/models/nothing", 404, "models.unknown"),
            ("/api/models/..%2F..%2Fetc", 404, "models.unknown"), ("/api/nothing", 404, "server.not-found"),
        ])
    func problems(_ path: String, _ status: Int, _ code: String) async throws {
        let answer = try await DashboardFixture.shared.value.get(path)
        #expect(answer.status.code == status)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.object["code"] as? String == code)
        #expect(answer.object["status"] as? Int == status)
        #expect((answer.object["detail"] as? String)?.isEmpty == false)
    }

    @Test("the API's document has the defaults, bounds and choices of a header")
    func schemas() async throws {
        let document = try await DashboardFixture.shared.value.get("/api/openapi.json").object
        func parameters(_ insight: String) throws -> [String: [String: Any]] {
            let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
            let list = try #require(paths["/api/insights/\(insight)"]?["get"]?["parameters"] as? [[String: Any]])
            return Dictionary(list.map { ($0["name"] as? String ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        }
        func schema(_ insight: String, _ name: String) throws -> [String: Any] {
            try #require(try parameters(insight)[name]?["schema"] as? [String: Any])
        }
        let periods = try schema("retention", "periods"), kind = try schema("retention_curve", "kind")
        #expect(periods["default"] as? Int == 12)
        #expect(periods["minimum"] as? Int == 1 && periods["maximum"] as? Int == 520)
        #expect(kind["default"] as? String == "unbounded" && kind["enum"] as? [String] == ["unbounded", "on"])
        #expect(try schema("emerging_artists", "max_p_value")["default"] as? Double == 0.05)
        #expect(try schema("play_rows", "dimension")["default"] == nil)
        #expect(try parameters("cohort_rows")["period"]?["required"] as? Bool == true)
        #expect(try parameters("cohort_rows")["kind"]?["required"] as? Bool == false)
    }

    @Test("features, models, questions and health are listed")
    func lists() async throws {
        let fixture = try await DashboardFixture.shared.value
        for (path, list, isEmpty) in [
            ("features", "features", false), ("models", "models", true), ("insights", "insights", false),
        ] {
            let found = try await fixture.get("/api/\(path)").object[list] as? [Any]
            #expect(found?.isEmpty == isEmpty, "\(path)")
        }
        let health = try await fixture.get("/health").object
        #expect(health["status"] as? String == "ok")
        #expect(health["schema"] as? Int ?? 0 >= 1)
        let data = try await InsightService(fixture.warehouse).days()?.played
        #expect(health["last_day"] as? String == data?.upperBound.description)
    }

    @Test("a question that the engine cannot answer hides the engine's words")
    func hidden() async throws {
        let fixture = try await DashboardFixture.simulated()
        _ = try await fixture.warehouse.write { try $0.execute(Statement("DROP TABLE sessions")) }
        let answer = try await fixture.get("/api/insights/session_lengths")
        #expect(answer.status == .internalServerError)
        #expect(answer.object["code"] as? String == "warehouse.statement")
        #expect(!answer.text.contains("sessions"))
    }
}
