import ExperimentService
import Experimentation
import Foundation
import Listening
import Simulation
import Warehouse

/// A simulated service that went on with a planted experiment, for the tests of this module.
struct PlantedService {
    let warehouse: DuckDBWarehouse
    let plan: ExperimentPlan
    let record: ExperimentRecord
    let summary: ContinuationSummary

    static let moment = Instant(seconds: 1_760_000_000)

    /// The service that most tests look at.
    static let shared = Task {
        try await PlantedService(
            effects: ["treatment": ArmEffect(skipLogOdds: -0.3, sessionRate: 1.1)], metrics: Self.allMetrics,
            dimensions: ["country", "tier", "age_group", "tenure", "activity"])
    }

    static let allMetrics: [PlannedMetric] = {
        let keys = (try? MetricCatalogue(dialect: "duckdb"))?.metrics.map(\.key).sorted() ?? []
        return keys.map { key in
            PlannedMetric(
                key, role: key == "skip_rate" ? .primary : (key == "retention_7" ? .guardrail : .secondary),
                minimumEffect: 0.03,
                margin: 0.05)
        }
    }()

    init(
        effects: [String: ArmEffect] = [:], metrics: [PlannedMetric], dimensions: [String] = [], plays: Int = 30_000,
        listeners: Int = 600,
        days: Int = 45,
        windowDays: Int = 7, seed: UInt64 = 3, plannedUnits: Int = 200
    ) async throws {
        warehouse = try await DuckDBWarehouse.inMemory()
        let service = try await Simulator(
            try SimulationRequest(plays: plays, listeners: listeners, seed: seed, days: 60)
        ).run(
            into: warehouse, at: Self.moment)
        plan = ExperimentPlan(
            key: "quiet", metrics: metrics, windowDays: windowDays, covariateDays: 21, dimensions: dimensions,
            plannedUnits: plannedUnits)
        let assigner = Assigner(plan)
        let experiment = try PlantedExperiment(key: plan.key, truth: ExperimentTruth(arms: effects), days: days) {
            unit, _ in
            if case .arm(let arm) = assigner.assign(unit) { assigner.arms[arm].key } else { nil }
        }
        summary = try await ServiceContinuation.run(
            of: service.importKey, with: experiment, into: warehouse, at: Self.moment)
        var record = ExperimentRecord(plan: plan)
        try record.start(at: Instant("2020-01-01") ?? Self.moment, now: Self.moment)
        self.record = record
    }

    func desk(metrics folder: URL? = nil) throws -> ExperimentAnalyzer {
        ExperimentAnalyzer(
            warehouse, catalogue: try MetricCatalogue(dialect: "duckdb", folder: folder), version: "test")
    }

    func report(
        _ record: ExperimentRecord? = nil, asOf: Instant? = nil, extras: ExperimentAnalyzer.Extras = [],
        metrics folder: URL? = nil
    )
        async throws -> ExperimentReport
    {
        try await desk(metrics: folder).report(record ?? self.record, asOf: asOf, extras: extras, now: Self.moment)
    }
}
