import ExperimentService
import Experimentation
import Foundation
import Listening
import Testing
import Warehouse

/// Experiments whose data are known to the last unit, and what may be concluded from them: each was once concluded wrongly.
@Suite("What may be concluded")
struct ConclusionCaseTests {
    private static let moment = Instant("2025-06-01") ?? Instant(microseconds: 0)

    /// Analyses exposures of one's own without any listening.
    private func report(
        _ header: String, _ exposures: String, units: Int, asOf: String = "2025-03-01",
        weights: (Double, Double) = (1, 1),
        takesLook: Bool = false, metrics: [PlannedMetric] = [PlannedMetric("m", role: .primary)],
        change: (inout ExperimentPlan) -> Void = { _ in }
    ) async throws -> ExperimentReport {
        let folder = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try "\(header)\n{{exposures}}\n".write(to: folder.appending(path: "own.sql"), atomically: true, encoding: .utf8)
        var plan = ExperimentPlan(key: "k", metrics: metrics)
        plan.arms = [Arm("control", weight: weights.0), Arm("treatment", weight: weights.1)]
        plan.exposures = exposures
        plan.windowDays = 1
        plan.covariateDays = 0
        plan.plannedUnits = units
        change(&plan)
        var record = ExperimentRecord(plan: plan)
        try record.start(at: Instant("2025-01-01") ?? Self.moment, now: Self.moment)
        let desk = ExperimentAnalyzer(
            try await DuckDBWarehouse.inMemory(), catalogue: try MetricCatalogue(dialect: "duckdb", folder: folder),
            version: "test")
        return try await desk.report(record, asOf: Instant(asOf), takesLook: takesLook, extras: [], now: Self.moment)
    }

    private func comparison(_ report: ExperimentReport) throws -> Comparison {
        try #require(report.analysis.metrics[0].comparisons.first)
    }

    private static let halves = "SELECT i AS unit, CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS arm,"
    private static let atOnce = "TIMESTAMP '2025-01-02 00:00:00' AS exposed_at"

    @Test("a median of whole numbers finds nothing where nothing is", arguments: 1...12)
    func ties(_ seed: Int) async throws {
        let found = try comparison(
            try await report(
                "-- metric m: Median | quantile(0.5) | u | higher | v | d",
                "SELECT i AS unit, CASE WHEN hash(i * 1000 + \(seed)) % 2 = 0 THEN 'control' ELSE 'treatment' END AS arm, \(Self.atOnce), hash(i) % 32 AS v FROM range(40000) t(i)",
                units: 40_000))
        #expect(found.verdict == .inconclusive && found.difference.interval.contains(0))
    }

    @Test(
        "six of 8,000 against none of 2,000 is no result, however it is looked at or adjusted",
        arguments: [
            (Monitoring.fixed, "y"), (.groupSequential(looks: 4, spending: .obrienFleming), "y"),
            (.groupSequential(looks: 10, spending: .pocock), "y"), (.alwaysValid(tunedFor: 5000), "y"), (.mixture, "y"),
            (.fixed, "y given x"),
        ])
    func rare(_ monitoring: Monitoring, _ value: String) async throws {
        let report = try await report(
            "-- metric m: Rare | proportion | share | higher | \(value) | d",
            "SELECT i AS unit, CASE WHEN i % 5 = 0 THEN 'control' ELSE 'treatment' END AS arm, \(Self.atOnce), CASE WHEN i IN (1, 2, 3, 4, 6, 7) THEN 1 ELSE 0 END AS y, hash(i) % 30 AS x FROM range(10000) t(i)",
            units: 10_000, weights: (1, 4), takesLook: true
        ) { $0.monitoring = monitoring }
        let found = try comparison(report)
        #expect(found.verdict == .inconclusive && report.decision.action != .ship)
        #expect(found.difference.interval.contains(0) && found.test.contains("Fisher"))
        if monitoring == .fixed { #expect(abs(found.pValue - 0.6068) < 0.001, "Fisher's exact test, SciPy") }
    }

    @Test("the same as a mean is no result, and the units that it takes are told")
    func rareMean() async throws {
        let report = try await report(
            "-- metric m: Rare | mean | u | higher | y | d",
            "SELECT i AS unit, CASE WHEN i % 5 = 0 THEN 'control' ELSE 'treatment' END AS arm, \(Self.atOnce), CASE WHEN i IN (1, 2, 3, 4, 6, 7) THEN 1 ELSE 0 END AS y FROM range(10000) t(i)",
            units: 10_000, weights: (1, 4))
        #expect(report.analysis.metrics[0].comparisons.isEmpty)
        #expect(report.analysis.metrics[0].problem?.contains("units in both arms") == true)
        #expect(report.analysis.metrics[0].arms.allSatisfy { $0.value != nil })
    }

    @Test("an arm with one unit, or none, leaves the others their results")
    func strayArm() async throws {
        let report = try await report(
            "-- metric m: Minutes | mean | min | higher | y | d",
            "SELECT i AS unit, CASE WHEN i = 0 THEN 'stray' WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS arm, \(Self.atOnce), (i % 2) * 3 + hash(i) % 10 AS y FROM range(400) t(i)",
            units: 400
        ) { $0.arms = [Arm("control"), Arm("stray"), Arm("treatment"), Arm("nobody")] }
        let result = report.analysis.metrics[0]
        #expect(result.comparisons.map(\.treatment) == ["treatment"] && result.comparisons[0].verdict == .better)
        #expect(
            result.problem?.contains("stray has 1 unit ") == true
                && result.problem?.contains("nobody has 0 units ") == true)
        #expect(report.decision.arm != "stray" && report.decision.arm != "nobody")
    }

