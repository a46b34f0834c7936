import Foundation
import Listening
import Testing
import Warehouse

@testable import Ingestion

@Suite("Bad input")
struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let file: String
        let data: Data
        let code: String
        let mentions: String
        var format = ImportFormat.spotify
        var testDescription: String { name }

        init(
            _ name: String, _ file: String, _ text: String, _ code: String, _ mentions: String,
            format: ImportFormat = .spotify
        ) {
            self.init(name, file, Data(text.utf8), code, mentions, format: format)
        }

        init(
            _ name: String, _ file: String, _ data: Data, _ code: String, _ mentions: String,
            format: ImportFormat = .spotify
        ) {
            (self.name, self.file, self.data, self.code, self.mentions, self.format) = (
                name, file, data, code, mentions, format
            )
        }
    }

    static let cases: [Case] = [
        Case("an empty file", "StreamingHistory0.json", "", "import.empty", "StreamingHistory0.json"),
        Case("white space only", "StreamingHistory0.json", " \n\t", "import.empty", "StreamingHistory0.json"),
        Case(
            "a file that ends in the middle of a row", "StreamingHistory0.json",
            "[{\"endTime\": \"2022-01-01 10:00\", \"artistName\": \"A\", \"trackName\": \"T\", \"msPlayed\": 1}, {\"endTime\": \"2022",
            "import.truncated", "row 2"),
        Case(
            "a list that is never closed", "StreamingHistory0.json",
            "[{\"endTime\": \"2022-01-01 10:00\", \"artistName\": \"A\", \"trackName\": \"T\", \"msPlayed\": 1}",
            "import.truncated",
            "truncated"),
        Case(
            "a web page", "StreamingHistory0.json", "<html><body>Not found</body></html>", "import.not-json", "byte 0"),
        Case("text after the list", "StreamingHistory0.json", "[{\"endTime\": 1} oops]", "import.not-json", "byte 16"),
        Case(
            "another kind of JSON", "StreamingHistory0.json", "[{\"playlists\": [], \"name\": \"x\"}]",
            "import.wrong-format", "playlists"),
        Case(
            "UTF-16 that ends early", "StreamingHistory0.json", Data([0xFF, 0xFE, 0x5B, 0x00, 0x7B, 0x00]),
            "import.truncated", "row 1"),
        Case(
            "UTF-16 with half a character", "StreamingHistory0.json", Data([0xFF, 0xFE, 0x5B, 0x00, 0x00, 0xDC]),
            "import.encoding",
            "UTF-16"),
        Case("a zip that is none", "export.zip", "PK not really", "import.archive", "zip"),
        Case(
            "ISO-8859-1 in a table", "plays.csv",
            Data("track,artist,ended_at\nT,".utf8) + Data([0xE9, 0xE8]) + Data(",2022-01-01\n".utf8),
            "import.encoding", "UTF-8", format: .csv),
        Case(
            "a table without its columns", "plays.csv", "title,singer\nT,A\n", "import.mapping", "track", format: .csv),
        Case("an empty table", "plays.csv", "", "import.empty", "plays.csv", format: .csv),
        Case(
            "a table that is none", "plays.parquet", "PAR1 not really", "warehouse.file", "plays.parquet",
            format: .parquet),
        Case(
            "objects without the columns", "plays.ndjson", "{\"a\": 1}\n{\"a\": 2}\n", "import.mapping", "track",
            format: .ndjson),
    ]

    @Test("is refused as a whole, with the file, the remedy, and nothing left behind", arguments: cases)
    func refused(_ example: Case) async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let before = try await bench.content()
        let file = try bench.write(example.data, to: example.file)
        await #expect { try await bench.run(example.format, [file]) } throws: { error in
            let explained = error as? any ExplainedError
            return explained?.code == example.code && explained?.message.contains(example.mentions) == true
                && explained?.fault == .input
        }
        #expect(try await bench.content() == before)
    }

    @Test("a missing file, and a folder with nothing in it, are named")
    func missing() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        await #expect { try await bench.run(.spotify, ["/nowhere/at/all.json"]) } throws: {
            "\($0)".contains("/nowhere/at/all.json") && "\($0)".contains("import.missing-file")
        }
        await #expect { try await bench.run(.spotify, [bench.folder.path]) } throws: {
            "\($0)".contains("StreamingHistory*.json")
        }
    }

    @Test(
        "a bad row is left out with its reason, and the good ones are taken",
        arguments: [
            (#"{"endTime": "2022-02-30 10:00", "artistName": "A", "trackName": "T", "msPlayed": 1}"#, "endTime"),
            (#"{"endTime": "2999-01-01 10:00", "artistName": "A", "trackName": "T", "msPlayed": 1}"#, "endTime"),
            (#"{"endTime": "1901-01-01 10:00", "artistName": "A", "trackName": "T", "msPlayed": 1}"#, "endTime"),
            (#"{"endTime": "2022-01-01 10:00", "artistName": "A", "trackName": "T", "msPlayed": -1}"#, "msPlayed"),
            (
                #"{"endTime": "2022-01-01 10:00", "artistName": "A", "trackName": "T", "msPlayed": 86400001}"#,
                "msPlayed"
            ),
            (#"{"endTime": "2022-01-01 10:00", "artistName": "A", "trackName": "T", "msPlayed": "long"}"#, "msPlayed"),
            (#"{"endTime": "2022-01-01 10:00", "artistName": "A", "trackName": "T", "msPlayed": 1e99}"#, "msPlayed"),
            (#"{"endTime": "2022-01-01 10:00", "artistName": null, "trackName": "T", "msPlayed": 1}"#, "artistName"),
            (#"{"endTime": "2022-01-01 10:00", "artistName": "A", "trackName": "", "msPlayed": 1}"#, "trackName"),
            (#"{"endTime": 5, "artistName": "A", "trackName": "T", "msPlayed": 1}"#, "endTime"),
            (#"{"endTime": }"#, ""),
        ])
    func badRows(_ row: String, _ field: String) async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let good = #"{"endTime": "2022-01-01 10:00", "artistName": "A", "trackName": "T", "msPlayed": 1000}"#
        let file = try bench.write("[\(good),\(row)]", to: "StreamingHistory0.json")
        let report = try await bench.run(.spotify, [file])
        #expect((report.rowsRead, report.rowsNew, report.rowsInvalid) == (2, 1, 1))
        #expect(
            report.rejected.map(\.field) == [field] && report.rejected.map(\.row) == [2]
                && report.rejected[0].file == file)
    }

    @Test("broken UTF-8 in one row spoils that row alone")
    func brokenText() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let head = Data(
            #"[{"endTime": "2022-01-01 10:00", "artistName": "A", "trackName": "T", "msPlayed": 1000},{"endTime": "2022-01-01 10:01", "artistName": ""#
                .utf8)
        let tail = Data(#"", "trackName": "T", "msPlayed": 1000}]"#.utf8)
        let report = try await bench.run(
            .spotify, [try bench.write(head + Data([0xC3, 0x28]) + tail, to: "StreamingHistory0.json")])
        #expect((report.rowsNew, report.rowsInvalid) == (1, 1))
    }

    @Test("rows across the pieces that a file is read in are whole: 40,000 of them, some very long")
    func pieces() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let rows = (0..<40_000).map { index in
            (
                end: "2022-01-\(10 + index % 20) 10:\(10 + index % 50)",
                artist: "A\(index % 100) {[\\\"" + String(repeating: "é", count: index % 977 == 0 ? 9000 : 3),
                track: "T\(index)", ms: index
            )
        }
        let report = try await bench.run(
            .spotify, [try bench.write(IngestionFixture.account(rows), to: "StreamingHistory0.json")])
        #expect((report.rowsRead, report.rowsNew, report.rowsInvalid) == (40_000, 40_000, 0))
    }

    @Test("an archive whose entry escapes, or that is a bomb, is refused before anything is unpacked")
    func archives() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let script = """
            import sys, zipfile
            kind, path = sys.argv[1:]
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                if kind == "escape": archive.writestr("../../StreamingHistory0.json", "[]")
                if kind == "absolute": archive.writestr("/etc/StreamingHistory0.json", "[]")
                if kind == "bomb": archive.writestr("StreamingHistory0.json", b" " * 60_000_000)
                if kind == "many":
                    for index in range(600): archive.writestr(f"{index}/StreamingHistory0.json", "[]")
            """
        for (kind, word) in [
            ("escape", "leads out"), ("absolute", "leads out"), ("bomb", "bomb"), ("many", "600 entries"),
        ] {
            let path = bench.folder.appending(path: "\(kind).zip").path
            try Shell.run("python3", ["-c", script, kind, path])
            await #expect { try await bench.run(.spotify, [path]) } throws: { error in
                (error as? IngestionError)?.code == "import.archive" && "\(error)".contains(word)
            }
        }
        #expect(try await bench.count("SELECT COUNT(*) AS n FROM imports") == 0)
    }

    @Test("a listener keeps one zone: another is refused with the remedy")
    func zoneConflict() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let file = try bench.write(
            IngestionFixture.account([("2022-01-01 10:00", "A", "T", 1)]), to: "StreamingHistory0.json")
        _ = try await bench.run(.spotify, [file], zone: "Europe/Copenhagen")
        await #expect { try await bench.run(.spotify, [file], zone: "Asia/Tokyo") } throws: {
            ($0 as? IngestionError)?.code == "import.zone-conflict"
        }
        await #expect { try await bench.run(.spotify, [file], listener: "other", zone: "Moon/Base") } throws: {
            ($0 as? ListeningError)?.code == "listening.unknown-zone"
        }
        #expect(try await bench.run(.spotify, [file], zone: nil).rowsNew == 0)
    }

    @Test("undoing what is not there is refused")
    func unknownImport() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        await #expect { try await ImportHistory.undo(42, in: bench.warehouse) } throws: {
            ($0 as? IngestionError)?.code == "import.unknown-import"
        }
    }
}
