import ExperimentService
import Experimentation
import Foundation
import Listening
import Testing
import Warehouse

@testable import Ingestion

/// What is stored does not depend on the order in which it came.
@Suite("Order of imports")
struct OrderTests {
    /// Plays, listeners, tracks and tiers by their names, without keys.
    private func state(_ bench: IngestionFixture) async throws -> [String] {
        try await bench.warehouse.read { connection in
            try [
                """
                SELECT listener_id, zone, started_at, ended_at, ms_played, local_date, local_hour, tracks.track_id, skip_kind, reason_end, time_precision
                FROM plays JOIN listeners USING (listener_key) JOIN tracks USING (track_key) ORDER BY ALL
                """,
                """
                SELECT track_id, tracks.name, artists.name AS artist, album, genre, duration_ms, energy FROM tracks JOIN artists USING (artist_key) ORDER BY ALL
                """,
                "SELECT listener_id, zone, country, tier, age_group, signed_up_on FROM listeners ORDER BY ALL",
                "SELECT listener_id, subscriptions.tier, started_on, ended_on FROM subscriptions JOIN listeners USING (listener_key) ORDER BY ALL",
                """
                SELECT listener_id, sessions.started_at, sessions.ended_at, plays, skips, sessions.ms_played
                FROM sessions JOIN listeners USING (listener_key) ORDER BY ALL
                """,
                "SELECT experiment, listener_id, arm, exposed_at, local_date FROM exposures JOIN listeners USING (listener_key) ORDER BY ALL",
            ].map { try connection.query(Statement($0)).csv }
        }
    }

    /// Plays of three listeners and five tracks, of which each row says something else of both.
    private func file(_ random: inout Draws) -> [String] {
        let zones = ["Europe/Copenhagen", "America/New_York", ""]
        return (0..<12).map { _ in
            let listener = random.next(3)
            let track = random.next(5)
            return [
                "l\(listener)", random.next(3) == 0 ? zones[listener] : "", random.pick(["", "DK", "SE", "JP"]),
                random.pick(["", "free", "premium", "student"]),
                "2022-0\(1 + random.next(6))-1\(random.next(9))T1\(random.next(9)):\(10 + random.next(50)):0\(random.next(9))Z",
                "\(random.next(200) * 1000)",
                "T\(track)", "A\(track % 2)", random.pick(["", "pop", "rock"]), random.pick(["", "200000", "180000"]),
                random.pick(["", "0.5", "0.75"]), random.pick(["", "trackdone", "fwdbtn"]),
            ].joined(separator: ",")
        }
    }

    private static let heading =
        "listener,zone,country,tier,ended_at,ms_played,track,artist,genre,duration_ms,energy,reason_end\n"

