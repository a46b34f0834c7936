import Features
import Foundation
import Learning
import Listening
import Testing
import Warehouse

@testable import Prediction

@Suite("The models")
struct ModelTests {
    @Test(
        "the skip model of the real listener, split by time, reaches AUC .83 and log loss .49, beside the last ten plays",
        .enabled(if: TrainingFixture.hasSharedData, "no shared data"))
    func realListener() async throws {
        let warehouse = try await TrainingFixture.realListener()
        let report = try await SkipTrainer(warehouse, options: TrainingFixture.options).train(
            registry: TrainingFixture.registry())
        let model = try #require(report.scores.first)
        #expect((model.auc?.value ?? 0) >= 0.83 && (model.logLoss ?? 1) <= 0.49)
        let rule = try #require(report.scores.first { $0.name.contains("last 10") })
        #expect(abs((rule.auc?.value ?? 0) - 0.79) < 0.01)
        #expect(report.training.rows + report.test.rows == 54_429)
        #expect(report.scores.allSatisfy { $0.role != .oracle }, "nobody knows the truth of a real listener")
        #expect(report.training.lastDay <= report.test.firstDay)
    }

    @Test("on a simulated service both models come close to the truth and beat every plain rule")
    func simulated() async throws {
        let warehouse = try await TrainingFixture.simulated(60_000, listeners: 600)
        let registry = TrainingFixture.registry()
        let skip = try await SkipTrainer(warehouse, options: TrainingFixture.options).train(registry: registry)
        let auc = skip.scores.map { ($0.role, $0.auc?.value ?? 0) }
        let oracle = try #require(auc.first { $0.0 == .oracle }?.1)
        let model = try #require(auc.first { $0.0 == .model }?.1)
        #expect(model <= oracle + 0.005 && oracle - model < 0.02)
        for rule in auc where rule.0 == .baseline { #expect(rule.1 < model) }
        let drivers = try #require(skip.drivers)
        for driver in drivers.coefficients {
            guard let planted = driver.planted else { continue }
            #expect(
                abs(driver.estimate - planted) < 3.5 * driver.standardError,
                "\(driver.feature): \(driver.estimate) ± \(driver.standardError), planted \(planted)")
        }
        #expect(drivers.coefficients.count { $0.planted != nil } == 6)
        let tendency = try #require(drivers.plantedTendency)
        #expect(drivers.tendency.low < tendency && tendency < drivers.tendency.high)

        let duration = try await DurationTrainer(warehouse, options: TrainingFixture.options).train(registry: registry)
        let squares = duration.scores.map { ($0.role, $0.rSquared?.value ?? 0) }
        let best = try #require(squares.first { $0.0 == .oracle }?.1)
        let forecast = try #require(squares.first { $0.0 == .model }?.1)
        #expect(best - forecast < 0.05 && forecast > 0.2)
        for rule in squares where rule.0 == .baseline { #expect(rule.1 < forecast) }
    }

    @Test("training twice on the same data gives the same model, bit for bit")
    func deterministic() async throws {
        let warehouse = try await TrainingFixture.simulated(5000, listeners: 50)
        let registry = TrainingFixture.registry()
        for _ in 0..<2 {
            _ = try await SkipTrainer(warehouse, options: TrainingFixture.options).train(registry: registry)
            _ = try await DurationTrainer(warehouse, options: TrainingFixture.options).train(registry: registry)
        }
        let reports = try registry.list()
        #expect(reports.map { "\($0.name)@\($0.version)" } == ["duration@1", "duration@2", "skip@1", "skip@2"])
        #expect(reports[0].fingerprint == reports[1].fingerprint && reports[2].fingerprint == reports[3].fingerprint)
        #expect(reports[0].dataFingerprint == reports[1].dataFingerprint)
    }

    @Test("a saved artifact scores as the model that was trained, and as SQL as well")
    func artifact() async throws {
        let warehouse = try await TrainingFixture.simulated(4000, listeners: 40)
        let registry = TrainingFixture.registry()
        let report = try await SkipTrainer(warehouse, options: TrainingFixture.options).train(registry: registry)
        let artifact = try ModelArtifact.decode(try registry.artifact(report))
        let question = ModelFeatureSet.play(DuckDBDialect()).sql
        let days = try await TrainingFixture.days(warehouse)
        let parameters: [String: Value] = [
            "first_day": .day(days.lowerBound), "last_day": .day(days.upperBound), "parts": 1, "part": 0,
        ]
        let rows = try await warehouse.read {
            try $0.query(
                Statement(
                    "SELECT *, \(artifact.sqlExpression { $0 }) AS probability FROM (\(question)) AS answer", parameters
                ))
        }
        #expect(rows.rowCount == 4000)
        let columns = try artifact.featureNames.map { try #require(rows.column($0)).numbers() }
        let inSQL = try #require(rows.column("probability")).numbers()
        for row in stride(from: 0, to: 4000, by: 7) {
            #expect(abs(try artifact.score(row: columns.map { $0[row] }) - inSQL[row]) < 1e-9)
        }
    }

    @Test("versions are kept, promoted and found; what is not there is said so")
    func registry() async throws {
        let warehouse = try await TrainingFixture.simulated(3000, listeners: 30)
        let registry = TrainingFixture.registry()
        #expect(try registry.list().isEmpty && (try registry.current("skip")) == nil)
        for _ in 0..<2 {
            _ = try await SkipTrainer(warehouse, options: TrainingFixture.options).train(registry: registry)
        }
        #expect(try registry.current("skip")?.version == 2)
        #expect(try registry.promote("skip@1").version == 1)
        #expect(try registry.current("skip")?.version == 1 && (try registry.model("skip@2").version) == 2)
        for id in ["skip@3", "mood", "../../etc", "skip@x", ""] {
            #expect { try registry.model(id) } throws: { ($0 as? PredictionError)?.code == "models.unknown" }
        }
    }

    @Test("too little data, and data with one outcome only, are said so")
    func tooLittle() async throws {
        let empty = try await DuckDBWarehouse.inMemory()
        await #expect {
            try await SkipTrainer(empty, options: TrainingFixture.options).train(registry: TrainingFixture.registry())
        } throws: {
            ($0 as? PredictionError)?.code == "models.too-little-data"
        }
        let one = try await TrainingFixture.simulated(2000, listeners: 20)
        _ = try await one.write { try $0.execute(Statement("UPDATE plays SET skipped = FALSE")) }
        await #expect {
            try await SkipTrainer(one, options: TrainingFixture.options).train(registry: TrainingFixture.registry())
        } throws: {
            ($0 as? PredictionError)?.code == "models.one-outcome"
        }
    }
}
