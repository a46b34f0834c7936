import Insights
import Testing

@testable import Prediction

/// What is found in reports whose numbers are known.
@Suite("Findings of models")
struct ModelFindingsTests {
    /// How a model is judged.
    enum Measure: Sendable, CaseIterable {
        case auc, rSquared
    }

    private static func effect(_ feature: String, _ size: Double, planted: Double? = nil) -> ModelReport.Coefficient {
        ModelReport.Coefficient(
            feature: feature, meaning: "", estimate: size, standardError: 0.025, low: size - 0.05, high: size + 0.05,
            standardized: size, standardizedLow: size - 0.05, standardizedHigh: size + 0.05, pValue: 0,
            planted: planted, plantedStandardized: planted)
    }

    private static func report(
        _ measure: Measure = .auc, model: Double, baselines: [Double], oracle: Double? = nil,
        effects: [ModelReport.Coefficient]? = nil,
        drivers: [ModelReport.Coefficient]? = nil, calibration: [ModelReport.CalibrationBin] = []
    ) -> ModelReport {
        func score(_ name: String, _ role: ModelReport.Role, _ value: Double) -> ModelReport.Score {
            let estimate = ModelReport.Estimate(value: value, low: value - 0.003, high: value + 0.003)
            return switch measure {
            case .auc: ModelReport.Score(name: name, role: role, auc: estimate, logLoss: 1 - value)
            case .rSquared: ModelReport.Score(name: name, role: role, rSquared: estimate, mae: 1 - value)
            }
        }
        var scores = [score("model", .model, model)]
        for (place, value) in baselines.enumerated() { scores.append(score("rule \(place)", .baseline, value)) }
        if let oracle { scores.append(score("truth", .oracle, oracle)) }
        return ModelReport(
            name: "any", version: 1, kind: "", about: "", trainedAt: "2025-12-01T00:00:00Z",
            training: ModelReport.Window(firstDay: "2025-10-01", lastDay: "2025-12-01", rows: 2000),
            test: ModelReport.Window(firstDay: "2025-12-02", lastDay: "2025-12-28", rows: 500),
            fingerprint: "", dataFingerprint: "", penalty: 1,
            scores: scores, curves: [], calibration: calibration,
            coefficients: effects ?? [effect("taste_match", -0.4), effect("energy_distance", 0.1)], dropped: [],
            drivers: drivers.map {
                ModelReport.Drivers(
                    coefficients: $0, tendency: ModelReport.Estimate(value: 0.5, low: 0.4, high: 0.6), listeners: 100)
            })
    }

    private static func itself(_ feature: String) -> String { feature }

    @Test("a model that beats every baseline has a strongest feature", arguments: Measure.allCases)
    func beats(_ measure: Measure) {
        let findings = ModelFindings(Self.report(measure, model: 0.74, baselines: [0.6, 0.69, 0.5]))
        #expect(findings.beatsBaselines == true)
        #expect(findings.bestBaseline?.name == "rule 1")
        #expect((measure == .auc ? findings.bestByLogLoss : findings.bestByError)?.name == "rule 1")
        #expect(findings.strongest(by: Self.itself)?.feature == "taste_match")
    }

    @Test(
        "a model that does not clearly beat its baselines has no strongest feature", arguments: Measure.allCases,
        [0.69, 0.692, 0.75])
    func beatsNot(_ measure: Measure, _ rival: Double) {
        let findings = ModelFindings(Self.report(measure, model: 0.692, baselines: [0.5, rival]))
        #expect(findings.beatsBaselines == false)
        #expect(findings.strongest(by: Self.itself)?.feature == nil)
    }

    @Test("without baselines it is unknown whether the model is better, and no feature is named")
    func alone() {
        let findings = ModelFindings(Self.report(model: 0.9, baselines: []))
        #expect(findings.beatsBaselines == nil && findings.bestBaseline?.name == nil)
        #expect(findings.strongest(by: Self.itself)?.feature == nil)
    }

