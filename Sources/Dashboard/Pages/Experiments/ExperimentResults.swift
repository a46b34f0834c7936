import Experimentation

/// The metrics of an experiment: the big numbers, the forest, the table, the guardrails.
struct ExperimentResults {
    private let report: ExperimentReport
    private let question: QuestionLink

    init(_ report: ExperimentReport) {
        self.report = report
        question = Self.question(report, "the metrics")
    }

    static func question(_ report: ExperimentReport, _ about: String) -> QuestionLink {
        QuestionLink(url: "/explain/experiment/\(Link.encoded(report.plan.key))", about: about)
    }

    // MARK: Numbers

    var numbers: [NumberCard] {
        let primary = report.comparisons.filter { $0.result.role == .primary }
        var cards = primary.prefix(3).enumerated().map { place, found in card(found.result, found.comparison, place + 1)
        }
        let units = report.exposures.units.reduce(0, +)
        var exposed = NumberCard(
            id: "units", label: "\(Format.sentence(ExperimentCopy.units(report.plan))) exposed",
            value: Format.count(units))
        exposed.note = zip(report.plan.arms, report.exposures.units).map { "\($0.key) \(Format.count($1))" }.joined(
            separator: ", ")
        exposed.question = Self.question(report, "the units")
        var planned = NumberCard.share(
            "information", "Of the planned units in",
            report.plan.plannedUnits == nil ? nil : report.analysis.look.information)
        planned.note =
            report.plan.plannedUnits.map { "of \(Format.count($0)) with a complete outcome" } ?? "none were planned"
        planned.question = Self.question(report, "the planned units")
        cards += [exposed, planned]
        return cards
    }

    private func card(_ result: MetricResult, _ comparison: Comparison, _ place: Int) -> NumberCard {
        let change = ExperimentCopy.change(comparison, result.metric)
        // The unit is set smaller than the number.
        let parts = change.estimate.split(separator: Character(Format.thin), maxSplits: 1)
        let treatments = report.plan.arms.count > 2 ? ", \(comparison.treatment)" : ""
        var card = NumberCard(
            id: "primary-\(place)", label: result.metric.name + treatments, value: String(parts[0]),
            unit: parts.count > 1 ? String(parts[1]) : nil)
        card.interval = change.interval
        card.note =
            report.mayConclude
            ? "\(ExperimentCopy.lowered(ExperimentCopy.verdict(comparison.verdict).word)), adjusted p \(ExperimentCopy.equation(comparison.adjustedPValue))"
            : "not to be decided by"
        card.question = Self.question(report, result.metric.name)
        return card
    }

    // MARK: Forest

    var forest: ChartBlock {
        let drawn = [PlannedMetric.Role.primary, .secondary, .guardrail].flatMap { role in
            report.comparisons.filter { $0.result.role == role }.compactMap(row)
        }
        let leftOut = report.comparisons.count - drawn.count
        let remarks = [
            "Grey: the interval contains no change.",
            drawn.contains { $0.limit != nil }
                ? "A guardrail is kept where its whole interval lies on the good side of its margin." : nil,
            leftOut > 0
                ? "\(Format.count(leftOut, "comparison")) cannot be drawn as a share; the table has them." : nil,
        ]
        return ChartBlock(
            id: "effects", title: forestTitle,
            subtitle:
                "Change against \(report.plan.control.key), as a share of its value; the intervals hold for the plan's looks and number of metrics",
            chart: drawn.isEmpty
                ? nil
                : ForestChart(
                    value: ChartMeasure(
                        label: "Change against \(report.plan.control.key)", unit: "share", startsAtZero: false),
                    rows: drawn,
                    interval: "interval of the plan"),
            table: effects, question: question, remark: remarks.compactMap { $0 }.joined(separator: " "),
            empty: EmptyState(
                words: report.analysis.hidden != nil
                    ? "Effects are hidden until a look is taken."
                    : "Nothing can be said yet: no metric has units whose windows are over."))
    }

