import Experimentation
import Foundation
import Listening
import Statistics
import Testing
import Warehouse

@testable import ExperimentService

@Suite("Analyses from the warehouse")
struct ExperimentAnalyzerTests {
    /// What each exposed listener did, by a plain walk through the plays.
    private struct ReferencePass {
        var arm = ""
        var exposedAt: Int64 = 0
        var minutes = 0.0, minutesBefore = 0.0, skips = 0.0, knownSkips = 0.0
        var days: Set<Int32> = []
        var artists: Set<Int64> = []
        var isRetained = false
    }

    private static let day: Int64 = 86_400_000_000

    private func walk(_ service: PlantedService) async throws -> [Int64: ReferencePass] {
        let plan = service.plan
        let (exposures, plays) = try await service.warehouse.read { connection in
            (
                try connection.query(Statement("SELECT listener_key, arm, exposed_at FROM exposures")),
                try connection.query(
                    Statement(
                        """
                        SELECT plays.listener_key, started_at, ms_played, skipped, local_date, artist_key FROM plays
                        JOIN tracks ON plays.track_key = tracks.track_key ORDER BY started_at
                        """))
            )
        }
        func instant(_ batch: ColumnBatch, _ name: String, _ row: Int) -> Int64 {
            if case .instant(let value) = batch.value(name, at: row) { value } else { 0 }
        }
        var found: [Int64: ReferencePass] = [:], known: [Int64: Set<Int64>] = [:]
        for row in 0..<exposures.rowCount {
            found[exposures.value("listener_key", at: row).integer ?? 0] = ReferencePass(
                arm: exposures.value("arm", at: row).text ?? "", exposedAt: instant(exposures, "exposed_at", row))
        }
        for row in 0..<plays.rowCount {
            let listener = plays.value("listener_key", at: row).integer ?? 0, at = instant(plays, "started_at", row)
            let artist = plays.value("artist_key", at: row).integer ?? 0
            let isNew = known[listener, default: []].insert(artist).inserted
            guard var unit = found[listener] else { continue }
            let minutes = Double(plays.value("ms_played", at: row).integer ?? 0) / 60_000
            let since = at - unit.exposedAt
            if since >= 0, since < Int64(plan.windowDays) * Self.day {
                unit.minutes += minutes
                if case .bool(let skipped) = plays.value("skipped", at: row) {
                    unit.knownSkips += 1
                    unit.skips += skipped ? 1 : 0
                }
                if case .day(let day) = plays.value("local_date", at: row) { unit.days.insert(day) }
                if isNew { unit.artists.insert(artist) }
            }
            if since < 0, since >= -Int64(plan.covariateDays) * Self.day { unit.minutesBefore += minutes }
            if since >= 7 * Self.day, since < 14 * Self.day { unit.isRetained = true }
            found[listener] = unit
        }
        return found
    }

