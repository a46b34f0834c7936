import ExperimentService
import Experimentation
import Foundation
import Listening
import Simulation
import Testing
import Warehouse

extension ContractTests {
    /// The experiment that every engine's service goes on with.
    static let experimentPlan: ExperimentPlan = {
        let keys = (try? MetricCatalogue(dialect: "duckdb"))?.metrics.map(\.key).sorted() ?? []
        let metrics = keys.map { key in
            PlannedMetric(
                key, role: key == "minutes" ? .primary : (key == "skip_rate" ? .guardrail : .secondary), margin: 0.05,
                winsorised: key == "plays" ? 0.05 : nil)
        }
        return ExperimentPlan(
            key: "loud", metrics: metrics, windowDays: 7,
            dimensions: ["country", "tier", "age_group", "tenure", "activity"],
            poststratifiedBy: "tier",
            plannedUnits: 40)
    }()

    /// Lets a service go on with the experiment.
    static func goOn(_ importKey: Int64, in warehouse: any Warehouse, at moment: Instant) async throws {
        let assigner = Assigner(experimentPlan)
        let planted = try PlantedExperiment(
            key: experimentPlan.key,
            truth: ExperimentTruth(arms: ["treatment": ArmEffect(skipLogOdds: -0.4, survey: 0.5)]), days: 50
        ) { unit, _ in
            if case .arm(let arm) = assigner.assign(unit) { assigner.arms[arm].key } else { nil }
        }
        _ = try await ServiceContinuation.run(of: importKey, with: planted, into: warehouse, at: moment)
    }

    @Test("an experiment's report is the same to the last digit", arguments: EngineUnderTest.others)
    func experiments(_ engine: EngineUnderTest) async throws {
        func report(_ engine: EngineUnderTest) async throws -> ExperimentReport {
            let warehouse = try await Self.warehouse(engine)
            var record = ExperimentRecord(plan: Self.experimentPlan)
            try record.start(at: Instant("2025-01-01") ?? Instant(seconds: 0), now: Instant(seconds: 0))
            let desk = ExperimentAnalyzer(
                warehouse, catalogue: try MetricCatalogue(dialect: warehouse.dialect.name), version: "test")
            return try await desk.report(record, extras: .all, now: Instant(seconds: 0))
        }
        let found = try await report(engine), wanted = try await report(.duckdb)
        #expect(found.exposures == wanted.exposures)
        #expect(found.analysis == wanted.analysis)
        #expect(found.splits == wanted.splits)
        #expect(found.timeline == wanted.timeline)
        #expect(found.robustness == wanted.robustness)
        #expect(found.decision == wanted.decision)
        #expect(wanted.analysis.metrics.filter { $0.problem == nil }.count > 12)
    }

    @Test(
        "values whose products need more than 64 bits are summed to the same digits", arguments: EngineUnderTest.others)
    func wide(_ engine: EngineUnderTest) async throws {
        let folder = TemporaryFolder("metrics")
        try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
        try "-- metric huge: Huge | mean | plays | higher | huge | made up\n{{exposures}}\n".write(
            to: folder.url.appending(path: "made_up.sql"), atomically: true, encoding: .utf8)
        var plan = ExperimentPlan(
            key: "loud", metrics: [PlannedMetric("huge", role: .primary)], windowDays: 7, plannedUnits: 40)
        plan.exposures =
            "SELECT listener_key AS unit, arm, exposed_at, (listener_key % 7) * 4000000000 AS huge FROM exposures WHERE experiment = 'loud'"
        func report(_ engine: EngineUnderTest) async throws -> ExperimentReport {
            let warehouse = try await Self.warehouse(engine)
            var record = ExperimentRecord(plan: plan)
            try record.start(at: Instant("2025-01-01") ?? Instant(seconds: 0), now: Instant(seconds: 0))
            let catalogue = try MetricCatalogue(dialect: warehouse.dialect.name, folder: folder.url)
            return try await ExperimentAnalyzer(warehouse, catalogue: catalogue, version: "test")
                .report(record, extras: [], now: Instant("2030-01-01") ?? Instant(seconds: 0))
        }
        let found = try await report(engine), wanted = try await report(.duckdb)
        #expect(found.analysis == wanted.analysis && wanted.analysis.metrics[0].problem == nil)
        let asked = try #require(found.provenance.queries.first { $0.name == "metrics" })
        // Only PostgreSQL tells that narrow ones do not suffice; the others are wide where they have to be.
        #expect(asked.sql.contains("{{exact_sums_wide(") == (engine == .postgres))
    }

    @Test(
        "macros of experiments mean the same",
        arguments: EngineUnderTest.allCases,
        [
            // A week and more, in milliseconds that fit into 32 bits and in such that do not.
            (
                "CAST({{add_milliseconds(CAST(:moment AS {{timestamp}}), 604800000)}} AS {{text}})",
                "2026-03-08 18:00:00"
            ),
            (
                "CAST({{add_milliseconds(CAST(:moment AS {{timestamp}}), -3196800000)}} AS {{text}})",
                "2026-01-23 18:00:00"
            ),
            ("{{exact_sums(CAST(x AS {{bigint}}), CAST(y AS {{bigint}}))}}", "3 -3 7 17 4 25"),
            (
                "{{exact_sums_wide(CAST(x * 3000000000 AS {{bigint}}), CAST(y AS {{bigint}}))}}",
                "3 -9000000000 7 153000000000000000000 12000000000 25"
            ),
            ("CAST({{count_keys(CAST(x AS {{bigint}}), -4, 2)}} AS {{text}})", "3"),
        ])
    func macros(_ engine: EngineUnderTest, _ macro: (text: String, wanted: String)) async throws {
        let isMoment = macro.text.contains(":moment")
        let rows =
            "(SELECT 1 AS x, 4 AS y UNION ALL SELECT -4, CAST(NULL AS INTEGER) UNION ALL SELECT CAST(NULL AS INTEGER), 0 UNION ALL SELECT 0, 3) AS rows"
        let parameters: [String: Value] =
            isMoment ? ["moment": .instant((Instant("2026-03-01T18:00:00Z") ?? Instant(seconds: 0)).microseconds)] : [:]
        let statement = Statement("SELECT \(macro.text) AS answer\(isMoment ? "" : " FROM \(rows)")", parameters)
        let found = try await Self.warehouse(engine).read { try $0.query(statement) }.value("answer", at: 0)
        #expect(found.text?.replacingOccurrences(of: "T", with: " ").prefix(macro.wanted.count) ?? "" == macro.wanted)
    }
}
