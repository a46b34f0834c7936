import Foundation
import Testing

@testable import Listening

@Suite("Days, moments and zones")
struct CalendarTests {
    @Test("a day survives its round trip through year, month and day, from 1600 to 2400")
    func roundTrip() throws {
        var previous = try #require(CalendarDay(year: 1600, month: 1, day: 1))
        let last = try #require(CalendarDay(year: 2400, month: 12, day: 31))
        while previous < last {
            let next = previous.advanced(days: 1)
            let (year, month, day) = next.components
            #expect(CalendarDay(year: year, month: month, day: day) == next)
            previous = next
        }
    }

    @Test(
        "weekdays are ISO's",
        arguments: [("1970-01-01", 4), ("2000-02-29", 2), ("2024-02-29", 4), ("2025-12-28", 7), ("1969-12-29", 1)])
    func weekdays(_ text: String, _ weekday: Int) {
        #expect(CalendarDay(text)?.weekday == weekday)
    }

    @Test(
        "impossible days are refused",
        arguments: ["2023-02-29", "2023-13-01", "2023-00-10", "2023-04-31", "23-04-01", "2023-4-1", "", "2023-04-01x"])
    func refusesDays(_ text: String) {
        #expect(CalendarDay(text) == nil)
    }

    @Test(
        "moments are read in the forms that exports use, as UTC where no offset is named",
        arguments: [
            ("2022-04-22 05:41", "2022-04-22T05:41:00Z"), ("2020-03-13T23:48:16Z", "2020-03-13T23:48:16Z"),
            ("2017-04-14 14:15:56+00:00", "2017-04-14T14:15:56Z"),
            ("2022-04-22T05:41:00.25+02:00", "2022-04-22T03:41:00.25Z"),
            ("2022-04-22T05:41:00-0530", "2022-04-22T11:11:00Z"), ("2022-04-22", "2022-04-22T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
            ("2019-05-01 10:00:00 UTC", "2019-05-01T10:00:00Z"),
        ])
    func parses(_ text: String, _ expected: String) {
        #expect(Instant(text)?.description == expected)
    }

    @Test(
        "what is no moment is refused",
        arguments: [
            "", "yesterday", "2022-04-22T25:00:00Z", "2022-04-22T10:61:00Z", "2022-04-31T10:00:00Z",
            "2022-04-22T10:00:00Zx", "2022-04-22T10", "10:00",
        ])
    func refuses(_ text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("reading a Z-time does not depend on the zone of the machine")
    func machineZone() {
        // Maloja read such times as local ones: +18,000 s under New York.
        setenv("TZ", "America/New_York", 1)
        tzset()
        defer { unsetenv("TZ") }
        #expect(Instant("2020-03-13T23:48:16Z")?.microseconds == 1_584_143_296_000_000)
    }

    @Test("local days follow daylight saving: 23 hours in spring, 25 in autumn")
    func daylightSaving() throws {
        let zone = try ListenerZone("Europe/Copenhagen")
        func hours(on text: String) throws -> Int64 {
            let day = try #require(CalendarDay(text))
            let start = zone.instant(day: day, microsecondOfDay: 0)
            let end = zone.instant(day: day.advanced(days: 1), microsecondOfDay: 0)
            return (end.microseconds - start.microseconds) / 3_600_000_000
        }
        #expect(try hours(on: "2022-03-26") == 24)
        #expect(try hours(on: "2022-03-27") == 23)
        #expect(try hours(on: "2022-10-30") == 25)
    }

    @Test("a time that clocks skip falls after the change; of one that occurs twice the first is meant")
    func gapsAndRepeats() throws {
        let zone = try ListenerZone("America/New_York")
        let spring = try #require(CalendarDay("2025-03-09"))
        let skipped = zone.instant(day: spring, microsecondOfDay: 2 * 3_600_000_000 + 1_800_000_000)
        #expect(zone.localTime(at: skipped).hour == 3)
        let autumn = try #require(CalendarDay("2025-11-02"))
        let twice = zone.instant(day: autumn, microsecondOfDay: 1 * 3_600_000_000 + 1_800_000_000)
        #expect(twice.description == "2025-11-02T05:30:00Z")
    }

    @Test(
        "every local quarter of an hour of a year is found again, in zones of both hemispheres",
        arguments: ["Europe/Berlin", "America/Los_Angeles", "Australia/Sydney", "Asia/Kolkata", "UTC"])
    func findsAgain(_ identifier: String) throws {
        let zone = try ListenerZone(identifier)
        var moment = try #require(Instant("2025-01-01T00:00:00Z"))
        for _ in 0..<35_040 {
            let local = zone.localTime(at: moment)
            let again = zone.instant(
                day: local.day, microsecondOfDay: Int64(local.hour * 60 + local.minute) * 60_000_000)
            // In the repeated hour the first occurrence answers for both.
            #expect(again == moment || zone.localTime(at: again) == local)
            moment = moment.advanced(milliseconds: 900_000)
        }
    }

    @Test("an unknown zone is refused with the remedy", arguments: ["Europe/Atlantis", "", "CET+1", "../etc/passwd"])
    func unknownZone(_ identifier: String) {
        #expect { try ListenerZone(identifier) } throws: { error in
            (error as? ListeningError)?.code == "listening.unknown-zone" && "\(error)".contains("IANA")
        }
    }
}