    @Test(
        "imports in any order, and rows in any order, leave the same plays, tracks, listeners and tiers",
        arguments: 0..<4)
    func anyOrder(_ seed: UInt64) async throws {
        var random = Draws(seed: seed &+ 77)
        let files = [file(&random), file(&random), file(&random)]
        var states: [[String]] = []
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
            let bench = try await IngestionFixture()
            defer { bench.clean() }
            for index in order {
                var rows = files[index]
                if order[0] != 0 { rows.reverse() }
                _ = try await bench.run(
                    .csv, [try bench.write(Self.heading + rows.joined(separator: "\n") + "\n", to: "\(index).csv")],
                    zone: nil)
            }
            states.append(try await state(bench))
        }
        #expect(states[1] == states[0])
        #expect(states[2] == states[0])
    }

    @Test("undoing imports in any order brings back what was there before each", arguments: 0..<3)
    func undo(_ seed: UInt64) async throws {
        var random = Draws(seed: seed &+ 501)
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let files = [file(&random), file(&random)]
        _ = try await bench.run(
            .csv, [try bench.write(Self.heading + files[0].joined(separator: "\n"), to: "0.csv")], zone: nil)
        let one = try await bench.content()
        let second = try await bench.run(
            .csv, [try bench.write(Self.heading + files[1].joined(separator: "\n"), to: "1.csv")], zone: nil)
        _ = try await ImportHistory.undo(try #require(second.importID), in: bench.warehouse)
        #expect(try await bench.content() == one)
        // The first one undone while the second is there leaves what the second alone would have.
        _ = try await bench.run(.csv, [bench.folder.appending(path: "1.csv").path], zone: nil)
        _ = try await ImportHistory.undo(1, in: bench.warehouse)
        let alone = try await IngestionFixture()
        defer { alone.clean() }
        _ = try await alone.run(.csv, [bench.folder.appending(path: "1.csv").path], zone: nil)
        #expect(try await state(bench) == state(alone))
    }

    private func record(_ rows: [(String, String)], _ source: String?, _ bench: IngestionFixture) async throws {
        let now = try #require(Instant("2024-02-01T00:00:00Z"))
        let exposures = try rows.map {
            ExposureRow(experiment: "k", unit: $0.0, arm: "treatment", at: try #require(Instant($0.1)))
        }
        _ = try await ExposureLedger(bench.warehouse).record(exposures, source: source, at: now)
    }

    @Test("14: an exposure before the first play does not fix a listener's zone, country or tier")
    func exposuresFirst() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        try await record([("anna", "2024-01-05T23:30:00Z")], "exposures.csv", bench)
        let file = try bench.write(
            "listener,zone,country,tier,started_at,ms_played,track,artist\nanna,Europe/Copenhagen,DK,premium,2024-01-06T10:00:00Z,60000,T,A\n",
            to: "plays.csv")
        let report = try await bench.run(.csv, [file], zone: nil)
        #expect((report.rowsNew, report.rowsInvalid) == (1, 0))
        let listener = try await bench.warehouse.read {
            try $0.query(
                Statement("SELECT zone, country, tier, local_date FROM listeners JOIN exposures USING (listener_key)")
            ).row(0).map(
                \.description)
        }
        #expect(listener == ["Europe/Copenhagen", "DK", "premium", "2024-01-06"])
        let spotify = try bench.write(
            IngestionFixture.account([("2024-01-07 10:00", "A", "T", 1)]), to: "StreamingHistory0.json")
        try await record([("ben", "2024-01-05T23:30:00Z")], "more.csv", bench)
        #expect(try await bench.run(.spotify, [spotify], listener: "ben", zone: "Asia/Tokyo").rowsNew == 1)
    }

    @Test("15: an import that brought an earlier exposure can be taken back")
    func undoOfExposures() async throws {
        for order in [
            ["2024-01-10T08:00:00Z", "2024-01-05T08:00:00Z"], ["2024-01-05T08:00:00Z", "2024-01-10T08:00:00Z"],
        ] {
            let bench = try await IngestionFixture()
            defer { bench.clean() }
            try await record([("u", order[0])], "a.csv", bench)
            let before = try await bench.content()
            try await record([("u", order[1])], "b.csv", bench)
            #expect(
                try await bench.count(
                    "SELECT COUNT(*) AS n FROM exposures WHERE exposed_at = TIMESTAMP '2024-01-05 08:00:00'") == 1)
            _ = try await ImportHistory.undo(2, in: bench.warehouse)
            #expect(try await bench.content() == before)
            try await record([("u", order[1])], "b.csv", bench)
            _ = try await ImportHistory.undo(1, in: bench.warehouse)
            #expect(
                try await bench.count(
                    "SELECT COUNT(*) AS n FROM exposures WHERE exposed_at = TIMESTAMP '\(order[1].prefix(10)) 08:00:00'"
                )
                    == 1)
        }
    }

    @Test("a zone that is stated later moves the days of what is there, and its undo moves them back")
    func laterZone() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let first = try bench.write(
            IngestionFixture.account([("2022-01-01 20:00", "A", "T", 1000)]), to: "StreamingHistory0.json")
        _ = try await bench.run(.spotify, [first], zone: nil)
        #expect(
            try await bench.count("SELECT COUNT(*) AS n FROM listener_days WHERE local_date = DATE '2022-01-01'") == 1)
        let before = try await bench.content()
        let second = try bench.write(
            IngestionFixture.account([("2022-02-01 20:00", "A", "T", 1000)]), to: "StreamingHistory1.json")
        _ = try await bench.run(.spotify, [second], zone: "Asia/Tokyo")
        #expect(
            try await bench.count("SELECT COUNT(*) AS n FROM listener_days WHERE local_date = DATE '2022-01-02'") == 1)
        _ = try await ImportHistory.undo(2, in: bench.warehouse)
        #expect(try await bench.content() == before)
    }

    @Test("the skip rule in SQL is the skip rule")
    func skipRule() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        let rule = SkipRule.standard
        let reasons: [EndReason?] = EndReason.allCases + [nil]
        for played in [nil, 0, 29_999, 30_000, 99_999, 100_000, 189_999, 190_000, 200_000, 500_000] as [Int64?] {
            for length in [nil, 0, 20_000, 200_000] as [Int64?] {
                let kinds = try await bench.warehouse.read { connection in
                    try reasons.map { reason -> String? in
                        let values: [String: Value] = [
                            "played": played.map(Value.integer) ?? .null, "length": length.map(Value.integer) ?? .null,
                            "reason": .optional(reason?.rawValue),
                        ]
                        let sql =
                            "SELECT {{skip_kind(p, l, r)}} AS kind FROM (SELECT CAST(:played AS {{bigint}}) AS p, CAST(:length AS {{bigint}}) AS l, CAST(:reason AS {{text}}) AS r) AS row"
                        return try connection.query(Statement(sql, values)).value("kind", at: 0).text
                    }
                }
                let expected = reasons.map {
                    rule.kind(millisecondsPlayed: played, trackMilliseconds: length, endReason: $0)?.rawValue
                }
                #expect(kinds == expected, "\(String(describing: played)) of \(String(describing: length))")
            }
        }
    }

    @Test(
        "the real account history: export, import and export again are equal, and nothing is new",
        .enabled(if: SharedData.isThere, "no shared data"))
    func roundTrip() async throws {
        let bench = try await IngestionFixture()
        defer { bench.clean() }
        _ = try await bench.run(.spotify, [SharedData.path("spotify/account_history")])
        let csv = try await bench.export("first.csv")
        let parquet = try await bench.exportParquet("first")
        for (format, path) in [(ImportFormat.csv, csv), (.parquet, parquet)] {
            let known = try await bench.run(format, [path])
            #expect((known.rowsRead, known.rowsNew, known.rowsInvalid) == (54_429, 0, 0))
            let fresh = try await IngestionFixture()
            defer { fresh.clean() }
            #expect(try await fresh.run(format, [path], zone: nil).rowsNew == 54_429)
            let again = try await fresh.export("again.csv")
            #expect(try Data(contentsOf: URL(fileURLWithPath: again)) == Data(contentsOf: URL(fileURLWithPath: csv)))
        }
    }
}
