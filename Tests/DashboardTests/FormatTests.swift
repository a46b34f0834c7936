import Testing

@testable import Dashboard
@testable import Insights

@Suite("Numbers as they are written")
struct FormatTests {
    private let thin = "\u{202F}"

    @Test("counts are grouped, and a small mean keeps a decimal")
    func counts() {
        #expect(Format.count(1_284_310) == "1,284,310")
        #expect(Format.count(-1234) == "−1,234")
        #expect(Format.mean(7.42) == "7.4")
        #expect(Format.mean(12_418.6) == "12,419")
        #expect(Format.count(1, "listener") == "1 listener")
        #expect(Format.count(0, "listener") == "0 listeners")
    }

    @Test(
        "durations have two parts and never sixty of anything",
        arguments: [
            (0.0, "0 s"), (9.5, "9.5 s"), (59.4, "59 s"), (59.7, "1 min"), (250, "4 min 10 s"), (3599.8, "1 h"),
            (11_520, "3 h 12 min"),
            (7199, "2 h"), (90_000, "1 d 1 h"), (-250, "−4 min 10 s"),
        ])
    func durations(_ seconds: Double, _ text: String) {
        #expect(Format.duration(seconds: seconds) == text.replacing(/(\d) (d|h|min|s)/) { "\($0.1)\(thin)\($0.2)" })
    }

    @Test("shares, points and intervals")
    func shares() {
        #expect(Format.percent(0.2464) == "24.6\(thin)%")
        #expect(Format.points(-0.011) == "1.1\(thin)points")
        #expect(Format.interval(0.207, 0.214) == "95\(thin)% interval 20.7 to 21.4\(thin)%")
        #expect(Format.decimal(-0.0001, 2) == "0.00")
        #expect(Format.decimal(.nan, 1) == "–")
    }

    @Test("a change has a direction and a colour where it is clear, and more is not always better")
    func changes() throws {
        func change(_ now: Double, _ before: Double, error: Double?) -> PeriodChanges.Change {
            PeriodChanges.Change(
                now: now, before: before,
                contrast: Contrast(now - before, standardError: error, unit: .listeners(500), comparisons: 1))
        }
        let up = try #require(Change.relative(change(103.2, 100, error: 1), against: "vs. before"))
        #expect(up.direction == .up && up.tone == .good && up.text == "3.2\(thin)%")
        #expect(up.against == "vs. before (95\(thin)% interval +1.2 to +5.2\(thin)%)")
        let worse = try #require(Change.points(change(0.26, 0.25, error: 0.001), isGood: false, against: "vs. before"))
        #expect(worse.direction == .up && worse.tone == .bad && worse.text == "1.0\(thin)points")
        let unclear = try #require(Change.relative(change(103.2, 100, error: 4), against: "vs. before"))
        #expect(unclear.direction == .flat && unclear.tone == .neutral && unclear.text == "No clear change")
        #expect(Change.relative(change(5, 0, error: 1), against: "vs. before") == nil)
        #expect(
            Change.relative(change(5, 4, error: nil), against: "vs. before") == nil
                && Change.points(nil, against: "vs. before") == nil)
    }

    @Test(
        "a day and a moment are readable without JavaScript",
        arguments: [
            ("2026-01-05", "5 Jan 2026"), ("2026-11-28T00:45:52.040070Z", "28 Nov 2026, 00:45 UTC"), ("later", "later"),
        ])
    func dates(_ iso: String, _ text: String) { #expect(Format.date(iso) == text) }
}
