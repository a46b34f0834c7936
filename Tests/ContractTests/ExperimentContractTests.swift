import Experimentation
import Foundation
import Laboratory
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
            key: "loud", metrics: metrics, windowDays: 7, dimensions: ["country", "tier", "age_group", "tenure", "activity"],
            poststratifiedBy: "tier",
            plannedUnits: 40)
    }()

    /// Lets a service go on with the experiment.
    static func goOn(_ importKey: Int64, in warehouse: any Warehouse, at moment: Instant) async throws {
        let assigner = Assigner(experimentPlan)
        let planted = try PlantedExperiment(
            key: experimentPlan.key, truth: ExperimentTruth(arms: ["treatment": ArmEffect(skipLogOdds: -0.4, survey: 0.5)]), days: 50
        ) { unit, _ in
            if case .arm(let arm) = assigner.assign(unit) { assigner.arms[arm].key } else { nil }
        }
        _ = try await ServiceContinuation.run(of: importKey, with: planted, into: warehouse, at: moment)
    }

    @Test("an experiment's report is the same to the last digit", arguments: [EngineUnderTest.postgres, .lake])
    func experiments(_ engine: EngineUnderTest) async throws {
        func report(_ engine: EngineUnderTest) async throws -> ExperimentReport {
            let warehouse = try await Self.warehouse(engine)
            var record = ExperimentRecord(plan: Self.experimentPlan)
            try record.start(at: Instant("2025-01-01") ?? Instant(seconds: 0), now: Instant(seconds: 0))
            let desk = ExperimentDesk(warehouse, catalogue: try MetricCatalogue(dialect: warehouse.dialect.name), version: "test")
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
}
