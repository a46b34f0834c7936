import Prediction

/// What a report says of a model beside its baselines.
struct ModelFindings {
    private let report: ModelReport

    init(_ report: ModelReport) { self.report = report }

    var model: ModelReport.Score? { report.scores.first { $0.role == .model } }
    var baselines: [ModelReport.Score] { report.scores.filter { $0.role == .baseline } }
    var oracle: ModelReport.Score? { report.scores.first { $0.role == .oracle } }

    /// The baseline with the highest AUC.
    var bestByAUC: ModelReport.Score? { baselines.filter { $0.auc != nil }.max { ($0.auc?.value ?? 0) < ($1.auc?.value ?? 0) } }
    /// The baseline with the lowest log loss.
    var bestByLogLoss: ModelReport.Score? { baselines.filter { $0.logLoss != nil }.min { ($0.logLoss ?? 0) < ($1.logLoss ?? 0) } }
    /// The baseline with the lowest mean error.
    var bestByError: ModelReport.Score? { baselines.filter { $0.mae != nil }.min { ($0.mae ?? 0) < ($1.mae ?? 0) } }

    /// Of the distance from chance to the planted truth, the part that the model covers; nil where the truth is not known.
    var shareOfKnowable: Double? {
        guard let own = model?.auc?.value, let best = oracle?.auc?.value, best > 0.5 else { return nil }
        return (own - 0.5) / (best - 0.5)
    }

    /// Whether the model is better than every baseline by more than its own uncertainty; nil where that cannot be told.
    var beatsBaselines: Bool? {
        guard let own = model?.auc, let rival = bestByAUC?.auc else { return nil }
        return own.low > rival.value
    }

    /// One sentence on a classifier, for the head of the page.
    var title: String {
        guard let beats = beatsBaselines, let rival = bestByAUC else { return "What is each model worth?" }
        guard beats else { return "The \(report.name) model does no better than “\(rival.name)”" }
        guard let share = shareOfKnowable else { return "The \(report.name) model beats every simple rule" }
        return "The \(report.name) model beats every simple rule, and reaches \(Format.percent(share, 0)) of what could be known"
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
        let found = known.filter { coefficient in coefficient.planted.map { coefficient.low <= $0 && $0 <= coefficient.high } ?? false }
        return (found.count, known.count)
    }

    /// The largest effect in words, for a title.
    var strongest: String? { coefficients.first.map { Format.label($0.feature) } }

    /// The mean distance between what was predicted and what happened, over the bins, by their sizes.
    var calibrationGap: Double? {
        let cases = report.calibration.reduce(0) { $0 + $1.count }
        guard cases > 0 else { return nil }
        return report.calibration.reduce(0) { $0 + Double($1.count) * abs($1.observed - $1.predicted) } / Double(cases)
    }
}
