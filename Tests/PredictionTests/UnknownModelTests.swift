import Features
import Foundation
import Listening
import TestSupport
import Testing
import Warehouse

@testable import Prediction

/// What a source does not record is missing from what models learn, not 0.
@Suite("Models over sources that lack something")
struct UnknownModelTests {
    private func sessions(_ warehouse: any Warehouse) async throws -> ColumnBatch {
        let features = ModelFeatureSet.session(warehouse.dialect)
        let days = try await warehouse.read { try DataDays.all($0) }
        let parameters: [String: Value] = [
            "first_day": .day(days.lowerBound), "last_day": .day(days.upperBound), "parts": 1, "part": 0,
        ]
        return try await warehouse.read { try $0.query(Statement(features.sql, parameters)) }
    }

    @Test("the training set holds the sessions whose length is known, and the report how many were left out")
    func lengths() async throws {
        let warehouse = try await PartialSource.mixed.warehouse()
        let rows = try await sessions(warehouse)
        let known = try await warehouse.read {
            try $0.query(
                Statement(
                    """
                    SELECT COUNT(seconds) AS known, COUNT(*) - COUNT(seconds) AS unknown, SUM(seconds) / 60.0 / COUNT(seconds) AS minutes
                    FROM sessions
                    """))
        }
        let labels = try #require(rows.column("label")).numbers()
        // The last session of the data may still go on, and is left out as well.
        #expect(Int64(labels.count) <= known.value("known", at: 0).integer ?? 0 && labels.count > 100)
        let mean = labels.reduce(0, +) / Double(labels.count)
        #expect(abs(mean - (known.value("minutes", at: 0).double ?? 0)) < 0.5)
        let report = try await DurationTrainer(warehouse, options: TrainingFixture.options).train(
            registry: TrainingFixture.registry())
        #expect(report.leftOut.map(Int64.init) == known.value("unknown", at: 0).integer && (report.leftOut ?? 0) > 50)
        #expect(Int64(report.training.rows + report.test.rows) <= known.value("known", at: 0).integer ?? 0)
    }

    @Test("the report says who is learned from and not judged: a history that ends before the test window")
    func unjudged() async throws {
        let warehouse = try await PartialSource.mixed.warehouse()
        // One listener's history of years ago.
        try await warehouse.write { connection in
            for table in ["plays", "sessions"] {
                _ = try connection.execute(
                    Statement(
                        """
                        UPDATE \(table) SET started_at = started_at - INTERVAL 700 DAY, ended_at = ended_at - INTERVAL 700 DAY,
                            local_date = CAST(local_date - INTERVAL 700 DAY AS DATE)
                        WHERE listener_key = (SELECT listener_key FROM listeners WHERE listener_id = 'listener 0')
                        """))
            }
            try Marts.refresh(.everything, on: connection)
        }
        let report = try await DurationTrainer(warehouse, options: TrainingFixture.options).train(
            registry: TrainingFixture.registry())
        #expect(report.unjudged?.listeners == 1 && report.unjudged?.ids == ["listener 0"])
    }

    @Test("a skip rate before a session divides by the plays whose skip is known")
    func skipRate() async throws {
        let warehouse = try await PartialSource.mixed.warehouse()
        // Sessions of one listener, half of whose plays say nothing of their end.
        try await warehouse.write { connection in
            _ = try connection.execute(
                Statement("UPDATE plays SET skipped = NULL, skip_kind = NULL WHERE play_key % 2 = 0"))
            try Marts.refresh(.everything, on: connection)
        }
        let rows = try await sessions(warehouse)
        for row in 0..<rows.rowCount {
            let key = try #require(rows.value("session_key", at: row).integer)
            let plain = try await warehouse.read {
                try $0.query(
                    Statement(
                        """
                        SELECT COUNT(*) FILTER (WHERE earlier.skipped) AS skips, COUNT(earlier.skipped) AS known FROM plays AS earlier
                        INNER JOIN sessions AS own ON own.session_key = :key AND earlier.listener_key = own.listener_key
                        INNER JOIN sessions AS theirs ON theirs.session_key = earlier.session_key
                            AND (theirs.started_at, theirs.session_key) < (own.started_at, own.session_key)
                        """, ["key": .integer(key)]))
            }
            let skips = plain.value("skips", at: 0).double ?? 0, known = plain.value("known", at: 0).double ?? 0
            #expect(rows.value("skip_rate_before", at: row).double == (6 + skips) / (20 + known))
            if row > 30 { break }
        }
    }

    @Test("a source without times trains neither model, and says what is missing")
    func withoutTimes() async throws {
        let warehouse = try await PartialSource.scrobbles.warehouse()
        #expect(try await sessions(warehouse).rowCount == 0)
        await #expect {
            try await SkipTrainer(warehouse, options: TrainingFixture.options).train(
                registry: TrainingFixture.registry())
        } throws: {
            "\($0)".contains("plays whose skip is known")
        }
        await #expect {
            try await DurationTrainer(warehouse, options: TrainingFixture.options).train(
                registry: TrainingFixture.registry())
        } throws: {
            "\($0)".contains("sessions whose length is known")
        }
    }

    @Test(
        "models learn of account histories, of sources without genres, and of extremes",
        arguments: [PartialSource.accountHistory, .withoutGenres, .extremes])
    func others(_ source: PartialSource) async throws {
        let warehouse = try await source.warehouse()
        let skip = try await SkipTrainer(warehouse, options: TrainingFixture.options).train(
            registry: TrainingFixture.registry())
        #expect(skip.leftOut == 0 && skip.scores.first?.auc != nil)
        let duration = try await DurationTrainer(warehouse, options: TrainingFixture.options).train(
            registry: TrainingFixture.registry())
        #expect(duration.leftOut == 0)
        #expect(duration.coefficients.allSatisfy { $0.estimate.isFinite })
    }
}
