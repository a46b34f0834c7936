import Foundation
import Testing
import Warehouse

@testable import Ingestion

@Suite("Import of Spotify histories")
struct SpotifyImportTests {
    @Test("a row's time is the END of its stream: it started msPlayed earlier")
    func endOfStream() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let file = try bench.write(
            IngestionFixture.account([("2022-03-27 01:05", "A", "T", 600_000)]), to: "StreamingHistory0.json")
        _ = try await bench.run(.spotify, [file])
        let row = try await bench.warehouse.read {
            try $0.query(
                Statement("SELECT started_at, ended_at, local_date, local_hour, skip_kind, time_precision FROM plays"))
        }
        // 00:55 UTC is 01:55 in Copenhagen, five minutes before clocks go forward.
        #expect(
            row.row(0).map(\.description) == [
                "2022-03-27T00:55:00Z", "2022-03-27T01:05:00Z", "2022-03-27", "1", "none", "minute",
            ])
    }

    @Test("two plays in the same second are two plays, and importing again adds neither")
    func sameSecond() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let rows = [
            ("2022-01-01 10:00", "A", "T", 0), ("2022-01-01 10:00", "A", "T", 0), ("2022-01-01 10:00", "A", "U", 0),
        ]
        let file = try bench.write(IngestionFixture.account(rows), to: "StreamingHistory0.json")
        let first = try await bench.run(.spotify, [file])
        #expect((first.rowsNew, first.rowsDuplicate) == (3, 0))
        let second = try await bench.run(.spotify, [file])
        #expect((second.rowsNew, second.rowsDuplicate) == (0, 3))
        #expect(try await bench.count("SELECT COUNT(*) AS n FROM plays") == 3)
    }

    @Test("a longer export adds only what is new, and the same file twice in one import counts once")
    func overlapping() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let early = [("2022-01-01 10:00", "A", "T", 200_000), ("2022-01-01 10:04", "A", "U", 200_000)]
        let late = early + [("2022-01-01 10:08", "B", "V", 10_000), ("2022-01-01 10:08", "B", "V", 10_000)]
        _ = try await bench.run(
            .spotify, [try bench.write(IngestionFixture.account(early), to: "one/StreamingHistory0.json")])
        let file = try bench.write(IngestionFixture.account(late), to: "two/StreamingHistory0.json")
        let report = try await bench.run(.spotify, [file, file])
        #expect((report.rowsRead, report.rowsNew, report.rowsDuplicate) == (8, 2, 6))
        #expect(try await bench.count("SELECT COUNT(*) AS n FROM plays") == 4)
        #expect(try await bench.count("SELECT COUNT(DISTINCT session_key) AS n FROM plays") == 1)
    }

    @Test("plays that arrive later between two sessions join them, and undoing that parts them again")
    func sessionsMerge() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let apart = [("2022-01-01 10:10", "A", "T", 600_000), ("2022-01-01 11:00", "A", "U", 600_000)]
        _ = try await bench.run(
            .spotify, [try bench.write(IngestionFixture.account(apart), to: "StreamingHistory0.json")])
        #expect(try await bench.count("SELECT COUNT(*) AS n FROM sessions") == 2)
        let before = try await bench.content()
        let between = try bench.write(
            IngestionFixture.account([("2022-01-01 10:30", "A", "V", 600_000)]), to: "more/StreamingHistory1.json")
        let report = try await bench.run(.spotify, [between])
        #expect(try await bench.count("SELECT COUNT(*) AS n FROM sessions") == 1)
        #expect(try await bench.count("SELECT MAX(session_position) AS n FROM plays") == 3)
        _ = try await ImportHistory.undo(try #require(report.importID), in: bench.warehouse)
        #expect(try await bench.content() == before)
    }

    @Test("the extended history keeps skips and reasons, drops addresses, and ignores episodes and audiobooks")
    func extended() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let text = """
            [{"ts":"2020-03-13T23:48:16Z","username":"someone@example.org","platform":"iOS 14 (iPhone12,1)","ms_played":5000,"conn_country":"DK","ip_addr_decrypted":"203.0.113.7",
              "user_agent_decrypted":"agent","ip_addr":"203.0.113.7","master_metadata_track_name":"T","master_metadata_album_artist_name":"A",
              "master_metadata_album_album_name":"Album","spotify_track_uri":"spotify:track:1","episode_name":null,"reason_start":"clickrow","reason_end":"fwdbtn",
              "shuffle":true,"skipped":null,"offline":false,"offline_timestamp":0,"incognito_mode":false},
             {"ts":"2020-03-13T23:58:16Z","ms_played":5000,"master_metadata_track_name":null,"episode_name":"E","spotify_episode_uri":"spotify:episode:1"},
             {"ts":"2020-03-14T23:58:16Z","ms_played":5000,"master_metadata_track_name":null,"audiobook_title":"B"},
             {"ts":"2020-03-14T23:59:16Z","ms_played":5000,"master_metadata_track_name":null}]
            """
        let report = try await bench.run(.spotify, [try bench.write(text, to: "endsong_0.json")])
        #expect((report.rowsRead, report.rowsNew, report.rowsIgnored, report.rowsInvalid) == (4, 1, 2, 1))
        let row = try await bench.warehouse.read {
            try $0.query(
                Statement(
                    "SELECT album, device, reason_start, reason_end, shuffle, skip_kind, skipped, country FROM plays JOIN tracks USING (track_key) JOIN listeners USING (listener_key)"
                ))
        }
        #expect(
            row.row(0).map(\.description) == ["Album", "mobile", "clickrow", "fwdbtn", "true", "early", "true", "DK"])
        for (table, content) in try await bench.content() {
            for secret in ["203.0.113.7", "someone@example.org", "agent"] {
                #expect(!content.contains(secret), "\(table) holds \(secret)")
            }
        }
    }

    @Test("a zip and a folder of the same history are the same history; what is no history in them is left alone")
    func zips() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let rows = IngestionFixture.account([("2022-01-01 10:00", "A", "T", 200_000)])
        try bench.write(rows, to: "MyData/StreamingHistory_music_0.json")
        try bench.write("{\"email\": \"x\"}", to: "MyData/Userdata.json")
        let zip = bench.folder.appending(path: "my_spotify_data.zip").path
        try Shell.run("python3", ["-m", "zipfile", "-c", zip, bench.folder.appending(path: "MyData").path])
        let first = try await bench.run(.spotify, [zip])
        #expect(first.rowsNew == 1)
        let second = try await bench.run(.spotify, [bench.folder.appending(path: "MyData").path])
        #expect((second.rowsNew, second.rowsDuplicate) == (0, 1))
    }

    @Test("a dry run reports what the import then does, and changes nothing")
    func dryRun() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let file = try bench.write(
            IngestionFixture.account([("2022-01-01 10:00", "A", "T", 200_000), ("2022-01-01 10:00", "A", "T", -5)]),
            to: "StreamingHistory0.json")
        let before = try await bench.content()
        let trial = try await bench.run(.spotify, [file], dryRun: true)
        #expect(try await bench.content() == before)
        let real = try await bench.run(.spotify, [file])
        #expect(
            (trial.rowsRead, trial.rowsNew, trial.rowsInvalid, trial.importID) == (
                real.rowsRead, real.rowsNew, real.rowsInvalid, nil
            ))
    }

    @Test(
        "the real account history: every row, every artist, and undo leaves the warehouse as it was",
        .enabled(if: SharedData.isThere, "no shared data"))
    func realHistory() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let before = try await bench.content()
        let report = try await bench.run(.spotify, [SharedData.path("spotify/account_history")])
        #expect((report.rowsRead, report.rowsNew, report.artists, report.rowsInvalid) == (54_429, 54_429, 2_169, 0))
        #expect((report.firstDay, report.lastDay) == ("2021-04-22", "2022-04-22"))
        #expect(abs((report.shareUnder30Seconds ?? 0) - 0.402) < 0.0005)
        #expect(report.hours.map { Int($0.rounded()) } == 1605)
        let again = try await bench.run(.spotify, [SharedData.path("spotify/account_history")])
        #expect((again.rowsNew, again.rowsDuplicate) == (0, 54_429))
        #expect(try await bench.count("SELECT COUNT(*) AS n FROM plays WHERE ms_played = 0") == 1_590)
        for id in [again.importID, report.importID] {
            _ = try await ImportHistory.undo(try #require(id), in: bench.warehouse)
        }
        #expect(try await bench.content() == before)
    }

    @Test(
        "of a video history the music videos are plays and the rest is not music",
        .enabled(if: SharedData.isThere, "no shared data"))
    func video() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let report = try await bench.run(.spotify, [SharedData.path("spotify/Streaming_History_Video_2020-2025.json")])
        // 23 of its 57 rows have a track's URI, the others an episode's.
        #expect((report.rowsRead, report.rowsNew, report.rowsIgnored, report.rowsInvalid) == (57, 23, 34, 0))
    }
}

/// Runs a program and fails where it fails.
enum Shell {
    @discardableResult
    static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: output, as: UTF8.self)
    }
}
