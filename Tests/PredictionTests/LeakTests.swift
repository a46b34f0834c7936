import Features
import Foundation
import Listening
import Testing
import Warehouse

@testable import Prediction

@Suite("The leak check")
struct LeakTests {
    private let dialect = DuckDBDialect()

    /// The skip features with the forbidden one: seconds between the end of the listener's play before and the start of this one. Where a
    /// source records ends, the start was worked out from the play's own length, and the gap carries it.
    private func withGap() -> (sql: String, features: [String]) {
        let features = ModelFeatureSet.play(dialect)
        let sql = """
            SELECT answer.*, COALESCE({{micros_between(gaps.previous_end, gaps.started_at)}} / 1e6, 0) AS gap_seconds
            FROM (\(features.sql)) AS answer
            INNER JOIN (
                SELECT play_key, started_at, LAG(ended_at) OVER (PARTITION BY listener_key ORDER BY ended_at, play_key) AS previous_end FROM plays
            ) AS gaps ON answer.play_key = gaps.play_key
            """
        return (sql, features.features.map(\.name) + ["gap_seconds"])
    }

    @Test("no feature of the skip model knows how its own play went, on a simulated service")
    func simulated() async throws {
        let warehouse = try await TrainingFixture.simulated(6000, listeners: 60)
        let features = ModelFeatureSet.play(dialect)
        let check = LeakCheck(sql: features.sql, features: features.features.map(\.name), rounds: 4)
        #expect(try await check.run(warehouse, days: try await TrainingFixture.days(warehouse)) == [])
    }

    @Test("the check catches the time listened itself, and leaves the warehouse as it was")
    func catches() async throws {
        let warehouse = try await TrainingFixture.simulated(2000, listeners: 20)
        let before = try await warehouse.read { try $0.query(Statement("SELECT * FROM plays ORDER BY play_key")).csv }
        let features = ModelFeatureSet.play(dialect)
        let sql =
            "SELECT answer.*, plays.ms_played AS peek FROM (\(features.sql)) AS answer INNER JOIN plays ON answer.play_key = plays.play_key"
        let leaks = try await LeakCheck(sql: sql, features: features.features.map(\.name) + ["peek"], rounds: 2).run(
            warehouse, days: try await TrainingFixture.days(warehouse))
        #expect(leaks.map(\.feature) == ["peek"] && (leaks.first?.changed ?? 0) > 0.99)
        #expect(
            try await warehouse.read { try $0.query(Statement("SELECT * FROM plays ORDER BY play_key")).csv } == before)
    }

    @Test(
        "on the real listener the shipped features are clean, and the forbidden gap is caught",
        .enabled(if: TrainingFixture.hasSharedData, "no shared data"))
    func realListener() async throws {
        let warehouse = try await TrainingFixture.realListener()
        let gap = withGap()
        let leaks = try await LeakCheck(sql: gap.sql, features: gap.features, rounds: 6).run(
            warehouse, days: try await TrainingFixture.days(warehouse))
        #expect(leaks.map(\.feature) == ["gap_seconds"])
        #expect((leaks.first?.changed ?? 0) > 0.4, "it changes wherever the start moves, which is every other story")
    }
}
