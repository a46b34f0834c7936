import Prediction

/// The parts of a model's section that a classifier and a regression share.
struct ModelParts {
    let report: ModelReport
    let spec: ModelSpec
    let findings: ModelFindings

    init(_ report: ModelReport, _ spec: ModelSpec) {
        self.report = report
        self.spec = spec
        findings = ModelFindings(report)
    }

    func question(_ about: String) -> QuestionLink { QuestionLink(url: "/explain/model/\(report.name)", about: about) }

    /// Coefficients with their intervals. What has the smallest effects is left to the table.
    func coefficients(_ measure: String) -> ChartBlock {
        let most = 25
        let all = findings.coefficients
        return effects(
            id: "coefficients",
            title: findings.nameOfStrongestFeature.map { "\($0) matters most" } ?? "What the model goes by",
            subtitle: "\(measure) for one standard deviation of the feature", measure, all, drawn: most,
            remark: "Grey: the interval contains zero."
                + (all.count > most ? " The \(most) largest are drawn; the table has all \(all.count)." : ""))
    }

    /// The effects within a listener, with the planted truth; nil where there are too few listeners to tell.
    var drivers: ChartBlock? {
        guard let drivers = report.drivers, !drivers.coefficients.isEmpty else { return nil }
        let spread = drivers.tendency
        let planted = drivers.plantedTendency.map { ", planted \(Format.decimal($0, 2))" } ?? ""
        return effects(
            id: "drivers", title: driversTitle,
            subtitle: "Change of the log-odds within a listener, for one standard deviation of the driver",
            "Change of the log-odds", findings.drivers, drawn: drivers.coefficients.count,
            remark:
                "All intervals hold at once at 95\(Format.thin)%. Each of \(Format.count(drivers.listeners)) listeners with a tendency of their own, with a standard deviation of "
                + "\(Format.decimal(spread.value, 2)) (\(Format.decimal(spread.low, 2)) to \(Format.decimal(spread.high, 2))\(planted))."
        )
    }

    private func effects(
        id: String, title: String, subtitle: String, _ measure: String, _ all: [ModelReport.Coefficient], drawn: Int,
        remark: String
    ) -> ChartBlock {
        ChartBlock(
            id: "\(report.name)-\(id)", title: title, subtitle: subtitle,
            chart: all.isEmpty
                ? nil
                : ForestChart(
                    value: ChartMeasure(label: measure, unit: "number"),
                    rows: all.prefix(drawn).map {
                        ForestChart.Row(
                            label: PageCopy.featureLabel($0.feature), estimate: $0.standardized,
                            low: $0.standardizedLow,
                            high: $0.standardizedHigh,
                            truth: $0.plantedStandardized)
                    }),
            table: coefficientTable(all), question: question("the \(id)"), remark: remark,
            empty: EmptyState(words: "The report holds no coefficients."))
    }

    private var driversTitle: String {
        switch findings.planted {
        case (1, 1)?: "The planted effect lies within its interval"
        case (let found, let all)? where found == all: "All \(all) planted effects lie within their intervals"
        case (let found, let all)?: "\(found) of \(all) planted effects lie within their intervals"
        case nil:
            findings.nameOfStrongestDriver.map { "\($0) moves a listener most" } ?? "What moves a listener"
        }
    }

    private func coefficientTable(_ all: [ModelReport.Coefficient]) -> Table {
        let isPlanted = all.contains { $0.planted != nil }
        return Table(
            columns: [
                .text("Feature"), .text("What it is"), .number("Standardised"), .number("95\(Format.thin)% from"),
                .number("to"),
                .number("On its own scale"), .number("p"),
            ] + (isPlanted ? [.number("Planted")] : []),
            rows: all.map { one in
                [
                    .code(one.feature), .text(one.meaning, muted: true), .number(Format.decimal(one.standardized, 3)),
                    .number(Format.decimal(one.standardizedLow, 3), muted: true),
                    .number(Format.decimal(one.standardizedHigh, 3), muted: true),
                    .number(Format.decimal(one.estimate, 4)),
                    .number(one.pValue < 0.001 ? "< 0.001" : Format.decimal(one.pValue, 3)),
                ] + (isPlanted ? [one.planted.map { .number(Format.decimal($0, 4)) } ?? .blank] : [])
            })
    }

    /// How the model was trained and judged.
    var facts: [Fact] {
        [
            Fact(label: "Version", text: "\(report.name)@\(report.version)"),
            Fact(label: "Trained", time: report.trainedAt),
            Fact(
                label: "Learned from", text: ", \(Format.count(Int64(report.training.rows), "row"))",
                time: report.training.firstDay,
                until: report.training.lastDay),
            Fact(
                label: "Judged on", text: ", \(Format.count(Int64(report.test.rows), "row"))",
                time: report.test.firstDay,
                until: report.test.lastDay),
            leftOut, unjudged,
            Fact(
                label: "Features",
                text: "\(Format.count(report.coefficients.count)) used, \(Format.count(report.dropped.count)) left out"),
            Fact(
                label: "Regularisation",
                text: report.penalty > 0 ? "L2, penalty \(Format.decimal(report.penalty, 4))" : "none"),
            Fact(label: "Model fingerprint", text: report.fingerprint, isCode: true),
            Fact(label: "Data fingerprint", text: report.dataFingerprint, isCode: true),
        ].compactMap { $0 }
    }

    /// What could not be learned from, because the source does not record it.
    private var leftOut: Fact? {
        guard let count = report.leftOut, count > 0 else { return nil }
        return Fact(label: "Left out", text: "\(Format.count(count, spec.unit.noun)): \(spec.label.unrecorded)")
    }

    /// Of how many listeners no row is judged, and who they are: their history ends before the split.
    private var unjudged: Fact? {
        guard let unjudged = report.unjudged, unjudged.listeners > 0 else { return nil }
        let rest =
            unjudged.listeners > unjudged.ids.count
            ? " and \(Format.count(unjudged.listeners - unjudged.ids.count)) more" : ""
        return Fact(
            label: "Not judged",
            text:
                "\(Format.count(Int64(unjudged.listeners), "listener")) without a test row: \(unjudged.ids.joined(separator: ", "))\(rest)"
        )
    }

    /// Which features were left out, and why.
    var dropped: TableBlock? {
        guard !report.dropped.isEmpty else { return nil }
        return TableBlock(
            id: "\(report.name)-dropped", title: "What was left out", subtitle: "Features that the model does not use",
            table: Table(
                columns: [.text("Feature"), .text("Why")],
                rows: report.dropped.map { [.code($0.feature), .text($0.reason, muted: true)] }))
    }

    /// The name of a scorer, with what it is where that is not plain.
    static func name(_ score: ModelReport.Score) -> Cell {
        switch score.role {
        case .model: .text(score.name)
        case .baseline: .text(score.name, muted: true)
        case .oracle: .text("\(score.name) (the best possible)", muted: true)
        }
    }
}
