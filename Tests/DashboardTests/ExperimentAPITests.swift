import ExperimentService
import Experimentation
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

@Suite("Experiments for programs")
struct ExperimentAPITests {
    @Test("records are listed and found")
    func records() async throws {
        let fixture = try await ExperimentFixture.shared.value
        let all = try #require(try await fixture.get("/api/experiments").object["experiments"] as? [[String: Any]])
        #expect(all.count == 6)
        let one = try await fixture.get("/api/experiments/steady").object
        #expect(one["state"] as? String == "running")
        #expect((one["plan"] as? [String: Any])?["key"] as? String == "steady")
    }

    @Test("a report is the document that the library reads back")
    func report() async throws {
        let answer = try await ExperimentFixture.shared.value.get("/api/experiments/steady/report")
        let report = try ExperimentReport(json: Data(buffer: answer.body))
        #expect(report.plan.key == "steady" && report.analysis.metrics.count == 3)
    }

    @Test(
        "what does not exist, or has not begun, is a problem with a code",
        arguments: [
            ("none", 404, "experiment.unknown"), ("draft", 400, "experiment.state"),
            ("nobody", 404, "experiment.no-exposures"),
        ])
    func problems(_ key: String, _ status: Int, _ code: String) async throws {
        let answer = try await ExperimentFixture.shared.value.get("/api/experiments/\(key)/report")
        #expect(answer.status.code == status)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.object["code"] as? String == code)
    }

    @Test("reports are brought as files", arguments: [("html", "<!doctype html>"), ("md", "# ")])
    func files(_ ending: String, _ start: String) async throws {
        let answer = try await ExperimentFixture.shared.value.get("/experiments/steady/report.\(ending)")
        #expect(answer.headers[.contentDisposition] == "attachment; filename=\"segue-steady.\(ending)\"")
        #expect(answer.text.hasPrefix(start))
    }
}
