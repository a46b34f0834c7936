import Experimentation
import Foundation
import Listening
import Testing
import Warehouse

@testable import ExperimentService

/// What somebody else's statements have to keep to.
@Suite("The contract of metrics of one's own")
struct MetricContractTests {
    private static let good = "SELECT spans.unit, 1 AS a FROM {{spans}} AS spans"

    private func report(_ body: String, value: String = "a", exposures: String? = nil) async throws -> ExperimentReport
    {
        let service = try await PlantedService.shared.value
        let folder = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try "-- title: x\n-- metric own: Own | mean | u | higher | \(value) | d\n\(body)\n".write(
            to: folder.appending(path: "own.sql"), atomically: true, encoding: .utf8)
        var record = service.record
        record.plan.metrics = [
            PlannedMetric("own", role: .primary, minimumEffect: 0.1),
            PlannedMetric("minutes", role: .guardrail, margin: 0.1),
        ]
        record.plan.dimensions = []
        record.plan.exposures = exposures
        // So many never come: the last exposure counts, and not the last of the planned ones.
        record.plan.plannedUnits = 100_000
        let desk = ExperimentAnalyzer(
            service.warehouse, catalogue: try MetricCatalogue(dialect: "duckdb", folder: folder), version: "test")
        return try await desk.report(record, extras: [], now: PlantedService.moment)
    }

    @Test("one row per unit is taken")
    func fine() async throws { #expect(try await report(Self.good).exposures.units.reduce(0, +) > 0) }

    @Test(
        "what would count units twice, or none, is refused with the metric's name",
        arguments: [
            (good + " UNION ALL SELECT spans.unit, 2 AS a FROM {{spans}} AS spans", "rows of the unit"),
            (good + " UNION ALL SELECT CAST(NULL AS BIGINT), 2", "have no unit"),
            ("SELECT spans.unit, 'x' AS a FROM {{spans}} AS spans", "does not hold numbers"),
            ("SELECT spans.unit, DATE '2025-01-01' AS a FROM {{spans}} AS spans", "does not hold numbers"),
            ("SELECT 'x' || spans.unit AS unit, 1 AS a FROM {{spans}} AS spans", "listeners' keys"),
        ])
    func refused(_ body: String, _ words: String) async throws {
        let error = await #expect(throws: ExperimentationError.self) { try await report(body) }
        #expect(error?.code == "experiment.metric-rows")
        #expect(
            error?.message.hasPrefix("own: ") == true && error?.message.contains(words) == true,
            "\(error?.message ?? "")")
    }

    @Test("the unit that stands twice is named")
    func unit() async throws {
        let service = try await PlantedService.shared.value
        let one = "SELECT MIN(unit) FROM {{spans}} AS first"
        let error = await #expect(throws: ExperimentationError.self) {
            try await report(Self.good + " UNION ALL SELECT (\(one)), 2 AS a")
        }
        let id = try await service.warehouse.read {
            try $0.query(
                Statement(
                    "SELECT listener_id FROM listeners WHERE listener_key = (SELECT MIN(listener_key) FROM exposures WHERE experiment = 'quiet')"
                ))
        }.columns[0].value(at: 0).text
        #expect(error?.message.contains("2 rows of the unit \"\(id ?? "?")\"") == true, "\(error?.message ?? "")")
    }

    @Test(
        "values that are no numbers, or too large, are errors",
        arguments: [
            ("real a", "CAST('nan' AS DOUBLE)"), ("real a", "CAST('inf' AS DOUBLE)"), ("real a", "1e300"),
            ("a", "9223372036854775807"),
        ])
    func values(_ value: String, _ expression: String) async throws {
        do { _ = try await report("SELECT spans.unit, \(expression) AS a FROM {{spans}} AS spans", value: value) } catch
        {
            #expect(error is any ExplainedError)
        }
    }

    @Test(
        "exposures of one's own know unit, arm and moment",
        arguments: [
            ("SELECT NULL AS unit, arm, exposed_at FROM exposures", "no unit"),
            ("SELECT listener_key AS unit, NULL AS arm, exposed_at FROM exposures", "arm"),
            ("SELECT listener_key AS unit, arm, NULL AS exposed_at FROM exposures", "exposed_at"),
            (
                "SELECT listener_key AS unit, arm, CAST(exposed_at AS VARCHAR) AS exposed_at FROM exposures",
                "exposed_at does not hold moments"
            ),
        ])
    func exposures(_ statement: String, _ words: String) async throws {
        let error = await #expect(throws: ExperimentationError.self) {
            try await report(Self.good, exposures: statement)
        }
        #expect(
            error?.code == "experiment.exposures" && error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test(
        "a metric's numbers are bounded",
        arguments: [
            "a per 0.00000000000000000001", "a per 1e300", "a per nan", "a per inf", "a per -1",
            "a after 9223372036854775807", "a after 367",
        ])
    func header(_ value: String) {
        let error = #expect(throws: ExperimentationError.self) {
            try MetricSource(
                SQLFile(path: "own.sql", text: "-- metric own: Own | mean | u | higher | \(value) | d\nSELECT 1"))
        }
        #expect(error?.code == "experiment.metric-file")
    }

    @Test("units that differ by normalisation are two, and each is accepted")
    func normalisation() async throws {
        let ledger = ExposureLedger(try await DuckDBWarehouse.inMemory()), at = Instant(seconds: 1_760_000_000)
        let rows = ["caf\u{E9}", "cafe\u{301}", "caf\u{E9}"].map {
            ExposureRow(experiment: "q", unit: $0, arm: "a", at: at)
        }
        let receipt = try await ledger.record(rows, at: at)
        #expect(receipt.fates == [.accepted, .accepted, .duplicate])
        #expect(receipt.newListeners == 2)
    }

    @Test("sums beyond 128 bits are an error")
    func sums() {
        var sums = ExactSums(count: 1, sums: [1], products: [.max])
        sums.merge(ExactSums(count: 1, sums: [1], products: [.max]))
        #expect(throws: ExperimentationError.self) { try sums.moments(scales: [1]) }
    }
}
