import Foundation
import Listening
import Simulation
import Testing
import Warehouse

@testable import Features

@Suite("Listener features")
struct ListenerFeatureTests {
    private static let moment = Instant(seconds: 1_760_000_000)

    @Test("every feature of the hand-checked data set is as worked out from its definition")
    func handChecked() async throws {
        let fixture = try Fixture()
        let warehouse = try await DuckDBWarehouse.inMemory()
        try await fixture.load(into: warehouse)
        let store = FeatureStore(warehouse)
        let built = try await store.build(asOf: try fixture.asOf)
        let rows = try await store.features()
        #expect(built.listeners == fixture.expected.count)
        #expect(
            (0..<rows.rowCount).map { rows.value("listener_id", at: $0).description } == fixture.expected.keys.sorted())
        for row in 0..<rows.rowCount {
            let id = rows.value("listener_id", at: row).description
            let expected = try #require(fixture.expected[id])
            #expect(Set(expected.keys) == Set(store.catalogue.features.map(\.name)))
            for (name, wanted) in expected {
                let found = rows.value(name, at: row)
                switch wanted {
                case .null: #expect(found.isNull, "\(id) \(name)")
                case .text(let text): #expect(found == .text(text), "\(id) \(name)")
                case .integer(let number):
                    #expect(
                        abs((found.double ?? .nan) - Double(number)) <= 1e-12 * max(1, abs(Double(number))),
                        "\(id) \(name)")
                case .double(let number):
                    #expect(abs((found.double ?? .nan) - number) <= 1e-12 * max(1, abs(number)), "\(id) \(name)")
                default: Issue.record("\(name) has an odd expectation")
                }
            }
        }
    }

    @Test("features as of a day are unchanged, bit for bit, when later plays are added")
    func pointInTime() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        _ = try await Simulator(try SimulationRequest(plays: 20_000, listeners: 200, days: 60)).run(
            into: warehouse, at: Self.moment)
        let day = try #require(CalendarDay("2025-11-25"))
        let store = FeatureStore(warehouse)
        _ = try await store.build(asOf: day)
        let with = try await store.features(asOf: day)
        // Take away everything from the day on, as if it had not happened yet, and derive sessions and marts anew.
        try await warehouse.write { connection in
            try connection.execute(Statement("DELETE FROM plays WHERE local_date >= :day", ["day": .day(day)]))
            try connection.execute(Statement("DELETE FROM events WHERE local_date >= :day", ["day": .day(day)]))
            try connection.execute(Statement("DELETE FROM subscriptions WHERE started_on >= :day", ["day": .day(day)]))
            try connection.execute(
                Statement("UPDATE subscriptions SET ended_on = NULL WHERE ended_on >= :day", ["day": .day(day)]))
            try Marts.refresh(.everything, on: connection)
        }
        _ = try await store.build(asOf: day)
        let without = try await store.features(asOf: day)
        #expect(with.rowCount > 100 && with.names == without.names)
        for column in with.names {
            for row in 0..<with.rowCount {
                let (left, right) = (with.value(column, at: row), without.value(column, at: row))
                if case .double(let one) = left, case .double(let other) = right {
                    #expect(one.bitPattern == other.bitPattern, "\(column)")
                } else {
                    #expect(left == right, "\(column)")
                }
            }
        }
    }

    @Test(
        "there are at least 60 features, each with unit, window, rule for the undefined and formula, and no name twice")
    func catalogue() {
        let features = FeatureCatalogue(dialect: DuckDBDialect()).features
        #expect(features.count >= 60)
        #expect(Set(features.map(\.name)).count == features.count)
        for feature in features {
            #expect(
                !feature.unit.isEmpty && !feature.window.isEmpty && !feature.nullRule.isEmpty
                    && !feature.formula.isEmpty, "\(feature.name)")
        }
        #expect(Set(features.map(\.family)).count >= 9)
    }

    @Test("the feature dictionary in docs is the one that the catalogue prints")
    func dictionary() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../docs/features.md")
            .standardizedFileURL
        #expect(
            try String(contentsOf: page, encoding: .utf8) == FeatureCatalogue(dialect: DuckDBDialect()).dictionary,
            "run `make dictionary`")
    }

    @Test("building twice for a day keeps one set, and several days stand side by side")
    func kept() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        _ = try await Simulator(try SimulationRequest(plays: 3000, listeners: 40, days: 60)).run(
            into: warehouse, at: Self.moment)
        let store = FeatureStore(warehouse)
        let early = try await store.build(asOf: CalendarDay("2025-12-01"))
        _ = try await store.build(asOf: CalendarDay("2025-12-01"))
        let late = try await store.build()
        #expect(
            try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM listener_features")) }
                == Int64(early.listeners + late.listeners))
        #expect(try await store.features().value("as_of", at: 0) == .day(late.asOf))
    }

    @Test("nothing built, no plays before the day, and an unknown feature are said so")
    func errors() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let store = FeatureStore(warehouse)
        await #expect { try await store.features() } throws: { ($0 as? FeatureError)?.code == "features.none" }
        await #expect { try await store.build() } throws: { ($0 as? FeatureError)?.code == "features.no-plays" }
        #expect { try store.catalogue.feature("genre_entrop") } throws: { "\($0)".contains("genre_entropy") }
    }
}
