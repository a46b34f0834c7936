import Foundation
import Listening
import Testing
import Warehouse

@testable import Ingestion

@Suite("Mappings")
struct MappingTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "docs/mappings")

    @Test(
        "times are read in the forms that exports write them",
        arguments: [
            ("2022-04-22T05:41:00Z", "2022-04-22T05:41:00Z", true, nil),
            ("2022-04-22 05:41", "2022-04-22T05:41:00Z", false, .minute),
            ("2022/04/22 05:41:09", "2022-04-22T05:41:09Z", false, nil),
            ("2022-04-22T05:41:00+02:00", "2022-04-22T03:41:00Z", true, nil),
            ("1720688820", "2024-07-11T09:07:00Z", true, .second),
            ("1720688820123", "2024-07-11T09:07:00.123Z", true, .millisecond),
            ("1720688820123456", "2024-07-11T09:07:00.123456Z", true, .millisecond),
            ("1720688820.5", "2024-07-11T09:07:00.5Z", true, .millisecond),
            ("11 Jul 2024, 09:07", "2024-07-11T09:07:00Z", false, .minute),
            ("11 July 2024 09:07:12", "2024-07-11T09:07:12Z", false, nil),
            ("Jul 11, 2024, 9:07:12\u{202F}PM", "2024-07-11T21:07:12Z", false, nil),
            ("Jul 11, 2024 12:07 AM", "2024-07-11T00:07:00Z", false, .minute),
            ("Thu, 11 Jul 2024 09:07:12 +0200", "2024-07-11T07:07:12Z", true, nil),
            ("Jul 11, 2024, 9:07:12 PM UTC", "2024-07-11T21:07:12Z", true, nil),
            ("2024-07-11", "2024-07-11T00:00:00Z", false, .day), ("11 Jul 2024", "2024-07-11T00:00:00Z", false, .day),
        ] as [(String, String, Bool, TimePrecision?)])
    func times(_ text: String, _ moment: String, _ namesOffset: Bool, _ precision: TimePrecision?) throws {
        let expected = try #require(Instant(moment)).microseconds
        #expect(
            MomentForm().read(text)
                == WrittenMoment(microseconds: expected, namesOffset: namesOffset, precision: precision))
    }

    @Test(
        "a text that is not a time is none",
        arguments: [
            "", "yesterday", "01/02/2025", "32 Jul 2024", "11 Jul", "11 Jul 2024 25:00", "13:00 PM 11 Jul 2024",
            "12345", "-1720688820",
            "1e9", "99999999999999999999",
        ])
    func notTimes(_ text: String) { #expect(MomentForm().read(text) == nil) }

    @Test("numeric dates are read where it is said which number is the day")
    func numericDates() throws {
        let expected = try #require(Instant("2024-02-01T09:07:00Z")).microseconds
        for text in ["01/02/2024 09:07", "1.2.2024 9:07"] {
            #expect(MomentForm(dateOrder: .dayFirst).read(text)?.microseconds == expected)
        }
        #expect(MomentForm(dateOrder: .monthFirst).read("02/01/2024 09:07")?.microseconds == expected)
        #expect(MomentForm(dateOrder: .monthFirst).read("13/01/2024 09:07") == nil)
    }

    private func report(_ map: String, _ text: String, format: ImportFormat = .csv) async throws -> (
        ImportReport, [String]
    ) {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let file = try bench.write(text, to: format == .csv ? "plays.csv" : "plays.json")
        let report = try await bench.run(
            format, [file], zone: "Europe/Copenhagen", map: try bench.write(map, to: "map.yaml"))
        let rows = try await bench.warehouse.read { connection in
            try connection.query(
                Statement(
                    "SELECT started_at, ms_played, tracks.name, duration_ms, reason_end, time_precision FROM plays JOIN tracks USING (track_key) ORDER BY started_at"
                ))
        }
        return (report, (0..<rows.rowCount).map { rows.row($0).map(\.description).joined(separator: "|") })
    }

    @Test("rows are chosen by the values of a column, and values are renamed")
    func rowsAndValues() async throws {
        let (report, rows) = try await report(
            "columns: {started_at: ts, track: song, duration_seconds: length}\nrows: {page: NextSong}\nvalues: {reason_end: {done: trackdone}}\n",
            #"{"ts": 1720688820123, "page": "NextSong", "song": "T", "artist": "A", "length": 200.05, "reason_end": "done"}"#
                + "\n"
                + #"{"ts": 1720688820456, "page": "Home"}"# + "\n", format: .ndjson)
        #expect((report.rowsRead, report.rowsNew, report.rowsIgnored, report.rowsInvalid) == (2, 1, 1, 0))
        #expect(rows == ["2024-07-11T09:07:00.123Z||T|200050|trackdone|millisecond"])
    }

    @Test(
        "local times are read by the listener's clock, a table may have no heading, another delimiter and another encoding"
    )
    func dialects() async throws {
        #expect(
            try await report("times: local\n", "started_at,track,artist\n2022-07-01 10:00:00,T,A\n").1 == [
                "2022-07-01T08:00:00Z||T|||second"
            ])
        #expect(
            try await report(
                "heading: false\ncolumns: {artist: 1, track: 2, started_at: 3}\ndelimiter: \"^\"\n",
                "A^T^2022-07-01 10:00\n"
            )
            .1
                == ["2022-07-01T10:00:00Z||T|||minute"])
        #expect(
            try await report("dates: day-first\n", "started_at;track;artist\n01/02/2022 10:00;T;A\n").1 == [
                "2022-02-01T10:00:00Z||T|||minute"
            ])
    }

    @Test(
        "a mapping that says something that cannot be is refused",
        arguments: [
            "columns: [a]", "columns: text", "rows: 5", "values: {track: x}", "values: {nofield: {a: b}}",
            "delimiter: ab",
            "heading: perhaps", "times: noon", "dates: 5", "encoding: ebcdic", "columns: {track: [a]}",
        ])
    func refused(_ text: String) async throws {
        await #expect { try await report(text, "started_at,track,artist\n") } throws: {
            ($0 as? IngestionError)?.code == "import.mapping"
        }
    }

    @Test(
        "the ready mappings read what they are for", .enabled(if: SharedData.isThere, "no shared data"),
        arguments: [
            ("lastfm-csv.yaml", ImportFormat.csv, "lastfm/scrobbles.csv", 2000, 2000),
            ("apple-music-play-activity.yaml", .csv, "apple_music/Apple Music Play Activity.csv", 600, 540),
            ("spotify-extended-flattened.yaml", .csv, "spotify/extended_random_1000_rows.csv", 1000, 1000),
            ("listenbrainz.yaml", .ndjson, "importers/koito_mit/listenbrainz_shoko1_123456789.zip", 19, 19),
        ])
    func ready(_ mapping: String, _ format: ImportFormat, _ file: String, _ rows: Int, _ least: Int) async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let report = try await bench.run(
            format, [SharedData.path(file)], map: Self.folder.appending(path: mapping).path)
        #expect(report.rowsRead == rows)
        #expect(report.rowsNew + report.rowsDuplicate >= least, "\(report.reasons)")
    }

    @Test("every ready mapping is a mapping")
    func allReadable() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
            $0.hasSuffix(".yaml")
        }
        #expect(names.count >= 8)
        for name in names { _ = try ColumnMapping(path: Self.folder.appending(path: name).path) }
    }
}