    @Test("arms that do not vary and differ are not called alike")
    func constantArms() async throws {
        let report = try await report(
            "-- metric m: Price | mean | u | higher | y | d",
            "\(Self.halves) \(Self.atOnce), 5 + 2 * (i % 2) AS y FROM range(100) t(i)", units: 100)
        #expect(report.analysis.metrics[0].comparisons.isEmpty)
        #expect(report.analysis.metrics[0].problem?.contains("the samples differ by 2") == true)
    }

    // MARK: Design

    /// An analyzer without any listening, whose one metric is the column `y` of a plan's exposures.
    private static func analyzerOfExposures() async throws -> ExperimentAnalyzer {
        let folder = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try "-- metric m: Own | mean | u | higher | y | d\n{{exposures}}\n".write(
            to: folder.appending(path: "own.sql"), atomically: true, encoding: .utf8)
        return ExperimentAnalyzer(
            try await DuckDBWarehouse.inMemory(), catalogue: try MetricCatalogue(dialect: "duckdb", folder: folder),
            version: "test")
    }

    @Test("a design from exposures of one's own takes the control's units, without any listening")
    func ownHistory() async throws {
        let analyzer = try await Self.analyzerOfExposures()
        var plan = ExperimentPlan(
            key: "own", metrics: [PlannedMetric("m", role: .primary, minimumEffect: 0.05, adjusted: false)])
        plan.exposures =
            "SELECT i AS unit, CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS arm, TIMESTAMP '2025-01-02' + INTERVAL (i % 10) DAY AS exposed_at, i % 2 * 100 + i % 8 AS y FROM range(800) t(i)"
        plan.windowDays = 1
        let history = try await analyzer.history(plan, now: Self.moment)
        let baseline = try #require(history.baselines["m"])
        // The control has 0, 2, 4 and 6, each 100 times: a mean of 3 and a variance of 5 · 400/399.
        #expect(baseline.units == 400 && baseline.mean == 3 && abs(baseline.variance - 5 * 400 / 399) < 1e-9)
        #expect(history.traffic.cumulative.count == 10 && history.traffic.cumulative.last == 800)
        #expect(history.firstDay == "2025-01-02" && history.lastDay == "2025-01-11")
        #expect(try ExperimentDesignSummary(plan, history: history).design.units > 0)
    }

