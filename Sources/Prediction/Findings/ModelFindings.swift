package import Insights

/// What a report says of a model beside its baselines, as values. The caller finds the words.
///
/// A finding is named only where a ``Contrast`` is clear; see `docs/findings.md`.
package struct ModelFindings: Sendable {
    private let report: ModelReport

    package init(_ report: ModelReport) { self.report = report }

    package var model: ModelReport.Score? { report.scores.first { $0.role == .model } }
    package var baselines: [ModelReport.Score] { report.scores.filter { $0.role == .baseline } }
    package var oracle: ModelReport.Score? { report.scores.first { $0.role == .oracle } }

    /// The baseline with the highest AUC or explained variance.
    package var bestBaseline: ModelReport.Score? {
        baselines.filter { $0.quality != nil }.max { ($0.quality?.value ?? 0) < ($1.quality?.value ?? 0) }
    }
    /// The baseline with the lowest log loss.
    package var bestByLogLoss: ModelReport.Score? {
        baselines.filter { $0.logLoss != nil }.min { ($0.logLoss ?? 0) < ($1.logLoss ?? 0) }
    }
    /// The baseline with the lowest mean error.
    package var bestByError: ModelReport.Score? {
        baselines.filter { $0.mae != nil }.min { ($0.mae ?? 0) < ($1.mae ?? 0) }
    }

    /// Of the distance from chance to the planted truth, the part that the model covers; nil where the truth is not known, and for a
    /// regression.
    package var shareOfKnowable: Double? {
        guard let own = model?.auc?.value, let best = oracle?.auc?.value, best > 0.5 else { return nil }
        return (own - 0.5) / (best - 0.5)
    }

    /// How many findings are looked at together: baselines, calibration, the largest effect, the largest driver.
    static let looks = 4

    /// Whether the model is clearly better than every baseline, by AUC or by explained variance; nil where that cannot be told. Scorers judged
    /// on the same cases agree in much, which the sum of the variances leaves aside: it is wider.
    package var beatsBaselines: Bool? {
        guard let own = model?.quality else { return nil }
        let rivals = baselines.compactMap(\.quality)
        guard !rivals.isEmpty else { return nil }
        return rivals.allSatisfy { rival in
            let error = (Self.variance(own.low, own.high) + Self.variance(rival.low, rival.high)).squareRoot()
            return Contrast(
                own.value - rival.value, standardError: error, unit: .cases(report.test.rows),
                comparisons: Self.looks * baselines.count
            ).direction == .up
        }
    }

    /// The coefficients by the size of their effect.
    package var coefficients: [ModelReport.Coefficient] { Self.bySize(report.coefficients) }

    /// The effects within a listener by their size; none where they were not estimated.
    package var drivers: [ModelReport.Coefficient] { Self.bySize(report.drivers?.coefficients ?? []) }

    /// How many planted effects lie inside their intervals; nil where none was planted.
    package var planted: (found: Int, of: Int)? {
        let known = drivers.filter { $0.planted != nil }
        guard !known.isEmpty else { return nil }
        let found = known.filter { coefficient in
            coefficient.planted.map { coefficient.low <= $0 && $0 <= coefficient.high } ?? false
        }
        return (found.count, known.count)
    }

    /// The largest effect, where it is clearly larger than every other; nil where some are alike, and for a model that does not beat the
    /// plain rules: what matters to it need not matter to listeners.
    /// - Parameter label: what a feature is called. Two numbers for one thing, as the sine and cosine of the hour, have one label and are one
    ///   effect.
    package func strongest(by label: (String) -> String) -> ModelReport.Coefficient? {
        beatsBaselines == true ? Self.strongest(coefficients, by: label) : nil
    }

    /// The largest effect within a listener, where it is clearly larger than every other.
    /// - Parameter label: what a feature is called; features of one label are one effect.
    package func strongestDriver(by label: (String) -> String) -> ModelReport.Coefficient? {
        Self.strongest(drivers, by: label)
    }

    /// Whether the predictions hold, by all bins.
    package var calibration: CalibrationCheck.Outcome {
        CalibrationCheck(
            report.calibration.map {
                CalibrationCheck.Bin(
                    predicted: $0.predicted, observed: $0.observed, low: $0.low, high: $0.high, count: $0.count)
            }, looks: Self.looks
        ).outcome
    }
}

extension ModelFindings {
    private static func bySize(_ coefficients: [ModelReport.Coefficient]) -> [ModelReport.Coefficient] {
        coefficients.sorted { ($1.standardized.magnitude, $0.feature) < ($0.standardized.magnitude, $1.feature) }
    }

    /// The first of some effects by their size, where it is clearly larger than the second, or than nothing where it is alone.
    private static func strongest(
        _ effects: [ModelReport.Coefficient], by label: (String) -> String
    ) -> ModelReport.Coefficient? {
        guard let first = effects.first else { return nil }
        let name = label(first.feature)
        let second = effects.dropFirst().first { label($0.feature) != name }
        func spread(_ effect: ModelReport.Coefficient?) -> Double {
            effect.map { variance($0.standardizedLow, $0.standardizedHigh) } ?? 0
        }
        let contrast = Contrast(
            first.standardized.magnitude - (second?.standardized ?? 0).magnitude,
            standardError: (spread(first) + spread(second)).squareRoot(),
            unit: .cases(effects.count + 1), comparisons: looks)
        return contrast.direction == .up ? first : nil
    }

    /// The variance behind a 95 % interval.
    private static func variance(_ low: Double, _ high: Double) -> Double {
        let error = (high - low) / (2 * 1.959963984540054)
        return error * error
    }
}
