import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

@Suite("The calculator")
struct DesignPageTests {
    @Test("a design says how many units and days it takes, from which history, and the command that keeps it")
    func design() async throws {
        let answer = try await ExperimentFixture.shared.value.get(
            "/experiments/design?primary=minutes&effect=10&guardrail=skip_rate&margin=5&arms=3&power=90&significance=1&window=7&key=try-it"
        )
        #expect(answer.status == .ok)
        #expect(answer.number("units") != nil && answer.number("cuped") != nil)
        #expect(answer.text.contains("Baselines and how fast listeners come were measured from"))
        for words in [
            "segue experiment design try-it", "--arm treatment-2=33.3", "--primary minutes=10%",
            "--guardrail skip_rate=5%",
            "--alpha 0.01 --power 0.9 --window-days 7",
        ] {
            #expect(answer.text.contains(words), "\(words)")
        }
        #expect(answer.charts.count == 2)
        #expect(answer.text.contains("A single look at the end"))
    }

    @Test("half the effect takes four times the units")
    func scaling() async throws {
        func units(_ effect: String) async throws -> Double {
            let answer = try await ExperimentFixture.shared.value.get(
                "/experiments/design?primary=minutes&effect=\(effect)")
            return try #require(answer.number("units").flatMap { Double($0.replacingOccurrences(of: ",", with: "")) })
        }
        let ratio = try await units("5") / units("10")
        #expect(abs(ratio - 4) < 0.05)
    }

    @Test(
        "a field that makes no sense is refused beside it, and keeps what was typed",
        arguments: [
            ("effect", "x"), ("effect", "0"), ("effect", "nan"), ("effect", "-3"), ("arms", "2.5"), ("arms", "1"),
            ("share", "100"),
            ("power", "120"),
            ("significance", "0"), ("window", "1e9"), ("key", "a b"), ("primary", "none"), ("monitoring", "often"),
        ])
    func refused(_ field: String, _ value: String) async throws {
        let answer = try await ExperimentFixture.shared.value.get("/experiments/design?\(field)=\(Link.encoded(value))")
        #expect(answer.status == .badRequest)
        #expect(answer.text.contains("id=\"design-\(field)-error\""))
        #expect(answer.charts.isEmpty)
    }

    @Test("a guardrail that decides already is refused, and markup that was typed stays text")
    func hostile() async throws {
        let fixture = try await ExperimentFixture.shared.value
        #expect(try await fixture.get("/experiments/design?primary=minutes&guardrail=minutes").status == .badRequest)
        let answer = try await fixture.get(
            "/experiments/design?key=%22%CC%81%3E%3Cimg%20src%3Dx%3E&effect=%3Cscript%3Ealert(1)%3C%2Fscript%3E")
        #expect(answer.status == .badRequest)
        for markup in ["<img src", "<script>alert"] { #expect(!answer.holds(bytes: markup)) }
    }
}
