import Insights
import Prediction

/// What a report says of a model beside its baselines.
struct ModelFindings {
    private let report: ModelReport

    init(_ report: ModelReport) { self.report = report }

    var model: ModelReport.Score? { report.scores.first { $0.role == .model } }
    var baselines: [ModelReport.Score] { report.scores.filter { $0.role == .baseline } }
    var oracle: ModelReport.Score? { report.scores.first { $0.role == .oracle } }

    /// The baseline with the highest AUC.
    var bestByAUC: ModelReport.Score? {
        baselines.filter { $0.auc != nil }.max { ($0.auc?.value ?? 0) < ($1.auc?.value ?? 0) }
    }
    /// The baseline with the lowest log loss.
    var bestByLogLoss: ModelReport.Score? {
        baselines.filter { $0.logLoss != nil }.min { ($0.logLoss ?? 0) < ($1.logLoss ?? 0) }
    }
    /// The baseline with the lowest mean error.
    var bestByError: ModelReport.Score? { baselines.filter { $0.mae != nil }.min { ($0.mae ?? 0) < ($1.mae ?? 0) } }

    /// Of the distance from chance to the planted truth, the part that the model covers; nil where the truth is not known.
    var shareOfKnowable: Double? {
        guard let own = model?.auc?.value, let best = oracle?.auc?.value, best > 0.5 else { return nil }
        return (own - 0.5) / (best - 0.5)
    }

    /// How many findings the section of a model looks at: baselines, calibration, the largest effect, the largest driver.
    static let looks = 4

    /// Whether the model is clearly better than every baseline, by AUC or by explained variance; nil where that cannot be told. Scorers judged
    /// on the same cases agree in much, which the sum of the variances leaves aside: it is wider.
    var beatsBaselines: Bool? {
        guard let own = model.flatMap(Self.quality) else { return nil }
        let rivals = baselines.compactMap(Self.quality)
        guard !rivals.isEmpty else { return nil }
        return rivals.allSatisfy { rival in
            let error = (Self.variance(own) + Self.variance(rival)).squareRoot()
            return Contrast(
                own.value - rival.value, standardError: error, unit: .cases(report.test.rows),
                comparisons: Self.looks * baselines.count
            ).direction == .up
        }
    }

    private static func quality(_ score: ModelReport.Score) -> ModelReport.Estimate? { score.auc ?? score.rSquared }

    private static func variance(_ estimate: ModelReport.Estimate) -> Double {
        square((estimate.high - estimate.low) / (2 * 1.959963984540054))
    }
    private static func square(_ number: Double) -> Double { number * number }

    /// One sentence on a classifier, for the head of the page.
    var title: String {
        guard let beats = beatsBaselines, let rival = bestByAUC else { return "What is each model worth?" }
        guard beats else { return "The \(report.name) model is not clearly better than “\(rival.name)”" }
        guard let share = shareOfKnowable else { return "The \(report.name) model beats every simple rule" }
        return
            "The \(report.name) model beats every simple rule, and reaches \(Format.percent(share, 0)) of what could be known"
    }

    /// The coefficients by the size of their effect.
    var coefficients: [ModelReport.Coefficient] { bySize(report.coefficients) }

    func bySize(_ coefficients: [ModelReport.Coefficient]) -> [ModelReport.Coefficient] {
        coefficients.sorted { (abs($1.standardized), $0.feature) < (abs($0.standardized), $1.feature) }
    }

    /// How many planted effects lie inside their intervals; nil where none was planted.
    var planted: (found: Int, of: Int)? {
        let known = (report.drivers?.coefficients ?? []).filter { $0.planted != nil }
        guard !known.isEmpty else { return nil }
        let found = known.filter { coefficient in
            coefficient.planted.map { coefficient.low <= $0 && $0 <= coefficient.high } ?? false
        }
        return (found.count, known.count)
    }

    /// The largest effect in words, where it is clearly larger than every other; nil where some are alike, and for a model that does not beat
    /// the plain rules: what matters to it need not matter to listeners.
    var strongest: String? { beatsBaselines == true ? Self.strongest(coefficients) : nil }

    /// The first of some effects by their size, where it is clearly larger than the second, or than nothing where it is alone.
    static func strongest(_ effects: [ModelReport.Coefficient]) -> String? {
        guard let first = effects.first else { return nil }
        // Two numbers for one thing, as the sine and cosine of the hour, are one effect.
        let name = PageCopy.feature(first.feature),
            second = effects.dropFirst().first { PageCopy.feature($0.feature) != name }
        func variance(_ effect: ModelReport.Coefficient?) -> Double {
            effect.map { square(($0.standardizedHigh - $0.standardizedLow) / (2 * 1.959963984540054)) } ?? 0
        }
        let contrast = Contrast(
            abs(first.standardized) - abs(second?.standardized ?? 0),
            standardError: (variance(first) + variance(second)).squareRoot(),
            unit: .cases(effects.count + 1), comparisons: looks)
        return contrast.direction == .up ? name : nil
    }

    /// Whether the predictions hold, by all bins.
    var calibration: CalibrationCheck.Outcome {
        CalibrationCheck(
            report.calibration.map {
                CalibrationCheck.Bin(
                    predicted: $0.predicted, observed: $0.observed, low: $0.low, high: $0.high, count: $0.count)
            }, looks: Self.looks
        ).outcome
    }
}