    @Test("a design from exposures of one's own is refused where they hold no control, or no column of a dimension")
    func noControl() async throws {
        let analyzer = try await Self.analyzerOfExposures()
        var plan = ExperimentPlan(key: "own", metrics: [PlannedMetric("m", role: .primary, minimumEffect: 0.05)])
        plan.exposures =
            "SELECT i AS unit, 'ctl' AS arm, TIMESTAMP '2025-01-02' AS exposed_at, i AS y FROM range(10) t(i)"
        await #expect { _ = try await analyzer.history(plan, now: Self.moment) } throws: {
            "\($0)".contains("they name ctl")
        }
        plan.dimensions = ["country"]
        await #expect { _ = try await analyzer.history(plan, now: Self.moment) } throws: {
            "\($0)".contains("no column for the dimension country")
        }
    }

    @Test("more looks never take fewer units than one, however large the effect", arguments: [0.2, 1, 4])
    func smallSizes(_ variance: Double) throws {
        let plan = ExperimentPlan(
            key: "test", metrics: [PlannedMetric("value", role: .primary, minimumEffect: 1, adjusted: false)])
        let size = try TestSize(plan, MetricBaseline(mean: 1, variance: variance, units: 0), source: "here")
        #expect(size.alternatives.allSatisfy { $0.units >= size.alternatives[0].units }, "\(size.alternatives)")
    }

    @Test("a test is sized from a mean and a variance, from a proportion, and from a file, as textbooks do it")
    func size() throws {
        func plan(_ effect: Double) -> ExperimentPlan {
            ExperimentPlan(
                key: "test", metrics: [PlannedMetric("value", role: .primary, minimumEffect: effect, adjusted: false)])
        }
        // R: power.t.test(delta = 4, sd = 40, power = .8) n = 1570.737; power.prop.test(p1 = .1, p2 = .12, power = .8) n = 3840.847.
        let mean = try TestSize(
            plan(0.1), MetricBaseline(mean: 40, variance: 1600, units: 0), perDay: 100, source: "here")
        #expect(abs(mean.design.units - 2 * 1571) <= 8 && mean.design.days == 32 + 14)
        let share = try TestSize(
            plan(0.2), MetricBaseline(mean: 0.1, variance: 0.09, units: 0, isProportion: true), source: "here")
        #expect(abs(share.design.units - 2 * 3841) <= 8)
        #expect(share.reach[2].units == share.design.units && abs(share.reach[2].effect - 0.2) < 0.001)

        let file = FileManager.default.temporaryDirectory.appending(path: "units-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        let rows = (0..<400).map { "u\($0),\($0 % 2 == 0 ? "control" : "treatment"),\($0 % 2 * 100 + $0 % 8)" }
        try (["unit,arm,value"] + rows).joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        let own = try TestSize(plan(0.05), file: file, FinishedTest.Question())
        #expect(
            abs(own.design.needs[0].baseline.mean - 3) < 1e-12 && own.source.hasPrefix("200 units of control in units-")
        )
        try (["unit,value"] + (0..<400).map { "u\($0),\($0 % 8)" }).joined(separator: "\n").write(
            to: file, atomically: true, encoding: .utf8)
        #expect(
            abs(try TestSize(plan(0.05), file: file, FinishedTest.Question()).design.needs[0].baseline.mean - 3.5)
                < 1e-12)
        #expect(throws: ExperimentationError.self) {
            try TestSize(plan(0.05), MetricBaseline(mean: 1, variance: .infinity, units: 0), source: "here")
        }
    }

    @Test("what comes after the planned units changes nothing, and before them there are no effects")
    func lookingOn() async throws {
        let exposures =
            "\(Self.halves) TIMESTAMP '2025-01-02 00:00:00' + INTERVAL 1 DAY * (i // 200) AS exposed_at, (hash(i) % 1000) / 100.0 AS q FROM range(6000) t(i)"
        var seen: [ExperimentReport] = []
        for day in ["2025-01-12", "2025-01-13", "2025-01-20", "2025-01-30"] {
            seen.append(
                try await report("-- metric m: Q | mean | u | higher | real q | d", exposures, units: 2000, asOf: day))
        }
        #expect(Set(seen.map(\.analysis)).count == 1 && seen[0].analysis.metrics[0].arms.map(\.units) == [1000, 1000])
        let early = try await report(
            "-- metric m: Q | mean | u | higher | real q | d", exposures, units: 2000, asOf: "2025-01-10")
        #expect(early.analysis.hidden != nil && early.analysis.metrics[0].comparisons.isEmpty)
        #expect(early.analysis.metrics[0].arms.allSatisfy { $0.value == nil && $0.units > 0 })
        #expect(early.decision.action == .continue)
        let peek = try await report(
            "-- metric m: Q | mean | u | higher | real q | d", exposures, units: 2000, asOf: "2025-01-10",
            takesLook: true)
        #expect(peek.analysis.look.status == .peek && !peek.analysis.metrics[0].comparisons.isEmpty)
    }

    @Test("where the control is negative, more is still more")
    func negativeBase() async throws {
        let found = try comparison(
            try await report(
                "-- metric m: W | mean | u | higher | w | d",
                "\(Self.halves) \(Self.atOnce), -10 + (i % 2) + (hash(i) % 1000) / 250.0 - 2 AS w FROM range(2000) t(i)",
                units: 2000))
        let lift = try #require(found.lift)
        #expect(found.verdict == .better && lift.estimate > 0.08 && lift.interval.lower > 0)
    }

    @Test(
        "real numbers are not rounded, however small or large, and whether or not they are said to be real",
        arguments: ["r", "real r"], [1.0, 1e-9, 1e20])
    func realColumns(_ value: String, _ scale: Double) async throws {
        let found = try comparison(
            try await report(
                "-- metric m: R | mean | u | higher | \(value) | d",
                "\(Self.halves) \(Self.atOnce), CAST(\(scale) AS DOUBLE) * ((hash(i) % 1000) / 2100.0 + 0.01 * (i % 2)) AS r FROM range(10000) t(i)",
                units: 10_000))
        #expect(abs(found.pValue - 0.0063) < 0.0001 && abs((found.lift?.estimate ?? 0) - 0.0313) < 0.001)
    }

    @Test("values that are infinite or not a number are left out and told")
    func notFinite() async throws {
        let report = try await report(
            "-- metric m: R | mean | u | higher | r | d",
            "\(Self.halves) \(Self.atOnce), CASE WHEN i % 1000 = 7 THEN CAST('nan' AS DOUBLE) WHEN i % 1000 = 9 THEN CAST('-inf' AS DOUBLE) ELSE (hash(i) % 1000) / 2100.0 END AS r FROM range(10000) t(i)",
            units: 10_000)
        #expect(report.analysis.metrics[0].arms.map(\.units) == [5000, 4980])
        #expect(report.health.checks.first { $0.kind == .values }?.finding.contains("20 of r") == true)
        #expect(try comparison(report).pValue > 0)
    }

    @Test("a covariate between 0 and 1 takes out of a proportion what it explains")
    func covariateOfAProportion() async throws {
        let exposures =
            "\(Self.halves) \(Self.atOnce), (hash(i) % 1000) / 2100.0 AS x, CASE WHEN (hash(i) % 1000) / 1000.0 + (hash(i + 7) % 1000) / 1000.0 > 1 THEN 1 ELSE 0 END AS y FROM range(4000) t(i)"
        for value in ["y given x", "real y given x"] {
            let report = try await report(
                "-- metric m: R | proportion | share | higher | \(value) | d", exposures, units: 4000)
            #expect((report.analysis.metrics[0].varianceReduction ?? 0) > 0.2, "\(value)")
        }
    }

    @Test("interval and verdict agree", arguments: [(0.5, true), (-0.45, false)])
    func agreement(_ effect: Double, _ isFound: Bool) async throws {
        let found = try comparison(
            try await report(
                "-- metric m: R | mean | u | higher | q | d",
                "\(Self.halves) \(Self.atOnce), CASE WHEN (i // 2) % 2 = 0 THEN 1.7 ELSE -1.7 END + 1 + \(effect) * (i % 2) AS q FROM range(200) t(i)",
                units: 200))
        #expect((found.pValue <= 0.05) == isFound && found.difference.interval.contains(0) != isFound)
        #expect(found.lift?.interval.contains(0) != isFound)
    }

    @Test("an arm without a success has a result, and so has its mirror image")
    func nobody() async throws {
        for (first, second, verdict) in [(12, 0, Comparison.Verdict.worse), (0, 12, .better)] {
            let found = try comparison(
                try await report(
                    "-- metric m: B | proportion | share | higher | b | d",
                    "\(Self.halves) \(Self.atOnce), CASE WHEN i < 2 * CASE WHEN i % 2 = 0 THEN \(first) ELSE \(second) END THEN 1 ELSE 0 END AS b FROM range(800) t(i)",
                    units: 800))
            #expect(found.verdict == verdict && abs(found.pValue - 0.0005) < 0.00005, "\(found.pValue)")
            #expect(!found.difference.interval.contains(0))
        }
    }

    @Test("22 of 1,000 against 10: better, and the lift's interval says so")
    func lift() async throws {
        let found = try comparison(
            try await report(
                "-- metric m: B | proportion | share | higher | b | d",
                "\(Self.halves) \(Self.atOnce), CASE WHEN i < 2 * CASE WHEN i % 2 = 0 THEN 10 ELSE 22 END THEN 1 ELSE 0 END AS b FROM range(2000) t(i)",
                units: 2000))
        let lift = try #require(found.lift)
        #expect(found.verdict == .better && abs(found.pValue - 0.0324) < 0.0005)
        #expect(
            lift.interval.lower > 0.04 && lift.interval.lower < 0.08 && lift.interval.upper > 3.3
                && lift.interval.upper < 3.8)
    }

    @Test("a metric without a result does not stop the others")
    func oneWithoutAResult() async throws {
        let report = try await report(
            "-- metric m: Y | mean | u | higher | y | d\n-- metric q: Q90 | quantile(0.9) | u | higher | y | d\n-- metric p: P | proportion | share | higher | y | d",
            "\(Self.halves) \(Self.atOnce), i % 5 + 2 * (i % 2) AS y FROM range(68) t(i)", units: 68,
            metrics: [
                PlannedMetric("m", role: .primary), PlannedMetric("q", role: .secondary),
                PlannedMetric("p", role: .secondary),
            ])
        #expect(report.analysis.metrics[0].comparisons.first?.verdict == .better)
        #expect(report.analysis.metrics[1].problem?.contains("at least 35") == true)
        #expect(report.analysis.metrics[2].problem?.contains("other values than 0 and 1") == true)
        #expect(!report.health.checks.isEmpty)
    }

    /// A running plan of several looks at the mean of a column q.
    private func sequential(_ exposures: String, looks: Int) async throws -> (
        desk: ExperimentAnalyzer, record: ExperimentRecord
    ) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try "-- metric m: Q | mean | u | higher | q | d\n{{exposures}}\n".write(
            to: folder.appending(path: "own.sql"), atomically: true, encoding: .utf8)
        var plan = ExperimentPlan(key: "k", metrics: [PlannedMetric("m", role: .primary)])
        plan.exposures = exposures
        plan.windowDays = 1
        plan.plannedUnits = 2000
        plan.monitoring = .groupSequential(looks: looks, spending: .pocock)
        var record = ExperimentRecord(plan: plan)
        try record.start(at: Instant("2025-01-01") ?? Self.moment, now: Self.moment)
        let desk = ExperimentAnalyzer(
            try await DuckDBWarehouse.inMemory(), catalogue: try MetricCatalogue(dialect: "duckdb", folder: folder),
            version: "test")
        return (desk, record)
    }

    @Test("an early crossing keeps its p-value and its interval, and looking takes no look")
    func earlyCrossing() async throws {
        // Strong in the first half, weaker in the second.
        let exposures =
            "\(Self.halves) TIMESTAMP '2025-01-02 00:00:00' + INTERVAL 1 DAY * (i // 200) AS exposed_at, (hash(i) % 1000) / 100.0 + CASE WHEN i < 1000 THEN 2.0 * (i % 2) ELSE 1.2 * (i % 2) END AS q FROM range(2000) t(i)"
        let planned = try await sequential(exposures, looks: 4), desk = planned.desk
        var record = planned.record
        func look(_ day: String, takes: Bool) async throws -> ExperimentReport {
            let report = try await desk.report(
                record, asOf: Instant(day), takesLook: takes, extras: [], now: Self.moment)
            if takes { record.take(report, now: Self.moment) }
            return report
        }
        let before = try await look("2025-01-05", takes: false)
        #expect(before.analysis.hidden != nil && record.looks.isEmpty)
        let first = try await look("2025-01-07", takes: true)
        #expect(record.looks.count == 1 && first.course.looks?.hasPrefix("1 of 4") == true)
        let p = try comparison(first).pValue, interval = try comparison(first).difference.interval
        #expect(p < 0.001 && interval.lower > 0)
        // Between looks it is the same look that is seen.
        let between = try await look("2025-01-09", takes: false)
        #expect(between.analysis == first.analysis && between.provenance.asOf == first.provenance.asOf)
        let last = try await look("2025-01-12", takes: true)
        let kept = try comparison(last)
        #expect(kept.pValue <= p && kept.difference.interval.upper <= interval.upper)
        // Never wider, but for the estimate, which it always holds.
        #expect(
            kept.difference.interval.lower >= min(interval.lower, kept.difference.estimate)
                && kept.difference.interval.lower > 0)
        #expect(kept.verdict == .better && record.looks.count == 2)
    }

    @Test("an effect that turns round after a look is not shipped for what it was", arguments: [-3.0, -1.2])
    func reversal(_ later: Double) async throws {
        let exposures =
            "\(Self.halves) TIMESTAMP '2025-01-02 00:00:00' + INTERVAL 1 DAY * (i // 200) AS exposed_at, 10 + (hash(i) % 1000) / 500.0 + CASE WHEN i < 1000 THEN 1.0 * (i % 2) ELSE \(later) * (i % 2) END AS q FROM range(2000) t(i)"
        let planned = try await sequential(exposures, looks: 2), desk = planned.desk
        var record = planned.record
        let early = await #expect(throws: ExperimentationError.self) {
            try await desk.report(record, asOf: Instant("2025-01-04"), takesLook: true, extras: [], now: Self.moment)
        }
        #expect(early?.code == "experiment.look", "a look before the first is refused, and shows nothing")
        let first = try await desk.report(
            record, asOf: Instant("2025-01-07"), takesLook: true, extras: [], now: Self.moment)
        record.take(first, now: Self.moment)
        #expect(try comparison(first).verdict == .better)
        let last = try await desk.report(
            record, asOf: Instant("2025-01-20"), takesLook: true, extras: [], now: Self.moment)
        record.take(last, now: Self.moment)
        let found = try comparison(last)
        #expect(found.difference.estimate < 0 && found.verdict != .better && last.decision.action != .ship)
        #expect((found.verdict == .worse) == (found.difference.interval.upper < 0))
        let third = await #expect(throws: ExperimentationError.self) {
            try await desk.report(record, asOf: Instant("2025-01-09"), takesLook: true, extras: [], now: Self.moment)
        }
        #expect(third?.code == "experiment.look" && record.looks.count == 2)
    }

    @Test("a finished test is judged from its units or from its sums alike, and bad rows are named")
    func finished() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "units-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        var text = "unit,arm,minutes\n", sums = [(0.0, 0.0), (0.0, 0.0)]
        for unit in 0..<400 {
            let arm = unit % 2, value = Double((unit * 37) % 50) + Double(4 * arm)
            text += "u\(unit),\(arm == 0 ? "blue, old" : "neu ♫"),\(value)\n".replacing(
                "blue, old", with: "\"blue, old\"")
            sums[arm].0 += value
            sums[arm].1 += value * value
        }
        try text.write(to: file, atomically: true, encoding: .utf8)
        var question = FinishedTest.Question()
        question.value = "minutes"
        question.control = "blue, old"
        let one = try FinishedTest(file, question).report(version: "test", now: Self.moment)
        let summaries = zip(["blue, old", "neu ♫"], sums).map { name, sum in
            FinishedTest.Summary(
                arm: name, units: 200, mean: sum.0 / 200, variance: (sum.1 - sum.0 * sum.0 / 200) / 199)
        }
        let other = try FinishedTest(summaries, question).report(version: "test", now: Self.moment)
        let a = try comparison(one), b = try comparison(other)
        #expect(abs(a.pValue - b.pValue) < 1e-12 && abs(a.difference.estimate - b.difference.estimate) < 1e-12)
        #expect(one.plan.arms.map(\.key) == ["blue, old", "neu ♫"])
        for (row, words) in [
            ("u1,neu,3", "stands in an earlier row"), ("x,neu,nan", "no finite number"), ("y,,3", "the arm is empty"),
        ] {
            try (text + row + "\n").write(to: file, atomically: true, encoding: .utf8)
            let error = #expect(throws: ExperimentationError.self) { try FinishedTest(file, question) }
            #expect(
                error?.message.contains(words) == true && error?.message.contains("line 402") == true,
                "\(error?.message ?? "")")
        }
    }
}
