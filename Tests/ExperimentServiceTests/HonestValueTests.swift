import ExperimentService
import Experimentation
import Foundation
import Listening
import Testing
import Warehouse

/// Values from which no honest result follows, and what is said of them.
@Suite("Values without an honest result")
struct HonestValueTests {
    private let now = Instant("2025-06-01") ?? Instant(microseconds: 0)

    private func test(_ summaries: [FinishedTest.Summary], _ kind: Metric.Kind = .mean) throws -> ExperimentReport {
        var question = FinishedTest.Question()
        question.kind = kind
        return try FinishedTest(summaries, question).report(version: "test", now: now)
    }

    @Test(
        "a column that one value dwarfs has no result, and says which value",
        arguments: ["1e13", "1e15", "1e20", "1e300"],
        ["quantile(0.5)", "mean"])
    func dwarfed(_ value: String, _ kind: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try
            "-- metric m: M | \(kind) | u | higher | real y | own\n-- metric ok: OK | mean | u | higher | real z | own\n{{exposures}}\n"
            .write(to: folder.appending(path: "own.sql"), atomically: true, encoding: .utf8)
        var plan = ExperimentPlan(
            key: "k", metrics: [PlannedMetric("m", role: .primary), PlannedMetric("ok", role: .secondary)])
        plan.exposures = """
            SELECT i AS unit, CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS arm, TIMESTAMP '2025-01-02' AS exposed_at, \
            CASE WHEN i = 7 THEN \(value) ELSE (hash(i) % 1000) / 1000.0 + 0.1 * (i % 2) END AS y, (hash(i) % 999) / 990.0 AS z FROM range(4000) t(i)
            """
        (plan.windowDays, plan.covariateDays, plan.plannedUnits) = (1, 0, 4000)
        var record = ExperimentRecord(plan: plan)
        try record.start(at: Instant("2025-01-01") ?? now, now: now)
        let analyzer = ExperimentAnalyzer(
            try await DuckDBWarehouse.inMemory(), catalogue: try MetricCatalogue(dialect: "duckdb", folder: folder),
            version: "test")
        let report = try await analyzer.report(
            record, asOf: Instant("2025-03-01"), takesLook: false, extras: [], now: now)
        let result = report.analysis.metrics[0]
        #expect(result.comparisons.isEmpty)
        #expect(
            result.problem?.contains("beside which most others would lose their digits") == true,
            "\(result.problem ?? "")")
        #expect(report.analysis.metrics[1].comparisons.count == 1, "the other metric has its result")
    }

    @Test("a share that is no whole number of units is refused, and a rounded one is taken for what was counted")
    func shares() throws {
        func arm(_ name: String, _ units: Int, _ share: Double, _ rounding: Double) -> FinishedTest.Summary {
            FinishedTest.Summary(arm: name, units: units, mean: share, variance: 0, rounding: rounding)
        }
        for (units, share, rounding) in [(1000, 0.0004, 0.00005), (1000, 0.0064, 0.00005), (3, 0.5, 0.05)] {
            let error = #expect(throws: ExperimentationError.self) {
                try test([arm("control", units, share, rounding), arm("treatment", 1000, 0.1, 0.05)], .proportion)
            }
            #expect(error?.message.contains("not a whole number") == true)
        }
        let rounded = try test(
            [arm("control", 4873, 0.033, 0.0005), arm("treatment", 4873, 0.041, 0.0005)], .proportion)
        let exact = try test(
            [arm("control", 4873, 161.0 / 4873, 0), arm("treatment", 4873, 200.0 / 4873, 0)], .proportion)
        #expect(rounded.analysis.metrics[0].comparisons[0].pValue == exact.analysis.metrics[0].comparisons[0].pValue)
    }

    @Test("arms of unlike size and unknown skewness carry a warning, and alike ones none")
    func skewness() throws {
        func warnings(_ treated: Int) throws -> Int {
            let report = try test([
                FinishedTest.Summary(arm: "control", units: 2000, mean: 0, variance: 0),
                FinishedTest.Summary(arm: "treatment", units: treated, mean: 0.002625, variance: 0.0091825),
            ])
            return report.health.checks.count { $0.kind == .values && $0.status == .warning }
        }
        #expect(try warnings(8000) == 1)
        #expect(try warnings(2000) == 0)
    }

    @Test("values that are all 0 have a difference with an interval, and no lift")
    func allZero() throws {
        let report = try test([
            FinishedTest.Summary(arm: "control", units: 4, mean: 5, variance: 1),
            FinishedTest.Summary(arm: "treatment", units: 3, mean: 0, variance: 0),
        ])
        let comparison = try #require(report.analysis.metrics[0].comparisons.first)
        #expect(comparison.lift == nil && comparison.verdict == .worse)
        #expect(comparison.difference.interval.lower < -5 && comparison.difference.interval.upper > -5)
    }

    @Test("a quantile that many units share has no size")
    func tiedQuantile() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "units-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        let rows = (0..<4000).map { "u\($0),\($0 * 7919 % 8)" }
        try (["unit,value"] + rows).joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        var question = FinishedTest.Question()
        question.kind = .quantile(0.5)
        let plan = ExperimentPlan(
            key: "test", metrics: [PlannedMetric("value", role: .primary, minimumEffect: 0.5, adjusted: false)])
        let error = #expect(throws: ExperimentationError.self) { try TestSize(plan, file: file, question) }
        #expect(error?.message.contains("moves in steps") == true, "\(error?.message ?? "")")
    }
}
