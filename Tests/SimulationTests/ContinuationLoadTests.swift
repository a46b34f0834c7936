import Ingestion
import Listening
import Testing
import Warehouse

@testable import Simulation

@Suite("A continuation in the warehouse")
struct ContinuationLoadTests {
    private static let moment = Instant(seconds: 1_760_000_000)
    private static let tables = [
        "imports", "listeners", "artists", "tracks", "playlists", "playlist_tracks", "subscriptions", "listener_tastes",
        "plays",
        "sessions", "events",
        "exposures", "listener_days", "track_days", "truth_plays", "truth_sessions", "truth_parameters", "truth_days",
    ]

    private func simulated(_ request: SimulationRequest? = nil) async throws -> (DuckDBWarehouse, SimulationSummary) {
        let warehouse = try await DuckDBWarehouse.inMemory()
        return (
            warehouse,
            try await Simulator(try request ?? ServiceContinuationTests.request()).run(into: warehouse, at: Self.moment)
        )
    }

    private func goOn(
        _ warehouse: DuckDBWarehouse, _ key: Int64, _ name: String = "shuffle", effects: [String: ArmEffect] = [:],
        days: Int = 21
    ) async throws -> ContinuationSummary {
        let experiment = try PlantedExperiment(key: name, truth: ExperimentTruth(arms: effects), days: days) { id, _ in
            ServiceContinuationTests.half(id)
        }
        return try await ServiceContinuation.run(of: key, with: experiment, into: warehouse, at: Self.moment)
    }

    private func content(_ warehouse: DuckDBWarehouse, _ table: String, _ condition: String = "TRUE") async throws
        -> String
    {
        try await warehouse.read {
            try $0.query(Statement("SELECT * FROM \(table) WHERE \(condition) ORDER BY ALL")).csv
        }
    }

    private func count(_ warehouse: DuckDBWarehouse, _ text: String) async throws -> Int {
        Int(try await warehouse.read { try $0.integer(Statement(text)) } ?? -1)
    }

