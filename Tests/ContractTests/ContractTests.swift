import Features
import Foundation
import Ingestion
import Insights
import Learning
import Listening
import Simulation
import Testing
import Warehouse

@testable import Insights
@testable import Prediction

/// Every SQL file on every engine over the same data, compared cell by cell with the embedded engine's answers.
@Suite("The contract of the engines", .serialized)
struct ContractTests {
    private static let moment = Instant(seconds: 1_760_000_000)
    /// A simulated service and an imported history: loaded into each engine that has tables, written as a lake for those that read one.
    private static let warehouses = Task {
        var made: [EngineUnderTest: any Warehouse] = [:]
        for engine in EngineUnderTest.stores {
            let warehouse = try await engine.warehouse()
            let service = try await Simulator(try SimulationRequest(plays: 6000, listeners: 80)).run(
                into: warehouse, at: moment)
            try await goOn(service.importKey, in: warehouse, at: moment)
            let history = SQLFiles.root.appending(path: "Tests/ContractTests/Fixtures/history.csv").path
            let mapping = SQLFiles.root.appending(path: "docs/mappings/spotify-extended-flattened.yaml").path
            let options = ImportOptions(
                format: .csv, paths: [history], listener: "Zoë 🎧", zone: "Europe/Copenhagen", mapping: mapping,
                now: moment)
            _ = try await Importer(options).run(into: warehouse)
            made[engine] = warehouse
        }
        let lake = TemporaryFolder("lake")
        _ = try await LakeWriter(try #require(made[.duckdb]), to: lake.url).write()
        for engine in EngineUnderTest.allCases where engine.readsLake {
            made[engine] = try await engine.warehouse(over: lake.url)
        }
        for warehouse in made.values {
            _ = try await FeatureStore(warehouse).build()
            try await warehouse.settle()
        }
        return (made, lake)
    }

    static func warehouse(_ engine: EngineUnderTest) async throws -> any Warehouse {
        try #require(try await warehouses.value.0[engine])
    }

    private func pair(_ engine: EngineUnderTest) async throws -> (other: any Warehouse, embedded: any Warehouse) {
        let (all, _) = try await Self.warehouses.value
        return (try #require(all[engine]), try #require(all[.duckdb]))
    }

    private func compare(_ sql: String, _ parameters: [String: Value] = [:], on engine: EngineUnderTest, what: String)
        async throws
    {
        let (other, embedded) = try await pair(engine)
        let statement = Statement(sql, parameters)
        let found = try await other.read { try $0.query(statement) },
            wanted = try await embedded.read { try $0.query(statement) }
        Comparison(what: what).check(found, wanted)
    }

    @Test("loads leave the same rows in every table", arguments: EngineUnderTest.others)
    func tables(_ engine: EngineUnderTest) async throws {
        let keys = [
            "imports": "import_key", "listeners": "listener_key", "artists": "artist_key", "tracks": "track_key",
            "playlists": "playlist_key",
            "playlist_tracks": "playlist_key, position", "subscriptions": "listener_key, started_on",
            "listener_tastes": "listener_key, genre",
            "plays": "play_key", "sessions": "session_key", "events": "event_key",
            "listener_days": "listener_key, local_date, platform",
            "track_days": "track_key, local_date, platform", "truth_plays": "play_key", "truth_sessions": "session_key",
            "exposures": "experiment, listener_key, arm", "truth_parameters": "import_key, name",
            "truth_days": "import_key, local_date", "listener_features": "listener_key, as_of",
        ]
        for (table, key) in keys {
            try await compare("SELECT * FROM \(table) ORDER BY \(key)", on: engine, what: table)
        }
    }

    @Test(
        "every insight has the same answer", arguments: EngineUnderTest.others, SQLFiles.inside("Insights/SQL").sorted()
    )
    func insights(_ engine: EngineUnderTest, _ file: String) async throws {
        let name = try #require(file.split(separator: "/").last?.split(separator: ".").first.map(String.init))
        let (other, embedded) = try await pair(engine)
        var variants: [[String: Value]] = [[:]]
        let insight = try InsightCatalogue.insight(name, dialect: "duckdb")
        let parameters = Set(insight.parameters.map(\.name))
        for parameter in insight.parameters where !parameter.name.hasPrefix("step_") {
            variants += (parameter.choices ?? []).map { [parameter.name: .text($0)] }
        }
        if parameters.contains("cohort_day") {
            variants = variants.map {
                $0.merging(["cohort_day": .text("2025-10-06"), "period": 1]) { given, _ in given }
            }
        }
        if parameters.contains("day") {
            variants = variants.map { $0.merging(["day": .text("2025-11-01")]) { given, _ in given } }
        }
        if parameters.contains("step_2") { variants.append(["step_1": "play", "step_2": "like", "step_3": "skip"]) }
        let filters = [
            InsightFilter(),
            try InsightFilter(from: "2025-10-20", to: "2025-11-15", tier: "premium", country: nil, platform: nil),
            try InsightFilter(from: "2030-01-01", to: "2030-01-31", tier: nil, country: nil, platform: nil),
        ]
        for (variant, filter) in variants.flatMap({ variant in filters.map { (variant, $0) } }) {
            let found = try await InsightService(other).ask(name, filter: filter, variant),
                wanted = try await InsightService(embedded).ask(name, filter: filter, variant)
            Comparison(what: "\(name) \(variant)").check(found.rows, wanted.rows)
        }
    }

    @Test(
        "a statement as it is shown, with its values written out, has the same answer",
        arguments: EngineUnderTest.allCases)
    func compiled(_ engine: EngineUnderTest) async throws {
        let warehouse = try await Self.warehouse(engine)
        let given: [String: Value] = [
            "cohort_day": .text("2025-10-06"), "period": 1, "day": .text("2025-11-01"), "step_2": "like",
            "group_name": "it's 100 % \"é\"",
        ]
        for insight in InsightCatalogue.all(dialect: warehouse.dialect.name) {
            let own = Set(insight.parameters.map(\.name))
            let wanted = try await InsightService(warehouse).ask(
                insight.name, filter: InsightFilter(tier: "premium"), given.filter { own.contains($0.key) })
            let text = try CompiledSQL.text(Statement(insight.sql, wanted.parameters), dialect: warehouse.dialect)
            let statement = try Statement(reading: text)
            Comparison(what: "\(insight.name), pasted").check(
                try await warehouse.read { try $0.query(statement) }, wanted.rows)
        }
    }

    @Test("what is known before a play and before a session is the same", arguments: EngineUnderTest.others)
    func modelFeatures(_ engine: EngineUnderTest) async throws {
        let parameters: [String: Value] = [
            "first_day": .day(try #require(CalendarDay("2021-01-01"))),
            "last_day": .day(try #require(CalendarDay("2026-12-31"))),
            "parts": 2, "part": 1,
        ]
        let (other, embedded) = try await pair(engine)
        for spec in ModelSpec.all {
            let set = spec.features(other.dialect), same = spec.features(embedded.dialect)
            let found = try await other.read { try $0.query(Statement(set.sql, parameters)) }
            let wanted = try await embedded.read { try $0.query(Statement(same.sql, parameters)) }
            #expect(wanted.rowCount > 100)
            Comparison(what: set.title).check(found, wanted)
        }
    }

    @Test("models learn the same, and score as SQL what they score in the process", arguments: EngineUnderTest.allCases)
    func models(_ engine: EngineUnderTest) async throws {
        let (warehouses, _) = try await Self.warehouses.value
        let folder = TemporaryFolder("models"), registry = ModelRegistry(folder.url)
        let warehouse = try #require(warehouses[engine]), embedded = try #require(warehouses[.duckdb])
        let options = TrainingOptions(now: Self.moment)
        for spec in ModelSpec.all {
            let found = try await spec.train(warehouse, options, registry)
            let wanted = try await spec.train(embedded, options, registry)
            #expect(found.coefficients.map(\.feature) == wanted.coefficients.map(\.feature))
            for (one, other) in zip(found.coefficients, wanted.coefficients) {
                #expect(
                    abs(one.estimate - other.estimate) <= 1e-6 * max(1, abs(other.estimate)),
                    "\(found.name) \(one.feature)")
            }
            let artifact = try ModelArtifact.decode(try registry.artifact(found))
            let scoring = try Scoring(artifact, dialect: warehouse.dialect)
            let statement = scoring.statement(try await warehouse.read { try DataDays.all($0) })
            let scores = try await warehouse.read { try $0.query(statement) }
            let features = spec.features(warehouse.dialect)
            let rows = try await warehouse.read { try $0.query(Statement(features.sql, statement.parameters)) }
            #expect(scores.rowCount == rows.rowCount && rows.rowCount > 100)
            let keys = try #require(rows.column(scoring.key)).numbers(),
                columns = artifact.featureNames.compactMap { rows.column($0)?.numbers() }
            let inProcess = Dictionary(
                uniqueKeysWithValues: try keys.indices.map { row in
                    (keys[row], try artifact.score(row: columns.map { $0[row] }))
                })
            for row in 0..<scores.rowCount {
                let key = try #require(scores.value(scoring.key, at: row).double),
                    score = try #require(scores.value("score", at: row).double)
                #expect(abs(score - (inProcess[key] ?? .nan)) <= 1e-9 * max(1, abs(score)))
            }
        }
    }

    @Test("every play goes out to the same CSV", arguments: EngineUnderTest.others)
    func export(_ engine: EngineUnderTest) async throws {
        let (other, embedded) = try await pair(engine)
        let folder = FileManager.default.temporaryDirectory.appending(path: "segue-contract-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let found = folder.appending(path: "found.csv"), wanted = folder.appending(path: "wanted.csv")
        #expect(
            try await PlaysExport(.csv).write(other, to: found)
                == (try await PlaysExport(.csv).write(embedded, to: wanted)))
        #expect(try String(contentsOf: found, encoding: .utf8) == (try String(contentsOf: wanted, encoding: .utf8)))
    }

    @Test("no SQL file is left out")
    func complete() {
        let covered = [
            "Insights/SQL", "Features/SQL", "ExperimentService/SQL", "Prediction/SQL", "Warehouse/SQL", "Ingestion/SQL",
        ]
        .reduce(into: Set<String>()) { $0.formUnion(SQLFiles.inside($1)) }
        #expect(SQLFiles.all == covered && SQLFiles.all.count > 40)
        print(
            "contract: \(SQLFiles.all.count) SQL files × \(EngineUnderTest.allCases.count) engines (\(EngineUnderTest.allCases.map(\.rawValue).joined(separator: ", ")))"
        )
    }
}
