import Foundation
import TestSupport
import Testing

/// The API over the simulated service of the fixture, whose seed and clock stand still.
@Suite("The API as it was")
struct GoldenAPITests {
    @Test(
        "answers",
        arguments: [
            "insights", "features", "insights/summary", "insights/skip_rates?dimension=hour", "insights/retention",
            "insights/top_artists?limit=5", "openapi.json",
        ])
    func answers(_ path: String) async throws {
        let answer = try await DashboardFixture.shared.value.get("/api/\(path)")
        let document = try JSONSerialization.jsonObject(with: Data(buffer: answer.body))
        let text = try JSONSerialization.data(
            withJSONObject: document, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        let name = path.replacing("/", with: "_").replacing("?", with: "_").replacing("=", with: "_")
        Golden.check(String(decoding: text, as: UTF8.self) + "\n", name.hasSuffix(".json") ? name : "\(name).json")
    }
}
