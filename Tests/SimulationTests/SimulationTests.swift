import Foundation
import Listening
import Testing
import Warehouse

@testable import Simulation

@Suite("The simulated service")
struct SimulationTests {
    private static let moment = Instant(seconds: 1_760_000_000)

    private func simulated(_ plays: Int, listeners: Int? = nil, seed: UInt64 = 1) async throws -> (
        DuckDBWarehouse, SimulationSummary
    ) {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let request = try SimulationRequest(plays: plays, listeners: listeners, seed: seed)
        return (warehouse, try await Simulator(request).run(into: warehouse, at: Self.moment))
    }

    private func content(_ warehouse: DuckDBWarehouse, _ table: String) async throws -> String {
        try await warehouse.read { try $0.query(Statement("SELECT * FROM \(table) ORDER BY ALL")).csv }
    }

    @Test("the same seed gives the same service, bit for bit; another seed another one")
    func deterministic() async throws {
        let (first, _) = try await simulated(3000)
        let (second, _) = try await simulated(3000)
        let (other, _) = try await simulated(3000, seed: 2)
        for table in [
            "plays", "sessions", "listeners", "tracks", "truth_plays", "truth_sessions", "listener_days", "events",
        ] {
            let one = try await content(first, table)
            #expect(one == (try await content(second, table)), "\(table) differs")
        }
        #expect(try await content(first, "plays") != (try await content(other, "plays")))
    }

    @Test("it makes exactly as many plays as were asked for", arguments: [500, 12_345])
    func exact(_ plays: Int) async throws {
        let (warehouse, summary) = try await simulated(plays)
        #expect(summary.plays == plays)
        #expect(
            try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM plays")) } == Int64(plays))
        #expect(
            try await warehouse.read {
                try $0.integer(Statement("SELECT COUNT(*) AS n FROM truth_plays JOIN plays USING (play_key)"))
            } == Int64(plays))
    }

    @Test(
        "its plays obey the product's own rules: sessions, skips, local days, and no play without its listener and track"
    )
    func rules() async throws {
        let (warehouse, _) = try await simulated(20_000)
        let rows = try await warehouse.read {
            try $0.query(
                Statement(
                    """
                    SELECT listener_key, zone, started_at, ended_at, ms_played, local_date, local_hour, local_weekday, reason_end, skip_kind, skipped,
                        duration_ms, session_key, session_position, play_key
                    FROM plays JOIN tracks USING (track_key) JOIN listeners USING (listener_key) ORDER BY listener_key, ended_at, play_key
                    """))
        }
        #expect(rows.rowCount == 20_000)
        var zones: [String: ListenerZone] = [:]
        var previous: (listener: Int64, end: Instant, session: Int64, position: Int64)?
        for row in 0..<rows.rowCount {
            func integer(_ name: String) -> Int64 { rows.value(name, at: row).integer ?? -1 }
            guard case .instant(let start) = rows.value("started_at", at: row),
                case .instant(let end) = rows.value("ended_at", at: row),
                let identifier = rows.value("zone", at: row).text
            else { throw CancellationError() }
            let zone = try zones[identifier] ?? ListenerZone(identifier)
            zones[identifier] = zone
            let local = zone.localTime(at: Instant(microseconds: start))
            #expect(rows.value("local_date", at: row) == .day(local.day) && integer("local_hour") == Int64(local.hour))
            #expect(integer("local_weekday") == Int64(local.weekday))
            #expect(end - start == integer("ms_played") * 1000)
            let kind = SkipRule.standard.kind(
                millisecondsPlayed: integer("ms_played"), trackMilliseconds: integer("duration_ms"),
                endReason: rows.value("reason_end", at: row).text.flatMap(EndReason.init))
            #expect(kind?.rawValue == rows.value("skip_kind", at: row).text)
            #expect(rows.value("skipped", at: row) == (SkipRule.standard.isSkipped(kind).map(Value.bool) ?? .null))
            let listener = integer("listener_key")
            let opens =
                previous.map {
                    $0.listener != listener
                        || SessionRule.standard.opensSession(start: Instant(microseconds: start), previousEnd: $0.end)
                } ?? true
            let session = opens ? integer("play_key") : previous?.session ?? -1
            let position = opens ? 1 : (previous?.position ?? 0) + 1
            #expect(integer("session_key") == session && integer("session_position") == position)
            previous = (listener, Instant(microseconds: end), session, position)
        }
    }

    @Test("skips come as often as their probabilities say, in every tenth of them")
    func calibrated() async throws {
        let (warehouse, _) = try await simulated(60_000)
        let rows = try await warehouse.read {
            try $0.query(
                Statement(
                    """
                    SELECT CAST(FLOOR(skip_probability * 10) AS INTEGER) AS tenth, COUNT(*) AS plays, SUM(skip_probability) AS expected,
                        SUM(skip_probability * (1 - skip_probability)) AS variance, COUNT(*) FILTER (WHERE skipped) AS skips
                    FROM truth_plays JOIN plays USING (play_key) GROUP BY 1 ORDER BY 1
                    """))
        }
        for row in 0..<rows.rowCount {
            let expected = rows.value("expected", at: row).double ?? 0
            let deviation = (rows.value("variance", at: row).double ?? 0).squareRoot()
            #expect(abs((rows.value("skips", at: row).double ?? 0) - expected) < 4.5 * deviation + 1)
        }
    }

    @Test("a simulation beside another keeps its own keys, and can be taken back by itself")
    func twice() async throws {
        let (warehouse, _) = try await simulated(2000)
        let second = try await Simulator(try SimulationRequest(plays: 1500, seed: 9)).run(
            into: warehouse, at: Self.moment)
        #expect(second.importKey == 2)
        #expect(
            try await warehouse.read { try $0.integer(Statement("SELECT COUNT(DISTINCT play_key) AS n FROM plays")) }
                == 3500)
        #expect(
            try await warehouse.read { try $0.integer(Statement("SELECT COUNT(DISTINCT track_id) AS n FROM tracks")) }
                == 2 * 240)
    }

    @Test("what makes no service is refused", arguments: [(0, nil), (100, 101), (100, 0)] as [(Int, Int?)])
    func refused(_ plays: Int, _ listeners: Int?) {
        #expect { try SimulationRequest(plays: plays, listeners: listeners) } throws: {
            ($0 as? SimulationError)?.code == "simulation.request"
        }
    }

    @Test("more plays than the listeners can make are refused, not waited for")
    func unreachable() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let request = try SimulationRequest(plays: 200_000, listeners: 1, days: 14)
        await #expect { try await Simulator(request).run(into: warehouse, at: Self.moment) } throws: {
            ($0 as? SimulationError)?.code == "simulation.unreachable"
        }
    }
}
