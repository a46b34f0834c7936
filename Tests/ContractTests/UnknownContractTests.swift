import Features
import Foundation
import Listening
import TestSupport
import Testing

@testable import Insights
@testable import Prediction
@testable import Warehouse

/// Sources that lack something, and the extremes that an import takes, on every engine.
@Suite("The contract of the engines over what is unknown", .serialized)
struct UnknownContractTests {
    private static let sources: [PartialSource] = [.mixed, .accountHistory, .extremes]

    private static let warehouses = Task {
        var made: [PartialSource: [EngineUnderTest: any Warehouse]] = [:]
        var folders: [TemporaryFolder] = []
        for source in sources {
            var engines: [EngineUnderTest: any Warehouse] = [:]
            for engine in EngineUnderTest.stores {
                let warehouse = try await engine.warehouse()
                try await source.load(into: warehouse)
                engines[engine] = warehouse
            }
            let lake = TemporaryFolder("lake")
            _ = try await LakeWriter(try #require(engines[.duckdb]), to: lake.url).write()
            for engine in EngineUnderTest.allCases where engine.readsLake {
                engines[engine] = try await engine.warehouse(over: lake.url)
            }
            made[source] = engines
            folders.append(lake)
        }
        return (made, folders)
    }

    private func pair(_ engine: EngineUnderTest, _ source: PartialSource) async throws -> (
        other: any Warehouse, embedded: any Warehouse
    ) {
        let engines = try #require(try await Self.warehouses.value.0[source])
        return (try #require(engines[engine]), try #require(engines[.duckdb]))
    }

    @Test("marts, insights, features and training sets are the same", arguments: EngineUnderTest.others, sources)
    func answers(_ engine: EngineUnderTest, _ source: PartialSource) async throws {
        let (other, embedded) = try await pair(engine, source)
        for (table, key) in [
            "sessions": "session_key", "listener_days": "listener_key, local_date, platform",
            "track_days": "track_key, local_date",
        ] {
            let rows = Statement("SELECT * FROM \(table) ORDER BY \(key)")
            Comparison(what: table).check(
                try await other.read { try $0.query(rows) }, try await embedded.read { try $0.query(rows) })
        }
        for insight in InsightCatalogue.all(dialect: "duckdb") {
            let own = Set(insight.parameters.map(\.name))
            let given: [String: Value] = [
                "cohort_day": .text("2025-09-01"), "period": 1, "day": .text("2025-09-08"), "step_2": "like",
            ]
            let parameters = given.filter { own.contains($0.key) }
            let found = try await InsightService(other).ask(insight.name, filter: InsightFilter(), parameters)
            let wanted = try await InsightService(embedded).ask(insight.name, filter: InsightFilter(), parameters)
            Comparison(what: "\(insight.name) of \(source)").check(found.rows, wanted.rows)
        }
        for warehouse in [other, embedded] { _ = try await FeatureStore(warehouse).build() }
        Comparison(what: "features of \(source)").check(
            try await FeatureStore(other).features(), try await FeatureStore(embedded).features())
        let parameters: [String: Value] = [
            "first_day": .day(try #require(CalendarDay("1990-01-01"))),
            "last_day": .day(try #require(CalendarDay("2027-12-31"))),
            "parts": 1,
            "part": 0,
        ]
        for spec in ModelSpec.all {
            let set = spec.features(other.dialect), same = spec.features(embedded.dialect)
            Comparison(what: "\(set.title) of \(source)").check(
                try await other.read { try $0.query(Statement(set.sql, parameters)) },
                try await embedded.read { try $0.query(Statement(same.sql, parameters)) })
        }
    }

    @Test("a PostgreSQL database of 0.1.0 is brought up to date, its marts derived from its plays")
    func olderPostgres() async throws {
        let server = try await PostgresServer.shared.value, address = try await server.newDatabase()
        let old = try await PostgresWarehouse.open(try PostgresEndpoint(address))
        try await PartialSource.mixed.load(into: old)
        let marts = ["sessions", "listener_days", "track_days"]
        @Sendable func rows(_ warehouse: any Warehouse) async throws -> [String] {
            try await warehouse.read { connection in
                try marts.map { try connection.query(Statement("SELECT * FROM \($0) ORDER BY 1, 2, 3")).csv }
            }
        }
        let wanted = try await rows(old)
        try await old.write { connection in
            try connection.execute(Statement("DROP VIEW daily_activity"))
            try connection.execute(Statement("DROP VIEW track_performance"))
            for table in marts {
                try connection.execute(Statement("ALTER TABLE \(table) DROP COLUMN timed_plays"))
                for column in ["skips", "ms_played"] {
                    try connection.execute(Statement("UPDATE \(table) SET \(column) = COALESCE(\(column), 0)"))
                    try connection.execute(Statement("ALTER TABLE \(table) ALTER COLUMN \(column) SET NOT NULL"))
                }
            }
            for statement in [
                "ALTER TABLE sessions DROP COLUMN known_skips", "DROP TABLE listener_observations",
                "DROP TABLE track_observations",
                "DROP TABLE later_exposures", "DROP TABLE replaced_plays",
                "CREATE VIEW daily_activity AS SELECT 1 AS x",
                "CREATE VIEW track_performance AS SELECT 1 AS x",
                "DELETE FROM schema_migrations WHERE version > 4",
            ] { try connection.execute(Statement(statement)) }
        }
        await old.close()
        let opened = try await PostgresWarehouse.open(try PostgresEndpoint(address))
        #expect(try await rows(opened) == wanted)
        await opened.close()
    }
}