    @Test("of effects that are alike none is the strongest; those of one label are one effect")
    func alike() {
        let effects = [
            Self.effect("hour_sin", 0.39), Self.effect("hour_cos", 0.4), Self.effect("taste_match", -0.1),
        ]
        let findings = ModelFindings(Self.report(model: 0.74, baselines: [0.6], effects: effects, drivers: effects))
        #expect(findings.coefficients.map(\.feature) == ["hour_cos", "hour_sin", "taste_match"])
        #expect(findings.strongest(by: Self.itself)?.feature == nil)
        #expect(findings.strongestDriver(by: Self.itself)?.feature == nil)
        func hour(_ feature: String) -> String { feature.hasPrefix("hour") ? "hour" : feature }
        #expect(findings.strongest(by: hour)?.feature == "hour_cos")
        #expect(findings.strongestDriver(by: hour)?.feature == "hour_cos")
    }

    @Test("an effect alone is the strongest where it is clearly not zero")
    func single() {
        for (size, isClear) in [(0.4, true), (0.05, false)] {
            let effects = [Self.effect("taste_match", size)]
            let findings = ModelFindings(Self.report(model: 0.74, baselines: [0.6], effects: effects))
            #expect((findings.strongest(by: Self.itself) != nil) == isClear)
        }
        let none = ModelFindings(Self.report(model: 0.74, baselines: [0.6], effects: []))
        #expect(none.strongest(by: Self.itself)?.feature == nil)
    }

    @Test("the share of what can be known is of the way from chance to the truth, and of a classifier only")
    func knowable() throws {
        let known = ModelFindings(Self.report(model: 0.7, baselines: [0.6], oracle: 0.75))
        #expect(abs(try #require(known.shareOfKnowable) - 0.8) < 1e-12)
        #expect(ModelFindings(Self.report(model: 0.7, baselines: [0.6])).shareOfKnowable == nil)
        #expect(ModelFindings(Self.report(model: 0.7, baselines: [0.6], oracle: 0.5)).shareOfKnowable == nil)
        let regression = Self.report(.rSquared, model: 0.7, baselines: [0.6], oracle: 0.75)
        #expect(ModelFindings(regression).shareOfKnowable == nil)
    }

    @Test("planted effects are counted where they were planted")
    func planted() {
        let drivers = [
            Self.effect("a", 0.3, planted: 0.32), Self.effect("b", 0.3, planted: 0.4), Self.effect("c", 0.3),
        ]
        let planted = ModelFindings(Self.report(model: 0.7, baselines: [0.6], drivers: drivers)).planted
        #expect(planted?.found == 1 && planted?.of == 2)
        let unknown = ModelFindings(Self.report(model: 0.7, baselines: [0.6], drivers: [Self.effect("c", 0.3)]))
        #expect(unknown.planted?.of == nil)
        #expect(ModelFindings(Self.report(model: 0.7, baselines: [0.6])).planted?.of == nil)
    }

    @Test("predictions hold, miss, or cannot be told")
    func calibration() {
        func outcome(_ observed: [Double]) -> CalibrationCheck.Outcome {
            let bins = observed.enumerated().map { place, observed in
                ModelReport.CalibrationBin(
                    predicted: 0.2 + 0.2 * Double(place), observed: observed, low: observed - 0.03,
                    high: observed + 0.03, count: 400)
            }
            return ModelFindings(Self.report(model: 0.7, baselines: [0.6], calibration: bins)).calibration
        }
        guard case .holds(let highest) = outcome([0.21, 0.39]) else { return #expect(Bool(false), "it does not hold") }
        #expect(highest.observed == 0.39)
        guard case .misses(let worst) = outcome([0.4, 0.41]) else { return #expect(Bool(false), "it does not miss") }
        #expect(worst.observed == 0.4)
        guard case .unknown = outcome([]) else { return #expect(Bool(false), "it is known") }
    }
}