    @Test(
        "it loads what lies after the end and nothing else, for the listeners who are there, and undo takes all of it back"
    )
    func loadedAndUndone() async throws {
        let (warehouse, service) = try await simulated()
        var before: [String: String] = [:]
        for table in Self.tables { before[table] = try await content(warehouse, table) }
        let end = try await count(warehouse, "SELECT epoch_us(MAX(started_at)) FROM sessions")
        let summary = try await goOn(warehouse, service.importKey, effects: ["treatment": ArmEffect(sessionRate: 1.2)])

        #expect(try await content(warehouse, "plays", "import_key = 1") == before["plays"])
        for table in [
            "listeners", "artists", "tracks", "playlists", "playlist_tracks", "subscriptions", "listener_tastes",
        ] {
            #expect(try await content(warehouse, table) == before[table], "\(table) changed")
        }
        #expect(
            try await count(warehouse, "SELECT COUNT(*) FROM plays WHERE import_key = 2") == summary.plays
                && summary.plays > 1000)
        #expect(try await count(warehouse, "SELECT epoch_us(MIN(started_at)) FROM plays WHERE import_key = 2") > end)
        #expect(
            try await count(warehouse, "SELECT epoch_us(MAX(started_at)) FROM sessions")
                <= Int(summary.endsAtMicroseconds))
        #expect(
            try await count(
                warehouse,
                "SELECT COUNT(*) FROM (SELECT listener_key, started_at FROM plays GROUP BY ALL HAVING COUNT(*) > 1)")
                == 0)
        #expect(try await count(warehouse, "SELECT COUNT(*) FROM plays ANTI JOIN listeners USING (listener_key)") == 0)
        #expect(try await count(warehouse, "SELECT COUNT(*) FROM plays ANTI JOIN tracks USING (track_key)") == 0)
        #expect(
            try await count(warehouse, "SELECT COUNT(*) FROM truth_plays JOIN plays USING (play_key)") == 12_000
                + summary.plays)
        #expect(
            try await count(warehouse, "SELECT COUNT(*) FROM truth_sessions JOIN sessions USING (session_key)")
                == service.sessions
                + summary.sessions)
        #expect(
            try await count(warehouse, "SELECT COUNT(*) FROM events WHERE kind = 'survey'") == summary.surveys
                && summary.surveys > 10)
        #expect(
            try await count(
                warehouse,
                "SELECT COUNT(*) FROM events WHERE kind = 'survey' AND CAST(payload ->> 'score' AS INTEGER) BETWEEN 1 AND 5"
            )
                == summary.surveys)
        #expect(try await count(warehouse, "SELECT COUNT(*) - COUNT(DISTINCT event_key) FROM events") == 0)
        #expect(
            try await count(
                warehouse,
                "SELECT COUNT(*) FROM truth_parameters WHERE name = 'experiment.shuffle.treatment.session_rate' AND value = 1.2"
            )
                == 1)

        _ = try await ImportHistory.undo(summary.importKey, in: warehouse)
        for table in Self.tables {
            #expect(try await content(warehouse, table) == before[table], "\(table) is not as before")
        }
    }

    @Test(
        "sessions and daily marts are those that would be derived anew, and the days of the truth add up to the listeners of a day"
    )
    func derived() async throws {
        let (warehouse, service) = try await simulated()
        _ = try await goOn(warehouse, service.importKey)
        let tables = ["sessions", "listener_days", "track_days"]
        var loaded: [String: String] = [:]
        for table in tables { loaded[table] = try await content(warehouse, table) }
        try await warehouse.write { try Marts.refresh(.everything, on: $0) }
        for table in tables { #expect(try await content(warehouse, table) == loaded[table], "\(table) differs") }
        let days =
            "SELECT local_date, CAST(SUM(listeners) AS BIGINT) AS listeners FROM truth_days GROUP BY 1 ORDER BY 1"
        let active =
            "SELECT local_date, COUNT(DISTINCT listener_key) AS listeners FROM listener_days GROUP BY 1 ORDER BY 1"
        let pair = try await warehouse.read { (try $0.query(Statement(days)).csv, try $0.query(Statement(active)).csv) }
        #expect(pair.0 == pair.1)
        // Sessions lie apart as the rule wants it, over the end, too.
        let near = """
            SELECT COUNT(*) FROM (SELECT started_at - LAG(ended_at) OVER (PARTITION BY listener_key ORDER BY started_at) AS pause FROM sessions)
            WHERE pause < INTERVAL 30 MINUTE
            """
        #expect(try await count(warehouse, near) == 0)
    }

    @Test(
        "the ledger has the first session after the end, by arm, as the summary says, and outcomes in memory are those of the warehouse"
    )
    func ledger() async throws {
        let (warehouse, service) = try await simulated()
        let effects = ["treatment": ArmEffect(skipLogOdds: -0.5, exposureShare: 0.6), "control": ArmEffect()]
        let summary = try await goOn(warehouse, service.importKey, effects: effects)
        let rows = try await warehouse.read {
            try $0.query(
                Statement(
                    """
                    SELECT listener_id, arm, exposed_at, local_date,
                        (SELECT MIN(started_at) FROM plays WHERE plays.listener_key = exposures.listener_key AND plays.import_key = 2) AS first_play,
                        (SELECT COUNT(*) FROM plays WHERE plays.listener_key = exposures.listener_key AND plays.started_at >= exposed_at
                            AND plays.local_date < exposures.local_date + 7) AS plays,
                        (SELECT COUNT(*) FROM plays WHERE plays.listener_key = exposures.listener_key AND plays.local_date < exposures.local_date
                            AND plays.local_date >= exposures.local_date - 7 AND skipped) AS skips_before
                    FROM exposures JOIN listeners USING (listener_key) ORDER BY listener_key
                    """))
        }
        #expect(summary.exposures.values.reduce(0, +) == rows.rowCount && rows.rowCount > 100)
        #expect((summary.exposuresLost["treatment"] ?? 0) > 20 && summary.exposuresLost["control"] == 0)
        let experiment = try PlantedExperiment(key: "shuffle", truth: summary.truth, days: 21) { id, _ in
            ServiceContinuationTests.half(id)
        }
        let outcomes = try ServiceContinuation(of: service.request).outcomes(of: experiment, window: 7)
        let byID = Dictionary(uniqueKeysWithValues: outcomes.map { ($0.listenerID, $0) })
        #expect(outcomes.count { $0.isLogged } == rows.rowCount)
        for row in 0..<rows.rowCount {
            let outcome = try #require(byID[rows.value("listener_id", at: row).text ?? ""])
            #expect(rows.value("exposed_at", at: row) == rows.value("first_play", at: row))
            #expect(rows.value("exposed_at", at: row) == .instant(outcome.exposedAt.microseconds))
            #expect(rows.value("local_date", at: row) == .day(outcome.exposedOn.daysSinceEpoch))
            #expect(rows.value("arm", at: row).text == outcome.arm)
            #expect(rows.value("plays", at: row).integer == Int64(outcome.after.plays))
            #expect(rows.value("skips_before", at: row).integer == Int64(outcome.before.skips))
        }
    }

    @Test("a service goes on twice, from where it ended the first time, and without effects as if it had gone on once")
    func twice() async throws {
        let (warehouse, service) = try await simulated()
        let first = try await goOn(warehouse, service.importKey, days: 7)
        // Named by the continuation or by the service: it is the same service.
        let second = try await goOn(warehouse, first.importKey, "another", days: 14)
        #expect(second.serviceImportKey == service.importKey)
        #expect(second.endsAtMicroseconds - first.endsAtMicroseconds == 14 * 86_400_000_000)
        #expect(
            try await count(warehouse, "SELECT epoch_us(MIN(started_at)) FROM plays WHERE import_key = 3")
                > Int(first.endsAtMicroseconds))
        let (other, otherService) = try await simulated()
        let once = try await goOn(other, otherService.importKey, days: 21)
        #expect(first.plays + second.plays == once.plays)
        let plays = "SELECT listener_key, track_key, started_at, ended_at, skip_kind FROM plays ORDER BY ALL"
        #expect(
            try await warehouse.read { try $0.query(Statement(plays)).csv }
                == (try await other.read { try $0.query(Statement(plays)).csv })
        )
    }

    @Test("after an experiment with effects, the next continuation's sessions lie behind it")
    func behind() async throws {
        let (warehouse, service) = try await simulated()
        _ = try await goOn(
            warehouse, service.importKey, effects: ["treatment": ArmEffect(sessionRate: 4, minutes: 3)], days: 7)
        _ = try await goOn(warehouse, service.importKey, "another", days: 7)
        let near = """
            SELECT COUNT(*) FROM (SELECT started_at - LAG(ended_at) OVER (PARTITION BY listener_key ORDER BY started_at) AS pause FROM sessions)
            WHERE pause < INTERVAL 30 MINUTE
            """
        #expect(try await count(warehouse, near) == 0)
    }

    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch { return (error as? SimulationError)?.code }
    }

    @Test("an import that is none, or no simulation, cannot go on")
    func unknown() async throws {
        let (warehouse, _) = try await simulated()
        #expect(await code { _ = try await goOn(warehouse, 42) } == "simulation.unknown-import")
        try await warehouse.write {
            try ImportRecord(key: 2, format: "table", source: "a file", listenerID: nil, importedAt: Self.moment)
                .insert(on: $0)
        }
        #expect(await code { _ = try await goOn(warehouse, 2) } == "simulation.unknown-import")
    }

    @Test(
        "a service whose import was undone, or whose listeners are gone, cannot go on; one that lost a listener goes on without them"
    )
    func undone() async throws {
        let (warehouse, service) = try await simulated()
        let first = try await goOn(warehouse, service.importKey, days: 7)
        _ = try await warehouse.write {
            try $0.execute(Statement("DELETE FROM listeners WHERE listener_id = 'simulated-1-7'"))
        }
        let second = try await goOn(warehouse, service.importKey, "another", days: 7)
        #expect(
            try await count(
                warehouse, "SELECT COUNT(*) FROM plays WHERE import_key = \(second.importKey) AND listener_key = 7")
                == 0)
        _ = try await ImportHistory.undo(service.importKey, in: warehouse)
        #expect(await code { _ = try await goOn(warehouse, service.importKey, "third") } == "simulation.unknown-import")
        #expect(await code { _ = try await goOn(warehouse, first.importKey, "third") } == "simulation.service-undone")

        let (emptied, other) = try await simulated()
        _ = try await emptied.write { try $0.execute(Statement("DELETE FROM listeners")) }
        #expect(await code { _ = try await goOn(emptied, other.importKey) } == "simulation.service-undone")
    }

    @Test("an experiment is planted once")
    func once() async throws {
        let (warehouse, service) = try await simulated()
        let first = try await goOn(warehouse, service.importKey, days: 3)
        #expect(
            await code { _ = try await goOn(warehouse, service.importKey, days: 3) } == "simulation.experiment-exists")
        _ = try await ImportHistory.undo(first.importKey, in: warehouse)
        #expect(try await goOn(warehouse, service.importKey, days: 3).plays == first.plays)
    }

    @Test("beside another simulation it goes on with its own listeners")
    func beside() async throws {
        let (warehouse, _) = try await simulated()
        let other = try await Simulator(try ServiceContinuationTests.request(seed: 5)).run(
            into: warehouse, at: Self.moment)
        let summary = try await goOn(warehouse, other.importKey)
        #expect(
            try await count(
                warehouse,
                "SELECT COUNT(*) FROM plays JOIN listeners USING (listener_key) WHERE plays.import_key = 3 AND listener_id LIKE 'simulated-2-%'"
            )
                == summary.plays)
        #expect(
            try await count(
                warehouse,
                "SELECT COUNT(*) FROM plays JOIN tracks USING (track_key) WHERE plays.import_key = 3 AND track_id LIKE 'simulated:2:%'"
            )
                == summary.plays)
    }
}