    private func row(_ found: (result: MetricResult, comparison: Comparison)) -> ForestChart.Row? {
        let (result, comparison) = found
        guard let lift = comparison.lift, let low = ExperimentCopy.finite(lift.interval.lower),
            let high = ExperimentCopy.finite(lift.interval.upper)
        else { return nil }
        let higher = result.metric.better == .higher
        let limit = comparison.nonInferiority.map { higher ? -$0.margin : $0.margin }
        return ForestChart.Row(
            label: name(result, comparison), estimate: lift.estimate, low: low, high: high, limit: limit,
            group: ExperimentCopy.role(result.role), isWorse: higher ? high < 0 : low > 0)
    }

    private func name(_ result: MetricResult, _ comparison: Comparison) -> String {
        report.plan.arms.count > 2 ? "\(result.metric.name), \(comparison.treatment)" : result.metric.name
    }

    private var forestTitle: String {
        let all = report.comparisons
        let better = all.filter { $0.comparison.verdict == .better }.count,
            worse = all.filter { $0.comparison.verdict == .worse }.count
        guard report.mayConclude else { return "What the metrics did so far" }
        switch (better, worse) {
        case (0, 0): return "No metric is shown to change"
        case (_, 0):
            return
                "\(Format.count(better, "metric")) \(better == 1 ? "is" : "are") shown to be better, none to be worse"
        case (0, _):
            return "\(Format.count(worse, "metric")) \(worse == 1 ? "is" : "are") shown to be worse, none to be better"
        default:
            return
                "\(Format.count(better, "metric")) \(better == 1 ? "is" : "are") shown to be better, \(worse) to be worse"
        }
    }

    private var effects: Table {
        Table(
            columns: [
                .text("Metric"), .text("Role"), .number("Change"), .number("from"), .number("to"), .text("Verdict"),
            ],
            rows: report.comparisons.map { result, comparison in
                let lift = comparison.lift
                let verdict = ExperimentCopy.verdict(comparison.verdict)
                return [
                    .text(name(result, comparison)), .text(ExperimentCopy.role(result.role), muted: true),
                    .number(ExperimentCopy.change(comparison, result.metric).estimate),
                    .number(
                        lift.map { ExperimentCopy.share($0.interval.lower) }
                            ?? ExperimentCopy.difference(comparison.difference.interval.lower, result.metric),
                        muted: true),
                    .number(
                        lift.map { ExperimentCopy.share($0.interval.upper) }
                            ?? ExperimentCopy.difference(comparison.difference.interval.upper, result.metric),
                        muted: true),
                    .mark(verdict.mark, verdict.word),
                ]
            })
    }

    // MARK: Tables

    var table: TableBlock {
        TableBlock(
            id: "metrics", title: "Every metric",
            subtitle: "As measured in each arm; the change is adjusted by what was known before exposure",
            table: Table(
                columns: [.text("Metric")] + (hasSeveral ? [.text("Arm")] : [])
                    + [
                        .number(Format.sentence(report.plan.control.key)),
                        .number(hasSeveral ? "Its value" : Format.sentence(report.plan.arms[1].key)),
                        .number("Change"), .number("p"), .number("Adjusted p"), .text("Verdict"), .number("CUPED"),
                    ],
                rows: report.analysis.metrics.flatMap(rows)),
            question: question,
            remark:
                "Adjusted p: primary metrics share the level (Bonferroni), secondary ones by Benjamini–Hochberg, guardrails each at the full level. CUPED: the share of the variance that was taken out."
        )
    }

    private func rows(_ result: MetricResult) -> [[Cell]] {
        let metric = result.metric, note = "\(ExperimentCopy.role(result.role)), \(metric.better.rawValue) is better"
        guard !result.comparisons.isEmpty else {
            return [
                [.text(metric.name, note: result.problem.map { ReportText.bound($0) } ?? "Nothing can be said.")]
                    + (hasSeveral ? [.blank] : [])
                    + [value(result, report.plan.control.key), .blank, .blank, .blank, .blank, .blank, .blank]
            ]
        }
        return result.comparisons.map { comparison in
            let change = ExperimentCopy.change(comparison, metric),
                verdict = ExperimentCopy.verdict(comparison.verdict)
            let arm: [Cell] = hasSeveral ? [.text(comparison.treatment)] : []
            return [.text(metric.name, note: note)] + arm + [
                value(result, report.plan.control.key), value(result, comparison.treatment),
                .number(change.estimate, note: change.interval),
                .number(ExperimentCopy.pValue(comparison.decidingPValue)),
                .number(ExperimentCopy.pValue(comparison.nonInferiority?.pValue ?? comparison.adjustedPValue)),
                .mark(verdict.mark, verdict.word),
                result.varianceReduction.map { .number(ExperimentCopy.share($0, signed: false)) }
                    ?? .number("none", muted: true),
            ]
        }
    }

