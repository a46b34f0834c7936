import Foundation
import Testing
import Warehouse

@testable import Dashboard
@testable import Prediction

@Suite("The page of models")
struct ModelPageTests {
    /// A report as training writes it.
    static func report(auc: Double = 0.742, baseline: Double = 0.688) -> ModelReport {
        func estimate(_ value: Double) -> ModelReport.Estimate {
            .init(value: value, low: value - 0.003, high: value + 0.003)
        }
        func score(_ name: String, _ role: ModelReport.Role, _ auc: Double) -> ModelReport.Score {
            .init(
                name: name, role: role, auc: estimate(auc), logLoss: 1 - auc, brier: 0.16, calibrationError: 0.008,
                precision: 0.6,
                recall: 0.4, f1: 0.48)
        }
        func effect(_ planted: Double?) -> ModelReport.Coefficient {
            .init(
                feature: "taste_match", meaning: "affinity for the genre", estimate: -1.5, standardError: 0.1,
                low: -1.7, high: -1.3,
                standardized: -0.4, standardizedLow: -0.45, standardizedHigh: -0.35, pValue: 0, planted: planted,
                plantedStandardized: planted.map { _ in -0.4 })
        }
        return ModelReport(
            name: "skip", version: 0, kind: "logistic", about: "It predicts whether the listener skips the play.",
            trainedAt: "2025-12-01T00:00:00Z",
            training: .init(firstDay: "2025-10-01", lastDay: "2025-12-01", rows: 2000),
            test: .init(firstDay: "2025-12-02", lastDay: "2025-12-28", rows: 500),
            fingerprint: "fnv1a64:1", dataFingerprint: "fnv1a64:2", penalty: 1,
            scores: [
                score("Logistic regression", .model, auc), score("Listener's own rate", .baseline, baseline),
                score("One rate for all", .baseline, 0.5),
                score("Planted probability", .oracle, 0.781),
            ],
            curves: [
                .init(name: "Logistic regression", role: .model, points: [[0, 0], [0.5, 0.8], [1, 1]], auc: auc)
            ],
            calibration: [.init(predicted: 0.2, observed: 0.21, low: 0.18, high: 0.24, count: 400)],
            coefficients: [effect(nil)], dropped: [.init(feature: "offline", reason: "the same value in every row")],
            drivers: .init(
                coefficients: [effect(-1.5)], tendency: .init(value: 0.49, low: 0.47, high: 0.51), plantedTendency: 0.5,
                listeners: 200))
    }

    private func fixture(_ report: ModelReport) async throws -> DashboardFixture {
        let shared = try await DashboardFixture.shared.value
        let fixture = DashboardFixture(
            warehouse: shared.warehouse,
            modelsDirectory: FileManager.default.temporaryDirectory.appending(path: "segue-models-\(UUID().uuidString)")
        )
        _ = try ModelRegistry(fixture.modelsDirectory).save(report, artifact: Data("{}".utf8))
        return fixture
    }

    @Test("a model stands beside its baselines and the planted truth")
    func page() async throws {
        let answer = try await fixture(Self.report()).get("/models")
        #expect(
            answer.text.contains(
                "The skip model beats every simple rule, and reaches 86\u{202F}% of what could be known"))
        #expect(answer.text.contains("The planted effect lies within its interval"))
        #expect(answer.text.contains("0.49 (0.47 to 0.51, planted 0.50)"))
        #expect(answer.charts.count == 4)
        #expect(answer.text.contains("segue train duration"))
        #expect(answer.text.contains("Plays were added after the skip model was trained"))
        #expect(answer.number("skip-auc") == "0.742")
    }

    @Test("an import that added no play does not make a model old, and one that added plays does")
    func addedPlays() async throws {
        let service = try await NoiseService(seed: 3, listeners: 20, days: 10).fixture()
        var report = Self.report()
        report.trainedAt = "2025-12-02T00:00:00Z"
        report.unjudged = .init(listeners: 12, ids: ["ann", "bob"])
        _ = try ModelRegistry(service.modelsDirectory).save(report, artifact: Data("{}".utf8))
        func load(_ key: Int, new: Int) async throws {
            try await service.warehouse.write { connection in
                _ = try connection.execute(
                    Statement(
                        """
                        INSERT INTO imports (import_key, format, source, imported_at, rows_read, rows_new, rows_duplicate, rows_invalid, rows_ignored)
                        VALUES (\(key), 'csv', 'again.csv', TIMESTAMP '2025-12-03 12:00:00', 5, \(new), \(5 - new), 0, 0)
                        """))
            }
        }
        try await load(2, new: 0)
        let before = try await service.get("/models")
        #expect(!before.text.contains("Plays were added after"))
        #expect(before.text.contains("12 listeners without a test row: ann, bob and 10 more"))
        try await load(3, new: 5)
        #expect(try await service.get("/models").text.contains("Plays were added after the skip model was trained"))
    }

    @Test("a model that is no better than a rule is said to be none the better")
    func honest() async throws {
        let answer = try await fixture(Self.report(auc: 0.69, baseline: 0.69)).get("/models")
        #expect(answer.text.contains("The skip model is not clearly better than “Listener&#39;s own rate”"))
    }

    @Test("what a model leaves out is said in the words of its plays or sessions")
    func leftOut() async throws {
        var report = Self.report()
        report.leftOut = 12
        let fixture = try await fixture(report)
        for page in ["/models", "/explain/model/skip"] {
            #expect(try await fixture.get(page).text.contains("12 plays: whether they were skipped is not recorded"))
        }
    }

    @Test("a model is explained, and there for programs")
    func explained() async throws {
        let fixture = try await fixture(Self.report())
        #expect(try await fixture.get("/explain/model/skip").text.contains("segue models show skip"))
        #expect(try await fixture.get("/explain/model/none").status == .notFound)
        #expect(try await fixture.get("/api/models/skip").object["name"] as? String == "skip")
        #expect(try await fixture.get("/api/models/skip%401").object["version"] as? Int == 1)
        let models = try await fixture.get("/api/models").object["models"] as? [Any]
        #expect(models?.count == 1)
    }
}
