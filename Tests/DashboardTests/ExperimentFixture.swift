import ExperimentService
import Experimentation
import Foundation
import HummingbirdTesting
import Listening
import Simulation
import Warehouse

/// A dashboard over a simulated service with experiments of several kinds, in a data directory of its own.
struct ExperimentFixture: Sendable {
    let dashboard: DashboardFixture
    let registry: ExperimentRegistry

    /// `steady` may be looked at always, `patient` once, `planned` at four looks; `lost` loses units of one arm; `draft` has not started, and to
    /// `nobody` nobody was exposed. All have a hypothesis that is markup.
    static let shared = Task { try await ExperimentFixture.made() }
    static let markup = "<script>alert(1)</script> \"\u{301}><img src=x onerror=alert(2)>"
    static let running = ["steady", "patient", "planned", "lost"]

    static func empty() async throws -> ExperimentFixture {
        let folder = FileManager.default.temporaryDirectory.appending(path: "segue-experiments-\(UUID().uuidString)")
        return ExperimentFixture(
            dashboard: DashboardFixture(
                warehouse: try await DuckDBWarehouse.inMemory(), modelsDirectory: folder.appending(path: "models")),
            registry: ExperimentRegistry(folder.appending(path: "experiments")))
    }

    func get(_ path: String) async throws -> TestResponse { try await dashboard.get(path) }

    private static func made() async throws -> ExperimentFixture {
        let fixture = try await empty()
        let warehouse = fixture.dashboard.warehouse
        _ = try await Simulator(try SimulationRequest(plays: 12_000, listeners: 400, seed: 1)).run(
            into: warehouse, at: Instant(seconds: 1_766_000_000))
        let (start, met) = try await warehouse.read { connection in
            let last = try connection.query(Statement("SELECT MAX(ended_at) AS last FROM sessions"))
            guard case .instant(let end) = last.value("last", at: 0) else {
                throw ExperimentationError("history", "There are no sessions.")
            }
            let start = Instant(microseconds: end - 45 * 86_400_000_000)
            let rows = try connection.query(
                Statement(
                    """
                    SELECT listeners.listener_id AS unit, MIN(sessions.started_at) AS met FROM sessions
                    INNER JOIN listeners ON sessions.listener_key = listeners.listener_key
                    WHERE sessions.started_at >= :start GROUP BY listeners.listener_id ORDER BY listeners.listener_id
                    """, ["start": .instant(start.microseconds)]))
            return (
                start,
                (0..<rows.rowCount).compactMap { row -> (String, Instant)? in
                    guard let unit = rows.value("unit", at: row).text,
                        case .instant(let at) = rows.value("met", at: row)
                    else {
                        return nil
                    }
                    return (unit, Instant(microseconds: at))
                }
            )
        }
        let ledger = ExposureLedger(warehouse)
        let monitoring: [String: Monitoring] = [
            "steady": .alwaysValid(tunedFor: 300), "patient": .fixed,
            "planned": .groupSequential(looks: 4, spending: .obrienFleming),
            "lost": .fixed,
            "nobody": .fixed, "draft": .fixed,
        ]
        for (key, monitoring) in monitoring.sorted(by: { $0.key < $1.key }) {
            let plan = ExperimentPlan(
                key: key, hypothesis: markup,
                metrics: [
                    PlannedMetric("skip_rate", role: .primary, minimumEffect: 0.05),
                    PlannedMetric("minutes", role: .guardrail, margin: 0.1),
                    PlannedMetric("likes", role: .secondary),
                ], monitoring: monitoring, windowDays: 7, dimensions: ["tier"], plannedUnits: 1000, plannedDays: 60)
            var record = ExperimentRecord(plan: plan)
            if key != "draft" { try record.start(at: start, now: start) }
            _ = try fixture.registry.save(record)
            guard running.contains(key) else { continue }
            let rows = met.enumerated().compactMap { place, met -> ExposureRow? in
                // Every second unit of an arm is lost, or none.
                if key == "lost", place % 4 == 1 { return nil }
                return ExposureRow(
                    experiment: key, unit: met.0, arm: place % 2 == 0 ? "control" : "treatment", at: met.1)
            }
            _ = try await ledger.record(rows, source: "\(key).csv", at: Instant(seconds: 1_766_000_000))
        }
        return fixture
    }
}
