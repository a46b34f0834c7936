import Listening
import Testing

/// Days, moments and numbers at the ends of their range.
@Suite("Arithmetic that never traps")
struct TotalArithmeticTests {
    @Test(
        "a real number becomes the nearest whole one that there is",
        arguments: [
            (0.0, 0), (-0.9, 0), (2.9, 2), (-2.9, -2), (.nan, 0), (.infinity, .max), (-.infinity, .min), (1e308, .max),
            (-1e308, .min), (1e-308, 0),
            (9.223372036854775807e18, .max), (-9.223372036854775808e18, .min),
            (9.2233720368547748e18, 9_223_372_036_854_774_784),
        ] as [(Double, Int)])
    func saturating(_ number: Double, _ whole: Int) {
        #expect(Int(saturating: number) == whole)
        #expect(Int32(saturating: number) == Int32(clamping: whole))
    }

    @Test(
        "days later end at the ends of the calendar",
        arguments: [
            (0, Int.max, "infinity"), (0, .min, "-infinity"), (20_000, 1 << 31, "infinity"), (0, 1, "1970-01-02"),
            (0, -1, "1969-12-31"),
            (Int32.max, 1, "infinity"), (.max, -1, "5881580-07-10"), (.min, -1, "-infinity"),
            (-719_529, 0, "-0001-12-31"),
        ] as [(Int32, Int, String)])
    func days(_ day: Int32, _ count: Int, _ text: String) {
        #expect(CalendarDay(daysSinceEpoch: day).advanced(days: count).description == text)
    }

    @Test("a distance between any two days is known")
    func distance() {
        let (first, last) = (CalendarDay(daysSinceEpoch: .min), CalendarDay(daysSinceEpoch: .max))
        #expect(last.days(since: first) == 4_294_967_295)
        #expect(first.days(since: last) == -4_294_967_295)
        #expect((1...7).contains(first.weekday) && (1...7).contains(last.weekday))
        #expect(first.startOfMonth <= last.startOfMonth)
    }

    @Test(
        "every moment has a description",
        arguments: [
            (Int64.max, "infinity"), (.min, "-infinity"), (-.max, "-infinity"),
            (.max - 1, "294247-01-10T04:00:54.775806Z"),
            (.min + 2, "-290308-12-21T19:59:05.224194Z"), (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
        ] as [(Int64, String)])
    func moments(_ microseconds: Int64, _ text: String) {
        let moment = Instant(microseconds: microseconds)
        #expect(moment.description == text)
        #expect(CalendarDay(containingUTC: moment).daysSinceEpoch.magnitude < 200_000_000)
    }

    @Test("moments later end at the ends of time")
    func later() {
        #expect(Instant(seconds: .max).microseconds == .max)
        #expect(Instant(seconds: .min).microseconds == .min)
        #expect(Instant(seconds: 1).advanced(milliseconds: .max).microseconds == .max)
        #expect(Instant(seconds: -1).advanced(milliseconds: .min).microseconds == .min)
        #expect(Instant(seconds: 0).advanced(days: .max).microseconds == .max)
        #expect(Instant(microseconds: .max).seconds(since: Instant(microseconds: .min)) == 18_446_744_073_709.551_6)
    }

    @Test(
        "a day has digits and dashes only",
        arguments: ["2025-+1-+1", "+001-01-01", "2025--1-01", "2025-01-1 ", "２０２５-01-01", "", "2025-1-01"])
    func signs(_ text: String) { #expect(CalendarDay(text) == nil) }

    @Test("texts are the same where their bytes are")
    func exactText() {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        #expect(composed == decomposed)
        #expect(ExactText(composed) != ExactText(decomposed))
        #expect(Set([ExactText(composed), ExactText(decomposed), ExactText(composed)]).count == 2)
    }
}
