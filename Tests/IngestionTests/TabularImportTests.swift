import Formatting
import Foundation
import Testing
import Warehouse

@testable import Ingestion

@Suite("Import of tables")
struct TabularImportTests {
    private let rows = [
        ["2022-01-01T10:00:00Z", "200000", "T, the \"first\"", "Añejo", "0.5"],
        ["2022-01-01T10:04:00+01:00", "1000", "U", "東京", ""],
    ]

    @Test("CSV, NDJSON and Parquet of the same plays are the same plays")
    func sameEverywhere() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let quoted = rows.map {
            $0.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }.joined(separator: ",")
        }
        let csv = try bench.write(
            "ended_at,ms_played,track,artist,energy\n" + quoted.joined(separator: "\n") + "\n", to: "plays.csv")
        let first = try await bench.run(.csv, [csv])
        #expect((first.rowsNew, first.rowsInvalid) == (2, 0))
        let objects = rows.map {
            JSONValue.object(zip(["ended_at", "ms_played", "track", "artist"], $0).map { ($0, .text($1)) }).serialized()
        }
        let ndjson = try bench.write(objects.joined(separator: "\n"), to: "plays.ndjson")
        let second = try await bench.run(.ndjson, [ndjson])
        #expect((second.rowsNew, second.rowsDuplicate) == (0, 2))
        let parquet = bench.folder.appending(path: "plays.parquet").path
        try await bench.warehouse.write { connection in
            _ = try connection.execute(
                Statement("COPY (SELECT * FROM read_csv('\(csv)')) TO '\(parquet)' (FORMAT parquet)"))
        }
        let third = try await bench.run(.parquet, [parquet])
        #expect((third.rowsRead, third.rowsNew, third.rowsDuplicate) == (2, 0, 2))
    }

    @Test("a mapping file says which column is what, and a column that is not there is named")
    func mapping() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let csv = try bench.write("when,secs,song,who\n2022-01-01 10:00:00,12.5,T,A\n", to: "plays.csv")
        let map = try bench.write(
            "columns: {ended_at: when, seconds_played: secs, track: song, artist: who}\nplatform: apple_music\nprecision: second\n",
            to: "map.yaml")
        _ = try await bench.run(.csv, [csv], map: map)
        let row = try await bench.warehouse.read {
            try $0.query(Statement("SELECT ms_played, platform, skip_kind FROM plays"))
        }
        #expect(row.row(0) == [.integer(12_500), .text("apple_music"), .text("early")])
        let wrong = try bench.write("columns: {ended_at: nonsuch, track: song, artist: who}", to: "wrong.yaml")
        await #expect { try await bench.run(.csv, [csv], map: wrong) } throws: {
            "\($0)".contains("nonsuch") && "\($0)".contains("when, secs, song, who")
        }
        for (text, word) in [
            ("columns: {nofield: when}", "nofield"), ("platform: gramophone", "gramophone"), ("colums: {}", "colums"),
            ("- a\n- b", "YAML"),
        ] {
            let bad = try bench.write(text, to: "bad.yaml")
            await #expect { try await bench.run(.csv, [csv], map: bad) } throws: {
                ($0 as? IngestionError)?.code == "import.mapping" && "\($0)".contains(word)
            }
        }
    }

    @Test(
        "a cell that cannot be is named with its column",
        arguments: [
            ("2022-13-01T10:00:00Z,1000,T,A,0.5", "ended_at"), ("2022-01-01T10:00:00Z,-1,T,A,0.5", "ms_played"),
            ("2022-01-01T10:00:00Z,x,T,A,0.5", "ms_played"),
            ("2022-01-01T10:00:00Z,1000,,A,0.5", "track"), ("2022-01-01T10:00:00Z,1000,T,,0.5", "artist"),
            ("2022-01-01T10:00:00Z,1000,T,A,1.5", "energy"),
            ("2022-01-01T10:00:00Z,1000,T,A,nan", "energy"), (",1000,T,A,0.5", "ended_at"),
        ])
    func badCells(_ line: String, _ column: String) async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let csv = try bench.write(
            "ended_at,ms_played,track,artist,energy\n\(line)\n2022-01-01T10:00:00Z,1000,T,A,0.5\n", to: "plays.csv")
        let report = try await bench.run(.csv, [csv])
        #expect((report.rowsNew, report.rowsInvalid) == (1, 1))
        #expect(report.rejected.first?.field == column && report.rejected.first?.row == 1)
    }

    @Test("tables may hold many listeners, each with a zone")
    func manyListeners() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let csv = try bench.write(
            "listener,zone,tier,ended_at,ms_played,track,artist\na,Asia/Tokyo,premium,2022-01-01T20:00:00Z,1000,T,A\nb,America/New_York,free,2022-01-01T03:00:00Z,1000,T,A\nc,Nowhere/At-All,,2022-01-01T03:00:00Z,1000,T,A\n",
            to: "plays.csv")
        let report = try await bench.run(.csv, [csv])
        #expect((report.rowsNew, report.rowsInvalid, report.listeners) == (2, 1, 2))
        let days = try await bench.warehouse.read {
            try $0.query(
                Statement("SELECT local_date FROM plays JOIN listeners USING (listener_key) ORDER BY listener_id"))
        }
        #expect((0..<2).map { days.columns[0].value(at: $0).description } == ["2022-01-02", "2021-12-31"])
    }

    @Test(
        "a listener has one calendar: a later table uses the zone they are kept in, and a row that names another is left out"
    )
    func oneCalendar() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        _ = try await bench.run(
            .csv,
            [
                try bench.write(
                    "listener,zone,ended_at,ms_played,track,artist\nbob,Asia/Tokyo,2022-01-01T20:00:00Z,1000,T,A\n",
                    to: "one.csv")
            ], zone: nil)
        let later = try bench.write(
            "listener,zone,ended_at,ms_played,track,artist\nbob,,2022-01-02T20:00:00Z,1000,T,A\nbob,America/New_York,2022-01-03T20:00:00Z,1000,T,A\n",
            to: "two.csv")
        let report = try await bench.run(.csv, [later], zone: nil)
        #expect((report.rowsNew, report.rowsInvalid, report.rejected.first?.field) == (1, 1, "zone"))
        let days = try await bench.warehouse.read {
            try $0.query(Statement("SELECT local_date FROM plays ORDER BY started_at"))
        }
        #expect((0..<2).map { days.columns[0].value(at: $0).description } == ["2022-01-02", "2022-01-03"])
    }

    @Test(
        "a field that nobody reads costs no row, whatever number it holds, and a list in place of a value is a reason")
    func oddObjects() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let play = #""ended_at": "2024-01-01T10:0M:00Z", "track": "T", "artist": "A", "ms_played": 1000"#
        func line(_ minute: Int, _ more: String) -> String {
            "{\(play.replacingOccurrences(of: "0M", with: "0\(minute)")), \(more)}"
        }
        let lines = [
            line(0, #""other": 12345678901234567890123"#), line(1, #""other": 1e400"#),
            line(2, #""other": [1, {"a": -1e999}]"#),
            line(3, #""listener": {"id": 3}"#), line(4, #""listener": ["bob"]"#),
            line(5, #""other": "1e400 \" 1e400""#),
            line(6, #""duration_ms": 0x10"#), line(7, #""duration_ms": "0x10""#),
            line(8, #""duration_ms": 99999999999999999999"#),
        ]
        let report = try await bench.run(.ndjson, [bench.write(lines.joined(separator: "\n"), to: "odd.ndjson")])
        #expect(report.rowsRead == 9 && report.rowsNew == 4 && report.rowsInvalid == 5)
        let reasons = Dictionary(report.rejected.map { ($0.row, "\($0.field): \($0.reason)") }) { first, _ in first }
        #expect(reasons[4] == "listener: is an object or a list, not a single value" && reasons[5] == reasons[4])
        #expect(reasons[8]?.contains("duration_ms: \"0x10\"") == true)
    }

    @Test("a file of which no row can be taken is refused, and no import is recorded")
    func nothingValid() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let csv = try bench.write("ended_at,ms_played,track,artist\nnever,1,T,A\n", to: "plays.csv")
        await #expect { try await bench.run(.csv, [csv]) } throws: {
            ($0 as? IngestionError)?.code == "import.nothing-valid" && "\($0)".contains("ended_at")
        }
        #expect(try await bench.count("SELECT COUNT(*) AS n FROM imports") == 0)
    }

    @Test(
        "the flattened extended history: reasons and early skips as its publisher counts them",
        .enabled(if: SharedData.isThere, "no shared data"))
    func flattened() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let map = try bench.write(
            """
            columns:
              ended_at: ts
              track: master_metadata_track_name
              artist: master_metadata_album_artist_name
              album: master_metadata_album_album_name
              track_id: spotify_track_uri
            platform: spotify
            """, to: "map.yaml")
        let report = try await bench.run(.csv, [SharedData.path("spotify/extended_random_1000_rows.csv")], map: map)
        #expect((report.rowsRead, report.rowsNew, report.rowsInvalid) == (1000, 1000, 0))
        let reasons = try await bench.warehouse.read {
            try $0.query(Statement("SELECT reason_end, COUNT(*) AS n FROM plays GROUP BY 1 ORDER BY 2 DESC, 1"))
        }
        let counts = Dictionary(
            uniqueKeysWithValues: (0..<reasons.rowCount).map {
                (reasons.columns[0].value(at: $0).description, reasons.columns[1].value(at: $0).integer ?? 0)
            })
        #expect(
            (counts["trackdone"], counts["fwdbtn"], counts["endplay"], counts["logout"], counts["backbtn"]) == (
                804, 145, 21, 10, 9
            ))
        #expect(try await bench.count("SELECT COUNT(*) AS n FROM plays WHERE reason_end LIKE 'unexpected-exit%'") == 5)
    }

    @Test(
        "the SpotiFlow table: its plays with their audio features, known to the day only",
        .enabled(if: SharedData.isThere, "no shared data"))
    func spotiflow() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let report = try await bench.run(.spotiflow, [SharedData.path("spotiflow/spotify_data.csv")])
        // The file has 1,351 lines, of which the first is the heading.
        #expect((report.rowsRead, report.rowsNew, report.rowsInvalid) == (1350, 1350, 0))
        #expect(
            try await bench.count(
                "SELECT COUNT(*) AS n FROM plays JOIN tracks USING (track_key) WHERE danceability IS NOT NULL AND valence IS NOT NULL AND tempo IS NOT NULL"
            ) == 1350)
        #expect(
            try await bench.count("SELECT COUNT(*) AS n FROM plays WHERE skipped IS NULL AND time_precision = 'day'")
                == 1350)
    }
}