    private var hasSeveral: Bool { report.plan.arms.count > 2 }

    private func value(_ result: MetricResult, _ arm: String) -> Cell {
        guard let found = result.arms.first(where: { $0.arm == arm }), let value = found.value else {
            return .missing(isNumeric: true)
        }
        let later = found.unripe > 0 ? ", \(Format.count(found.unripe)) later" : ""
        return .number(
            ExperimentCopy.value(value, result.metric),
            note: "\(Format.count(found.units)) \(ExperimentCopy.units(report.plan))\(later)")
    }

    var guardrails: TableBlock? {
        let found = report.comparisons.filter { $0.result.role == .guardrail }
        guard !report.plan.metrics(.guardrail).isEmpty else { return nil }
        let kept = found.filter { $0.comparison.verdict == .nonInferior }.count
        return TableBlock(
            id: "guardrails",
            title: !report.mayConclude
                ? "What the guardrails did so far"
                : kept == found.count && !found.isEmpty
                    ? "Every guardrail is shown to hold"
                    : "\(kept) of \(Format.count(found.count, "guardrail")) shown to hold",
            subtitle:
                "A guardrail holds when getting worse by its margin or more can be ruled out; no news is not enough",
            table: Table(
                columns: [
                    .text("Metric"), .text("Treatment"), .number("Margin"), .number("Change"),
                    .number("Worst not ruled out"),
                    .number("p against the margin"), .text("Verdict"),
                ],
                rows: found.map { result, comparison in
                    let verdict = ExperimentCopy.verdict(comparison.verdict), test = comparison.nonInferiority
                    return [
                        .text(result.metric.name, note: "\(result.metric.better.rawValue) is better"),
                        .text(comparison.treatment),
                        .number(test.map(\.margin)) { ExperimentCopy.share($0, signed: false) },
                        .number(ExperimentCopy.change(comparison, result.metric).estimate),
                        .number(test?.bound, Self.worst),
                        .number(test.map(\.pValue), ExperimentCopy.pValue), .mark(verdict.mark, verdict.word),
                    ]
                }),
            question: question, empty: EmptyState(words: "Nothing can be said of the guardrails yet."))
    }

    /// The bound of a test in words: a positive one is no loss at all.
    private static func worst(_ bound: Double) -> String {
        guard bound.isFinite else { return "any loss" }
        return bound < 0
            ? "\(ExperimentCopy.share(-bound, signed: false)) worse"
            : "\(ExperimentCopy.share(bound, signed: false)) better"
    }

    var robustness: TableBlock? {
        guard !report.robustness.isEmpty else { return nil }
        return TableBlock(
            id: "robustness", title: "The same by tests that assume less",
            subtitle: "Of the primary metrics, without adjustment",
            table: Table(
                columns: [.text("Metric"), .text("Treatment"), .text("Test"), .number("Difference"), .number("p")],
                rows: report.robustness.map { check in
                    let metric = report.result(check.metric)?.metric
                    let ends = check.interval.flatMap { $0.count == 2 ? $0 : nil }
                    let range = ends.flatMap { ends in
                        metric.map {
                            "\(ExperimentCopy.difference(ends[0], $0)) to \(ExperimentCopy.difference(ends[1], $0))"
                        }
                    }
                    return [
                        .text(metric?.name ?? check.metric), .text(check.treatment),
                        .text(check.test, note: check.note),
                        range.map { .number($0) } ?? .blank,
                        check.pValue.map { .number(ExperimentCopy.pValue($0)) } ?? .blank,
                    ]
                }),
            question: question)
    }
}
