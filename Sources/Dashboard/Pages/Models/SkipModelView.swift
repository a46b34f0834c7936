import Prediction

/// A classifier: how well it tells skips from listens, whether its probabilities are true, and what it goes by.
struct SkipModelView {
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
            id: report.name, name: name,
            finding: findings.nameOfStrongestFeature.map { "\($0) matters most for the next skip" } ?? name,
            about: report.about,
            numbers: numbers,
            charts: [curves, calibration, parts.drivers, parts.coefficients("Change of the log-odds")].compactMap {
                $0
            },
            blocks: [metrics, parts.dropped].compactMap { $0 },
            facts: parts.facts)
    }

    private var numbers: [NumberCard] {
        let own = findings.model
        var auc = NumberCard(
            id: "\(report.name)-auc", label: "AUC", value: own?.auc.map { Format.decimal($0.value, 3) })
        auc.interval = own?.auc.map { Format.interval($0.low, $0.high, places: 3) }
        auc.question = parts.question("the AUC")

        var loss = NumberCard(
            id: "\(report.name)-log-loss", label: "Log loss", value: own?.logLoss.map { Format.decimal($0, 3) })
        loss.note = findings.bestByLogLoss?.logLoss.map { "best baseline: \(Format.decimal($0, 3))" }
        loss.question = parts.question("the log loss")

        var error = NumberCard(
            id: "\(report.name)-calibration-error", label: "Calibration error",
            value: own?.calibrationError.map { Format.decimal($0 * 100, 1) },
            unit: "points")
        error.note = "mean distance over the bins"
        error.question = parts.question("the calibration error")

        var knowable = NumberCard(
            id: "\(report.name)-knowable", label: "Of the achievable AUC",
            value: findings.shareOfKnowable.map { Format.decimal($0 * 100, 0) }, unit: "%")
        knowable.note =
            findings.shareOfKnowable == nil
            ? "only simulated data know the truth" : "between chance and the planted truth"
        knowable.question = parts.question("the part of what can be known")
        return [auc, loss, error, knowable]
    }

    private var curves: ChartBlock {
        ChartBlock(
            id: "\(report.name)-roc", title: curvesTitle,
            subtitle: "Receiver operating characteristic on the last days, which training never saw",
            isHalf: true,
            chart: report.curves.isEmpty
                ? nil
                : RocChart(
                    curves: report.curves.map {
                        RocChart.Curve(name: $0.name, role: $0.role.rawValue, points: $0.points, auc: $0.auc)
                    }),
            table: Table(
                columns: [.text("Scorer"), .number("AUC")],
                rows: report.curves.map { [.text($0.name), .number(Format.decimal($0.auc, 3))] }),
            question: parts.question("the ROC curve"), empty: EmptyState(words: "The report holds no curves."))
    }

    private var curvesTitle: String {
        switch findings.beatsBaselines {
        case true?: "Better than every simple rule"
        case false?: "Not clearly better than “\(findings.bestBaseline?.name ?? "the best rule")”"
        case nil: "How well are skips told from listens?"
        }
    }

    private var calibration: ChartBlock {
        ChartBlock(
            id: "\(report.name)-calibration", title: calibrationTitle,
            subtitle: "Observed skip rate by predicted probability, 95\(Format.thin)% interval", isHalf: true,
            chart: report.calibration.isEmpty
                ? nil
                : CalibrationChart(
                    unit: "share", bins: report.calibration.map(CalibrationChart.Bin.init),
                    xLabel: "Predicted probability of a skip",
                    yLabel: "Observed skip rate", countLabel: "Plays"),
            table: Table(
                columns: [
                    .number("Predicted"), .number("Observed"), .number("95\(Format.thin)% from"), .number("to"),
                    .number("Plays"),
                ],
                rows: report.calibration.map { bin in
                    [
                        .number(Format.percent(bin.predicted)), .number(Format.percent(bin.observed)),
                        .number(Format.percent(bin.low), muted: true),
                        .number(Format.percent(bin.high), muted: true), .number(Format.count(bin.count)),
                    ]
                }),
            question: parts.question("the calibration"), empty: EmptyState(words: "The report holds no calibration."))
    }

    private var calibrationTitle: String {
        switch findings.calibration {
        case .unknown: "Do the probabilities hold?"
        case .holds(let bin):
            "The probabilities hold: of plays predicted at \(Format.percent(bin.predicted, 0)), \(Format.percent(bin.observed, 0)) were skipped"
        case .misses(let bin):
            "Of plays predicted at \(Format.percent(bin.predicted, 0)), \(Format.percent(bin.observed, 0)) were skipped"
        case .missesTogether(let gap): "The probabilities miss by \(Format.points(gap)) on average"
        }
    }

    private var metrics: TableBlock {
        TableBlock(
            id: "\(report.name)-metrics", title: "Compared with baselines", subtitle: "On days that training never saw",
            table: Table(
                columns: [
                    .text("Scorer"), .number("AUC"), .number("95\(Format.thin)% interval"), .number("Log loss"),
                    .number("Brier"),
                    .number("Calibration error", "points"), .number("Precision"), .number("Recall"), .number("F1"),
                ],
                rows: report.scores.map { score in
                    [
                        ModelParts.name(score), .number(score.auc) { Format.decimal($0.value, 3) },
                        .number(score.auc, muted: true) {
                            "\(Format.decimal($0.low, 3)) to \(Format.decimal($0.high, 3))"
                        },
                        .number(score.logLoss) { Format.decimal($0, 3) },
                        .number(score.brier) { Format.decimal($0, 3) },
                        .number(score.calibrationError) { Format.decimal($0 * 100, 1) },
                        .number(score.precision) { Format.percent($0) },
                        .number(score.recall) { Format.percent($0) }, .number(score.f1) { Format.decimal($0, 3) },
                    ]
                }),
            question: parts.question("the metrics"))
    }
}

extension CalibrationChart.Bin {
    init(_ bin: ModelReport.CalibrationBin) {
        self.init(predicted: bin.predicted, observed: bin.observed, low: bin.low, high: bin.high, count: bin.count)
    }
}
