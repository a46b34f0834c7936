import Foundation
import Listening
import Testing
import Warehouse

@testable import Ingestion

/// Small inputs that once failed, beside the project; each with the value that is right.
@Suite("Cases", .enabled(if: SharedCases.isThere, "no shared cases"))
struct SharedCaseTests {
    private func text(_ bench: IngestionFixture, _ sql: String) async throws -> [String] {
        try await bench.warehouse.read { connection in
            let rows = try connection.query(Statement(sql))
            return (0..<rows.rowCount).map { rows.row($0).map(\.description).joined(separator: "|") }
        }
    }

    private func failure(_ bench: IngestionFixture, _ format: ImportFormat, _ path: String) async -> String {
        do {
            _ = try await bench.run(format, [path])
            return "imported"
        } catch {
            return "\(error)"
        }
    }

    @Test("01: what was exported of an account history is known when it comes back")
    func ownExport() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        _ = try await bench.run(.spotify, [SharedCases.path("01-own-export-doubles/StreamingHistory_music_0.json")])
        let first = try await bench.export("out.csv")
        let again = try await bench.run(.csv, [first])
        #expect((again.rowsRead, again.rowsNew, again.rowsDuplicate) == (2, 0, 2))
        let parquet = try await bench.exportParquet("lake")
        let third = try await bench.run(.parquet, [parquet])
        #expect((third.rowsRead, third.rowsNew, third.rowsDuplicate) == (2, 0, 2))
    }

    @Test(
        "02: quotes are understood wherever they first appear",
        arguments: [("a.csv", "\"Heroes\""), ("b.csv", "Hello, Goodbye"), ("c.csv", "Hello, Goodbye")])
    func lateQuotes(_ file: String, _ title: String) async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let report = try await bench.run(.csv, [SharedCases.path("02-quotes-after-line-20480/\(file)")], zone: "UTC")
        #expect(report.rowsInvalid == 0)
        #expect(
            try await bench.count(
                "SELECT COUNT(*) AS n FROM plays JOIN tracks USING (track_key) WHERE name = '\(title)'") ?? 0 >= 1)
    }

    @Test("03 and security 11: a file name is never a pattern")
    func names() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        _ = try await bench.run(.csv, [SharedCases.path("03-brackets-in-file-name/plays[1].csv")], zone: "UTC")
        #expect(try await text(bench, "SELECT name FROM tracks") == ["RIGHT"])
        let folder = SharedCases.path("security/11-glob-names")
        for name in ["history[1].csv", "plays*.csv", "what?.csv", "{a,b}.csv", "~.csv", "o'quote.csv", "new\nline.csv"]
        {
            let other = try await IngestionFixture()
            defer { other.clean() }
            #expect(try await other.run(.csv, ["\(folder)/\(name)"], zone: "UTC").rowsRead == 1, "\(name)")
        }
    }

    @Test("08: rows before a second heading are read, and the heading is told with its line")
    func twoTables() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let report = try await bench.run(.csv, [SharedCases.path("08-two-tables-in-one-csv/plays.csv")], zone: "UTC")
        #expect((report.rowsRead, report.rowsNew, report.rowsInvalid) == (71, 70, 1))
        #expect(report.rejected.first?.line == 32)
    }

    @Test(
        "09 and security 08: a # begins a title like any other character",
        arguments: [("some.csv", 42), ("all.csv", 80)])
    func hashes(_ file: String, _ plays: Int) async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let report = try await bench.run(.csv, [SharedCases.path("09-rows-with-a-hash/\(file)")], zone: "UTC")
        #expect((report.rowsNew, report.rowsInvalid) == (plays, 1))
        for (name, new, invalid) in [
            ("excel-na.csv", 2, 1), ("excel-value.csv", 2, 1), ("hashnum.csv", 2, 1), ("numeric-titles.csv", 3, 0),
        ] {
            let other = try await IngestionFixture()
            defer { other.clean() }
            let report = try await other.run(
                .csv, [SharedCases.path("security/08-csv-hash-row-lost/\(name)")], zone: "UTC")
            #expect((report.rowsRead, report.rowsNew, report.rowsInvalid) == (new + invalid, new, invalid), "\(name)")
        }
    }

    @Test("10: lists after the first one are read")
    func twoLists() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        #expect(
            try await bench.run(.spotify, [SharedCases.path("10-two-json-lists/Streaming_History_Audio_all.json")])
                .rowsNew == 4)
        #expect(try await bench.run(.ndjson, [SharedCases.path("10-two-json-lists/plays.ndjson")]).rowsNew == 2)
    }

    @Test(
        "security 10: what follows a list is read, or the file is refused at that place",
        arguments: [
            ("a.ndjson", nil), ("b.ndjson", nil), ("c.ndjson", nil), ("commas.json", nil), ("double-comma.json", nil),
            ("l.ndjson", 2),
            ("lines-nonl.json", nil), ("lines.json", 2),
            ("mixed.json", nil), ("no-comma.json", nil), ("null.json", nil), ("numbers.json", nil),
            ("trailing-comma.json", nil),
            ("trailing-garbage.json", nil), ("trailing-object.json", nil), ("nested.json", nil), ("emptyarr.json", 0),
        ] as [(String, Int?)])
    func trailing(_ name: String, _ plays: Int?) async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let path = SharedCases.path("security/10-json-trailing/\(name)")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        // Each object of these files begins with the same key.
        let objects = String(decoding: bytes, as: UTF8.self).components(separatedBy: "{\"endTime\":\"2").count - 1
        do {
            let report = try await bench.run(.spotify, [path])
            #expect(report.rowsRead >= objects, "\(name): \(report.rowsRead) of \(objects)")
            #expect(report.rowsRead == report.rowsNew + report.rowsDuplicate + report.rowsIgnored + report.rowsInvalid)
            if let plays { #expect(report.rowsNew == plays) }
        } catch let error as IngestionError {
            #expect(plays == nil, "\(name): \(error)")
            #expect(
                ["import.not-json", "import.truncated", "import.nothing-valid", "import.wrong-format"].contains(
                    error.code))
        }
    }

    @Test("11: zips that macOS makes are read")
    func macOSZip() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        #expect(try await bench.run(.spotify, [SharedCases.path("11-macos-zip/history.zip")]).rowsNew == 2)
    }

    @Test(
        "security 12: archives that are damaged, encrypted or bombs are refused",
        arguments: ["bomb_ratio", "encrypted", "lie600", "nested2", "overlap", "trunc"])
    func zips(_ name: String) async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let message = await failure(bench, .spotify, SharedCases.path("security/12-zips/\(name).zip"))
        #expect(
            ["import.archive", "import.nothing-to-import", "import.compressed"].contains(where: message.contains),
            "\(message)")
        #expect(try await bench.count("SELECT COUNT(*) AS n FROM plays") == 0)
    }

    @Test("17: an object may leave out a field that the mapping names")
    func missingField() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let folder = SharedCases.path("17-ndjson-first-row-lacks-a-field")
        #expect(try await bench.run(.ndjson, ["\(folder)/plays.ndjson"], map: "\(folder)/map.yaml").rowsNew == 2)
    }

    @Test("19: Parquet strings without the UTF8 mark are text")
    func unmarkedStrings() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        _ = try await bench.run(.parquet, [SharedCases.path("19-parquet-strings-without-a-mark/plays.parquet")])
        #expect(
            try await text(bench, "SELECT tracks.name, artists.name FROM tracks JOIN artists USING (artist_key)") == [
                "Jóga|Björk"
            ])
    }

    @Test("21: both histories of the same days are one, in any order, and an undo brings the other back")
    func bothHistories() async throws {
        let folder = SharedCases.path("21-account-and-extended-in-one-folder")
        let together = try await IngestionFixture()
        defer { together.clean() }
        let report = try await together.run(.spotify, [folder])
        #expect((report.rowsRead, report.rowsNew, report.rowsDuplicate) == (4, 2, 2))
        let files = ["\(folder)/StreamingHistory_music_0.json", "\(folder)/Streaming_History_Audio_2024_0.json"]
        let query =
            "SELECT started_at, ended_at, ms_played, reason_end, track_id, time_precision FROM plays JOIN tracks USING (track_key) ORDER BY ended_at"
        for order in [files, files.reversed()] {
            let bench = try await IngestionFixture()
            defer { bench.clean() }
            _ = try await bench.run(.spotify, [order[0]])
            let before = try await bench.content()
            let second = try await bench.run(.spotify, [order[1]])
            #expect(second.rowsNew == 0)
            #expect(try await text(bench, query) == text(together, query))
            #expect(try await bench.count("SELECT COUNT(*) AS n FROM plays WHERE time_precision = 'second'") == 2)
            _ = try await ImportHistory.undo(try #require(second.importID), in: bench.warehouse)
            #expect(try await bench.content() == before)
        }
    }

    @Test("22: what is known of a track does not depend on the order of rows and imports")
    func order() async throws {
        let folder = SharedCases.path("22-first-row-wins")
        let whole = try await IngestionFixture()
        defer { whole.clean() }
        _ = try await whole.run(.csv, ["\(folder)/plays.csv"])
        #expect(try await text(whole, "SELECT DISTINCT skip_kind FROM plays") == ["mid"])
        for files in [["p1.csv", "p2.csv"], ["p2.csv", "p1.csv"]] {
            let bench = try await IngestionFixture()
            defer { bench.clean() }
            for file in files { _ = try await bench.run(.csv, ["\(folder)/\(file)"]) }
            #expect(
                try await text(bench, "SELECT DISTINCT skip_kind, duration_ms FROM plays JOIN tracks USING (track_key)")
                    == ["mid|200000"])
        }
    }

    @Test("24: audiobooks of the account data are not music")
    func audiobooks() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let folder = SharedCases.path("24-audiobooks-of-the-account-data")
        let report = try await bench.run(.spotify, [folder])
        #expect((report.rowsRead, report.rowsNew, report.rowsIgnored, report.rowsInvalid) == (3, 2, 1, 0))
        let alone = try await IngestionFixture()
        defer { alone.clean() }
        #expect(try await alone.run(.spotify, ["\(folder)/StreamingHistory_audiobook_0.json"]).rowsIgnored == 1)
    }

    @Test("25: music videos are plays")
    func videos() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        #expect(
            try await bench.run(.spotify, [SharedCases.path("25-music-videos/Streaming_History_Video_2024.json")])
                .rowsNew == 1)
    }

    @Test("26: plays whose names are withheld are kept")
    func withheld() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let report = try await bench.run(
            .spotify, [SharedCases.path("26-null-names-with-a-uri/Streaming_History_Audio_2024_0.json")])
        #expect((report.rowsNew, report.rowsInvalid) == (2, 0))
        #expect(
            try await bench.count(
                "SELECT COUNT(*) AS n FROM tracks WHERE name = 'Unknown track' AND track_id LIKE 'spotify:track:%'")
                == 1)
    }

    @Test("28: a renamed history is found in a folder")
    func renamed() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        #expect(try await bench.run(.spotify, [SharedCases.path("28-renamed-file")]).rowsNew == 4)
    }

    @Test("29: a refusal names its cause, and where")
    func causes() async throws {
        let folder = SharedCases.path("29-unclear-errors")
        func report(_ file: String) async throws -> (report: ImportReport, rejected: RejectedRow?) {
            let bench = try await IngestionFixture()
            defer { bench.clean() }
            let report = try await bench.run(.csv, ["\(folder)/\(file)"], zone: "UTC")
            return (report, report.rejected.first)
        }
        #expect(try await report("gz/plays.csv.gz").report.rowsNew > 0)
        #expect(try await report("mixed-newlines.csv").report.rowsNew == 3)
        #expect(try await report("heading-comma.csv").report.rowsNew == 2)
        let fewer = try await report("fewer-cells.csv")
        #expect(
            fewer.report.rowsNew == 2 && fewer.rejected?.line == 3 && fewer.rejected?.reason.contains("4 cells") == true
        )
        let more = try await report("more-cells.csv")
        #expect(more.rejected?.reason.contains("cells") == true && more.rejected?.line != nil)
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let message = await failure(bench, .csv, "\(folder)/latin1-late.csv")
        #expect(message.contains("import.encoding") && message.contains("iconv") && message.contains("line "))
    }

    @Test(
        "security 03 and 04: a play that began in the year 1 or 1899 is a row with a reason",
        arguments: ["03-start-in-year-1", "04-start-1900"])
    func ancient(_ name: String) async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        do {
            _ = try await bench.run(.ndjson, [SharedCases.path("security/\(name)/plays.ndjson")])
        } catch let error as IngestionError {
            #expect(error.code == "import.nothing-valid")
        }
        #expect(
            try await bench.count("SELECT COUNT(*) AS n FROM plays WHERE started_at < TIMESTAMP '1990-01-01 00:00:00'")
                == 0)
    }

    @Test("security 09: a NUL in a text is a row with a reason")
    func nul() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let message = await failure(bench, .csv, SharedCases.path("security/09-csv-nul/nul.csv"))
        #expect(message.contains("NUL") || message == "imported")
        #expect(try await bench.count("SELECT COUNT(*) AS n FROM tracks WHERE contains(name, chr(0))") == 0)
    }
}

/// The small inputs beside the project.
enum SharedCases {
    static let root = SharedData.root.deletingLastPathComponent().appending(path: "cases")
    static func path(_ name: String) -> String { root.path + "/" + name }
    static var isThere: Bool { FileManager.default.fileExists(atPath: root.path) }
}
