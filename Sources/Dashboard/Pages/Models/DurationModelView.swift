import Prediction

/// A regression: how much of what it predicts it explains, how far it is off, and what it goes by.
struct DurationModelView {
    private let report: ModelReport
    private let name: String
    private let parts: ModelParts
    private var findings: ModelFindings { parts.findings }

    init(_ report: ModelReport, _ spec: ModelSpec) {
        self.report = report
        name = spec.title
        parts = ModelParts(report, spec)
    }

    var section: ModelSection {
        ModelSection(
            id: report.name, name: name, finding: finding, about: report.about, numbers: numbers,
            charts: [calibration, parts.coefficients("Change in minutes")],
            blocks: [metrics, parts.dropped].compactMap { $0 },
            facts: parts.facts)
    }

    private var finding: String {
        guard let explained = findings.model?.rSquared?.value else { return name }
        guard let low = findings.model?.rSquared?.low, low > 0 else {
            return "The features do not clearly explain how long a session lasts"
        }
        return "The features explain \(Format.percent(explained, 0)) of how long a session lasts"
    }

    private var numbers: [NumberCard] {
        let own = findings.model
        var explained = NumberCard.share("\(report.name)-r2", "Explained variance", own?.rSquared?.value)
        explained.interval = own?.rSquared.map { Format.interval($0.low, $0.high) }
        explained.question = parts.question("the explained variance")

        var error = NumberCard.duration("\(report.name)-mae", "Mean error", seconds: own?.mae.map { $0 * 60 })
        error.note = findings.bestByError?.mae.map { "best baseline: \(Self.minutes($0))" }
        error.question = parts.question("the mean error")

        var square = NumberCard.duration(
            "\(report.name)-rmse", "Root mean square error", seconds: own?.rmse.map { $0 * 60 })
        square.question = parts.question("the root mean square error")

        var best = NumberCard.share(
            "\(report.name)-oracle", "What could be explained", findings.oracle?.rSquared?.value)
        best.note = findings.oracle == nil ? "only simulated data know the truth" : "by the planted truth itself"
        best.question = parts.question("what could be explained")
        return [explained, error, square, best]
    }

    private var calibration: ChartBlock {
        ChartBlock(
            id: "\(report.name)-calibration", title: calibrationTitle,
            subtitle: "Mean observed by predicted length, 95\(Format.thin)% interval", isHalf: true,
            chart: report.calibration.isEmpty
                ? nil
                : CalibrationChart(
                    unit: "minutes", bins: report.calibration.map(CalibrationChart.Bin.init),
                    xLabel: "Predicted length of a session",
                    yLabel: "Observed length", countLabel: "Sessions"),
            table: Table(
                columns: [
                    .number("Predicted"), .number("Observed"), .number("95\(Format.thin)% from"), .number("to"),
                    .number("Sessions"),
                ],
                rows: report.calibration.map { bin in
                    [
                        .number(Self.minutes(bin.predicted)), .number(Self.minutes(bin.observed)),
                        .number(Self.minutes(bin.low), muted: true),
                        .number(Self.minutes(bin.high), muted: true), .number(Format.count(bin.count)),
                    ]
                }),
            question: parts.question("the calibration"), empty: EmptyState(words: "The report holds no calibration."))
    }

    private var calibrationTitle: String {
        switch findings.calibration {
        case .unknown: "Do the predicted lengths hold?"
        case .holds(let bin):
            "The predicted lengths hold: sessions predicted at \(Self.minutes(bin.predicted)) last \(Self.minutes(bin.observed))"
        case .misses(let bin): "Sessions predicted at \(Self.minutes(bin.predicted)) last \(Self.minutes(bin.observed))"
        case .missesTogether(let gap): "The predicted lengths miss by \(Self.minutes(gap)) on average"
        }
    }

    private var metrics: TableBlock {
        TableBlock(
            id: "\(report.name)-metrics", title: "Compared with baselines", subtitle: "On days that training never saw",
            table: Table(
                columns: [
                    .text("Predictor"), .number("R²"), .number("95\(Format.thin)% interval"),
                    .number("Root mean square error"),
                    .number("Mean error"),
                ],
                rows: report.scores.map { score in
                    [
                        ModelParts.name(score), .number(score.rSquared) { Format.percent($0.value) },
                        .number(score.rSquared, muted: true) {
                            "\(Format.decimal($0.low * 100, 1)) to \(Format.percent($0.high))"
                        },
                        .number(score.rmse) { Self.minutes($0) }, .number(score.mae) { Self.minutes($0) },
                    ]
                }),
            question: parts.question("the metrics"))
    }

    private static func minutes(_ minutes: Double) -> String { Format.duration(seconds: minutes * 60) }
}