    @Test func everyMetricIsThatOfAPlainWalkThroughThePlays() async throws {
        let service = try await PlantedService.shared.value
        let report = try await service.report()
        let end = try #require(Instant(report.provenance.asOf)).microseconds
        let units = try await walk(service)
        for arm in ["control", "treatment"] {
            let all = units.values.filter { $0.arm == arm && $0.exposedAt + 7 * Self.day <= end }
            func value(_ metric: String) throws -> MetricResult.ArmValue {
                try #require(report.analysis.metrics.first { $0.metric.key == metric }?.arms.first { $0.arm == arm })
            }
            func check(_ metric: String, _ values: [Double]) throws {
                let found = try value(metric), moments = Moments(values)
                #expect(found.units == values.count, "\(metric)")
                #expect(abs((found.value ?? .nan) - moments.mean) < 1e-12 * max(1, moments.mean), "\(metric)")
                #expect(
                    abs((found.standardError ?? .nan) - (moments.standardError ?? 0)) < 1e-10
                        * (moments.standardError ?? 1), "\(metric)")
            }
            try check("minutes", all.map(\.minutes))
            try check("active_days", all.map { Double($0.days.count) })
            try check("new_artists", all.map { Double($0.artists.count) })
            try check(
                "retention_7",
                units.values.filter { $0.arm == arm && $0.exposedAt + 14 * Self.day <= end }.map {
                    $0.isRetained ? 1 : 0
                })
            let rate = try CoMoments(all.map(\.knownSkips), all.map(\.skips)).ratioEstimate()
            let skips = try value("skip_rate")
            #expect(abs((skips.value ?? .nan) - rate.value) < 1e-12)
            #expect(abs((skips.standardError ?? .nan) - rate.standardError) < 1e-10 * rate.standardError)
        }
    }

    @Test func whatWasKnownBeforeIsTakenOutAsARegressionOnThePastWould() async throws {
        let service = try await PlantedService.shared.value
        let report = try await service.report()
        let end = try #require(Instant(report.provenance.asOf)).microseconds
        let units = try await walk(service).values.filter { $0.exposedAt + 7 * Self.day <= end }
        let arms = ["control", "treatment"].map { arm in
            var moments = JointMoments(columns: 2)
            for unit in units where unit.arm == arm { moments.add([unit.minutes, unit.minutesBefore]) }
            return moments
        }
        let adjustment = try RegressionAdjustment(arms)
        let expected = try WelchTest(adjustment.estimate(arms[1]), adjustment.estimate(arms[0]))
        let minutes = try #require(report.analysis.metrics.first { $0.metric.key == "minutes" })
        let found = try #require(minutes.comparisons.first)
        #expect(abs(found.difference.estimate - expected.difference) < 1e-9)
        #expect(abs(found.difference.standardError - expected.standardError) < 1e-9)
        #expect(abs((minutes.varianceReduction ?? 0) - (1 - adjustment.remainingVariance)) < 1e-9)
    }

    @Test func whatHappensAfterTheMomentOfTheAnalysisChangesNothing() async throws {
        let service = try await PlantedService(
            metrics: [PlannedMetric("minutes", role: .primary), PlannedMetric("retention_7", role: .secondary)],
            plays: 8000, listeners: 200
        )
        let asOf = try #require(Instant("2026-01-20"))
        let before = try await service.report(asOf: asOf)
        try await service.warehouse.write { connection in
            try connection.execute(Statement("DELETE FROM plays WHERE started_at >= CAST('2026-01-20' AS TIMESTAMP)"))
            try connection.execute(
                Statement("UPDATE exposures SET arm = 'control' WHERE exposed_at >= CAST('2026-01-20' AS TIMESTAMP)"))
        }
        let after = try await service.report(asOf: asOf)
        #expect(before.analysis == after.analysis)
        #expect(before.exposures == after.exposures)
    }

    @Test func whatAUnitWasGivenNeverReachesWhatWasKnownBefore() async throws {
        // The past is read from plays before the exposure: doubling what came after leaves every covariate as it is.
        let service = try await PlantedService(
            metrics: PlantedService.allMetrics, plays: 8000, listeners: 200, plannedUnits: 60)
        func covariates() async throws -> [[Double]] {
            let plan = service.plan
            return try await service.warehouse.read { connection in
                var session = try AnalysisSession(
                    plan: plan, catalogue: try MetricCatalogue(dialect: "duckdb"), startedAt: Instant(seconds: 0),
                    asOf: Instant(seconds: 1_800_000_000), connection: connection)
                return try session.metrics().map { data in
                    let outcome = data.metric.isRatio ? 2 : 1
                    return data.arms.flatMap { Array($0.means.dropFirst(outcome)) }
                }
            }
        }
        let before = try await covariates()
        _ = try await service.warehouse.write { connection in
            try connection.execute(
                Statement(
                    """
                    UPDATE plays SET ms_played = 2 * ms_played + 1, skipped = NOT skipped FROM exposures
                    WHERE plays.listener_key = exposures.listener_key AND plays.started_at >= exposures.exposed_at
                    """))
        }
        let after = try await covariates()
        #expect(before.contains { !$0.isEmpty })
        // Only of units whose outcome is known are covariates counted; which these are did not change.
        for (metric, (old, new)) in zip(service.plan.metrics, zip(before, after)) {
            #expect(old == new, "\(metric.metric)")
        }
    }

    @Test func valuesWhoseProductsNeedMoreThan64BitsAreSummedExactly() async throws {
        let service = try await PlantedService(
            metrics: [PlannedMetric("minutes", role: .primary)], plays: 8000, listeners: 200, plannedUnits: 60)
        let plain = try #require(try await service.report().analysis.metrics[0].comparisons.first)
        _ = try await service.warehouse.write {
            try $0.execute(Statement("UPDATE plays SET ms_played = ms_played * 20000"))
        }
        let scaled = try #require(try await service.report().analysis.metrics[0].comparisons.first)
        #expect(abs(scaled.difference.estimate / plain.difference.estimate - 20_000) < 1e-6)
        #expect(abs(scaled.pValue - plain.pValue) < 1e-12)
    }

    @Test func exposuresOfOnesOwnAndMetricsOfOnesOwn() async throws {
        let service = try await PlantedService.shared.value
        let folder = FileManager.default.temporaryDirectory.appending(path: "own-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try """
        -- title: Hours
        -- metric hours: Hours | mean | h | higher | real hours | hours listened
        SELECT spans.unit, SUM(plays.ms_played) / 3600000.0 AS hours FROM {{spans}} AS spans
        JOIN plays ON spans.unit = plays.listener_key AND plays.started_at >= spans.from_at AND plays.started_at < spans.until_at
        GROUP BY spans.unit
        """.write(to: folder.appending(path: "own_hours.sql"), atomically: true, encoding: .utf8)
        var record = service.record
        record.plan.exposures =
            "SELECT listener_key AS unit, arm, exposed_at, 'all' AS shelf FROM exposures WHERE experiment = 'quiet'"
        record.plan.dimensions = ["shelf"]
        record.plan.metrics = [PlannedMetric("minutes", role: .primary), PlannedMetric("hours", role: .secondary)]
        let report = try await service.report(record, metrics: folder)
        let minutes = report.analysis.metrics[0], hours = report.analysis.metrics[1]
        #expect(abs((minutes.arms[0].value ?? 0) / 60 - (hours.arms[0].value ?? 0)) < 1e-6)
        #expect(report.exposures.parts.map(\.value) == ["all"])
        // The same metrics, and so the same moment at which the planned units are in.
        record.plan.exposures = nil
        record.plan.dimensions = []
        let ledger = try await service.report(record, metrics: folder).analysis.metrics.first {
            $0.metric.key == "minutes"
        }
        #expect(minutes.comparisons.first?.difference.estimate == ledger?.comparisons.first?.difference.estimate)
    }

    @Test("units of an arm that the plan does not know change no result, and are told", arguments: [true, false])
    func unknownArms(_ areUnique: Bool) async throws {
        let service = try await PlantedService.shared.value
        var record = service.record
        record.plan.dimensions = []
        record.plan.metrics = [
            PlannedMetric("minutes", role: .primary, winsorised: 0.1), PlannedMetric("skip_rate", role: .secondary),
        ]
        let ledger = "SELECT listener_key AS unit, arm, exposed_at FROM exposures WHERE experiment = 'quiet'"
        // Who is in the ledger twice with one arm counts once.
        record.plan.exposures = areUnique ? ledger : "\(ledger) UNION ALL \(ledger)"
        let without = try await service.report(record)
        let others =
            "SELECT listeners.listener_key AS unit, 'purple' AS arm, MIN(plays.started_at) AS exposed_at FROM listeners INNER JOIN plays ON listeners.listener_key = plays.listener_key WHERE listeners.listener_key NOT IN (SELECT listener_key FROM exposures WHERE experiment = 'quiet') GROUP BY listeners.listener_key"
        record.plan.exposures = "\(record.plan.exposures ?? "") UNION ALL \(others)"
        let with = try await service.report(record)
        let purple = with.exposures.unknownArms["purple"] ?? 0,
            early = with.exposures.beforeStart - without.exposures.beforeStart
        #expect(purple + early > 0)
        #expect(
            with.analysis == without.analysis && with.splits == without.splits && with.robustness == without.robustness)
        #expect(with.exposures.units == without.exposures.units)
    }

    @Test func aStatementThatFailsSaysWhichAndWhere() async throws {
        let service = try await PlantedService.shared.value
        var record = service.record
        record.plan.exposures = "SELECT nonsense FROM exposures"
        record.plan.dimensions = []
        let error = await #expect(throws: ExperimentationError.self) { try await service.report(record) }
        #expect(error?.code == "experiment.statement")
        #expect(error?.message.contains("exposures") == true)
    }

    @Test func nobodyExposedIsAnErrorThatSaysWhatToDo() async throws {
        let service = try await PlantedService.shared.value
        var record = service.record
        record.startedAt = "2030-01-01T00:00:00Z"
        let error = await #expect(throws: ExperimentationError.self) { try await service.report(record) }
        #expect(error?.code == "experiment.no-exposures")
        #expect(error?.message.contains("segue experiment expose") == true)
    }

    @Test func cappedValuesAreCappedAtTheQuantileOfAllArms() async throws {
        let service = try await PlantedService(
            metrics: [PlannedMetric("minutes", role: .primary, winsorised: 0.1, adjusted: false)], plays: 12_000,
            listeners: 300, plannedUnits: 100)
        let report = try await service.report()
        let end = try #require(Instant(report.provenance.asOf)).microseconds
        let units = try await walk(service).values.filter { $0.exposedAt + 7 * Self.day <= end }
        let sorted = units.map(\.minutes).sorted()
        let cap = sorted[Int((0.9 * Double(sorted.count)).rounded(.up)) - 1]
        let expected = Moments(units.filter { $0.arm == "control" }.map { min($0.minutes, cap) })
        #expect(abs((report.analysis.metrics[0].arms[0].value ?? 0) - expected.mean) < 1e-9)
    }

    @Test func theTimelineEndsWhereTheAnalysisStands() async throws {
        let service = try await PlantedService.shared.value
        let report = try await service.report(extras: .all)
        let skips = try #require(report.timeline.first { $0.metric == "skip_rate" }),
            last = try #require(skips.points.last)
        let comparison = try #require(report.analysis.metrics.first { $0.metric.key == "skip_rate" }?.comparisons.first)
        #expect(
            last.units
                == report.analysis.metrics.first { $0.metric.key == "skip_rate" }?.arms.reduce(0) { $0 + $1.units })
        #expect(abs((last.lift?.estimate ?? 0) - (comparison.lift?.estimate ?? 1)) < 1e-12)
        #expect(zip(skips.points, skips.points.dropFirst()).allSatisfy { $0.units < $1.units && $0.day < $1.day })
        #expect(report.splits.contains { $0.split == .halves } && report.splits.contains { $0.split == .weekdays })
        #expect(Set(report.exposures.parts.map(\.dimension)) == Set(service.plan.dimensions))
    }

    @Test func aHistoryGivesTheBaselineOfItsListeners() async throws {
        let service = try await PlantedService.shared.value
        let plan = ExperimentPlan(
            key: "next", metrics: [PlannedMetric("minutes", role: .primary, minimumEffect: 0.05)], windowDays: 7)
        let asOf = try #require(Instant("2025-12-20"))
        let history = try await service.desk().history(plan, days: 14, asOf: asOf, now: asOf)
        let baseline = try #require(history.baselines["minutes"])
        #expect(baseline.mean > 0 && baseline.remainingVariance < 1 && baseline.units > 50)
        #expect(
            history.traffic.cumulative.last == baseline.units || (history.traffic.cumulative.last ?? 0) > baseline.units
        )
        let board = try ExperimentDesignSummary(plan, history: history)
        #expect(board.plan.plannedUnits == board.design.units)
        let later = try await service.desk().history(plan, days: 14, asOf: asOf, now: asOf)
        #expect(later.baselines == history.baselines)
    }
}
