import Foundation
import Insights
import Listening
import Testing
import Warehouse

@testable import Dashboard

/// What pages name where nothing changed, and where a change is planted.
@Suite("Findings of whole pages")
struct FindingTests {
    private static let paths = [
        "/overview", "/skips?dimension=genre", "/skips?dimension=hour", "/skips?dimension=weekday", "/funnels",
    ]

    @Test(
        "of services in which nothing changes and nothing differs, at most one in twenty has a page that names anything"
    )
    func noise() async throws {
        var claims: [String] = [], services = 0
        for seed in 1...24 {
            let fixture = try await NoiseService(seed: seed, listeners: 40 + 7 * (seed % 9)).fixture()
            services += 1
            var own: [String] = []
            for path in Self.paths {
                let answer = try await fixture.get(path)
                #expect(answer.status == .ok, "\(answer.text.prefix(500))")
                own += Claims.found(answer.text).map { "seed \(seed) \(path): \($0)" }
            }
            claims += own.prefix(1)
        }
        #expect(claims.count * 20 <= services + 10, "\(claims)")
    }

    @Test(
        "of the histories of one listener whose habits do not change, at most one in ten names anything, and none its only listener"
    )
    func one() async throws {
        var claims: [String] = []
        for seed in 31...40 {
            let fixture = try await NoiseService(seed: seed, listeners: 1, days: 130).fixture()
            var own: [String] = []
            for path in ["/overview?first_day=2025-10-05", "/overview", "/skips?dimension=weekday"] {
                let answer = try await fixture.get(path)
                own += Claims.found(answer.text).map { "seed \(seed) \(path): \($0)" }
                #expect(!answer.text.contains("people listened on an average day"))
            }
            claims += own.prefix(1)
        }
        #expect(claims.count <= 1, "\(claims)")
    }

    @Test("a fall in listeners is named in the title, on the card and in the chart")
    func fall() async throws {
        let answer = try await NoiseService(seed: 5, listeners: 200, lately: 0.6).fixture().get("/overview")
        #expect(
            answer.text.firstMatch(
                of: /<h1>\d+ people listened on an average day, \d+.% fewer than in the 28 days before/) != nil)
        #expect(answer.text.contains("change-down change-bad"))
    }

    @Test("a rise within the range is named by the chart")
    func trend() async throws {
        let answer = try await NoiseService(seed: 6, listeners: 200, lately: 0.5).fixture().get(
            "/overview?first_day=2025-10-01&last_day=2025-11-30")
        #expect(
            answer.text.firstMatch(of: /Daily listeners fell from \d+ in the first 7 days to \d+ in the last 7/) != nil)
    }

    @Test("longer listening at weekends is named")
    func weekend() async throws {
        let answer = try await NoiseService(seed: 7, listeners: 150, weekend: 1.4).fixture().get("/overview")
        #expect(answer.text.contains("People listen longer at weekends:"))
    }

    @Test("a busiest hour is named")
    func hour() async throws {
        let answer = try await NoiseService(seed: 8, listeners: 150, evening: 0.3).fixture().get("/overview")
        #expect(answer.text.contains("Listening peaks around 20:00"))
    }

    @Test("an artist whose share grows leads the table and is named")
    func artist() async throws {
        let answer = try await NoiseService(seed: 9, listeners: 200, rising: 0.2).fixture().get("/overview")
        #expect(
            answer.text.contains("Artist 3 is rising") && answer.text.contains("Artist 3 is the most played artist"))
    }

    @Test("a genre that is skipped more is named")
    func genre() async throws {
        let answer = try await NoiseService(seed: 10, listeners: 200, genreSkips: 0.2).fixture().get(
            "/skips?dimension=genre")
        #expect(
            answer.text.contains("Genre 0 plays are skipped most")
                || answer.text.contains("genre 0 plays are skipped most"))
    }

    @Test("three listeners are counted: no mean, no share and no arrow is made of them")
    func few() async throws {
        let fixture = try await NoiseService(seed: 11, listeners: 3).fixture()
        let answer = try await fixture.get("/overview?first_day=2025-11-28&last_day=2025-11-30")
        #expect(answer.text.contains(">Listeners<") && answer.text.contains("means and shares of listeners take 10"))
        #expect(answer.number("stickiness") == nil && answer.text.contains("too few"))
        #expect(Claims.found(answer.text).isEmpty)
        #expect(answer.text.firstMatch(of: /<h1>\d listeners? in 3 days<\/h1>/) != nil)
        let skips = try await fixture.get("/skips?first_day=2025-11-30&last_day=2025-11-30&dimension=hour")
        #expect(skips.number("skip-rate") == nil && skips.text.contains("a rate takes 50"))
        for rate in ["0.0\u{202F}%", "100.0\u{202F}%"] { #expect(!skips.text.contains(rate)) }
    }
}
