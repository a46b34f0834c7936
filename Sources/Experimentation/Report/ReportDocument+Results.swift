extension ReportDocument {
    static func results(_ report: ExperimentReport) -> Section {
        let primary = report.analysis.metrics.filter { $0.role == .primary }
        let verdicts = primary.flatMap { $0.comparisons.map(\.verdict) }
        let better = verdicts.filter { $0 == .better }.count, worse = verdicts.filter { $0 == .worse }.count
        let title =
            !report.health.isSound
            ? "These numbers cannot be trusted"
            : !mayConclude(report)
                ? "Nothing may be concluded from these numbers yet"
                : verdicts.isEmpty
                    ? "Nothing can be said of the primary metric\(primary.count == 1 ? "" : "s") yet"
                    : "Of \(counted(verdicts.count, "primary comparison")), \(better == 0 ? "none" : "\(better)") \(better > 1 ? "are" : "is") better and "
                        + "\(worse == 0 ? "none" : "\(worse)") \(worse > 1 ? "are" : "is") worse"
        var blocks: [Block] = []
        if report.analysis.hidden != nil {
            return Section(
                id: "results", name: "Results", title: "No effects are shown between looks",
                blocks: [.notice(report.lookExplanation)])
        }
        switch report.analysis.look.status {
        case .early, .peek: blocks.append(.notice(report.lookExplanation))
        case .interim: blocks.append(.paragraph(report.lookExplanation))
        case .final: break
        }
        blocks.append(.forest(ForestPlot(report.analysis, significance: report.plan.significance), id: "forest"))
        let problems = report.analysis.metrics.compactMap { result in result.problem.map { (result.metric.name, $0) } }
        for (name, problem) in problems {
            blocks.append(.notice(problem.hasPrefix(name) ? problem : "\(name): \(problem)"))
        }
        blocks.append(.table(comparisons(report)))
        blocks.append(.table(beliefs(report)))
        return Section(id: "results", name: "Results", title: title, blocks: blocks)
    }

    private static func comparisons(_ report: ExperimentReport) -> Table {
        let groups = PlannedMetric.Role.allCases.compactMap { role -> Table.Group? in
            let rows = report.analysis.metrics.filter { $0.role == role }.flatMap { Self.rows($0, report) }
            return rows.isEmpty ? nil : Table.Group(title: role.title, rows: rows)
        }
        let level = ReportText.percent(1 - report.plan.significance, places: 0)
        return Table(
            "Each treatment beside the control, by each metric",
            [
                "Metric", "Treatment", "#\(report.plan.control.key)", "#Treatment's value", "#Lift",
                "#\(level) interval", "#p",
                "#Adjusted p",
                "Verdict",
            ], groups: groups)
    }

    private static func rows(_ result: MetricResult, _ report: ExperimentReport) -> [[Cell]] {
        var notes = [result.metric.better == .lower ? "lower is better" : "higher is better"]
        if let reduction = result.varianceReduction {
            notes.append("CUPED takes out \(ReportText.percent(max(0, reduction))) of the variance")
        }
        if result.isPoststratified {
            notes.append("arms weighed alike by \(report.plan.poststratifiedBy ?? "stratum")")
        }
        guard !result.comparisons.isEmpty else {
            return [[Cell(result.metric.name, notes: notes), Cell(result.problem ?? "Nothing can be said.", span: 8)]]
        }
        // What holds for the metric is said once.
        return result.comparisons.enumerated().map { place, comparison in
            let effect =
                comparison.lift.map { [ReportText.percent($0.estimate, signed: true), percents($0)] } ?? ["none", "–"]
            let difference = ReportText.difference(comparison.difference.estimate, unit: result.metric.unit)
            return [
                Cell(result.metric.name, notes: place == 0 ? notes : []), Cell(comparison.treatment),
                value(result, report.plan.control.key),
                value(result, comparison.treatment), Cell(effect[0], notes: [difference]),
                Cell(
                    effect[1],
                    notes: comparison.lift == nil ? [differences(comparison.difference, result.metric.unit)] : []),
                Cell(ReportText.pValue(comparison.decidingPValue)),
                Cell(ReportText.pValue(comparison.nonInferiority?.pValue ?? comparison.adjustedPValue)),
                Cell(mark: ReportMark(comparison.verdict)),
            ]
        }
    }

    private static func value(_ result: MetricResult, _ key: String) -> Cell {
        guard let arm = result.arms.first(where: { $0.arm == key }) else { return "–" }
        var notes = ["\(ReportText.count(arm.units)) units"]
        if arm.unripe > 0 { notes.append("\(ReportText.count(arm.unripe)) later") }
        return Cell(arm.value.map { ReportText.value($0, unit: result.metric.unit) } ?? "–", notes: notes)
    }

    static func percents(_ effect: Effect) -> String {
        ReportText.range(effect.interval.lower, effect.interval.upper) { ReportText.percent($0, signed: true) }
    }

    static func differences(_ effect: Effect, _ unit: String) -> String {
        ReportText.range(effect.interval.lower, effect.interval.upper) { ReportText.difference($0, unit: unit) }
    }

    private static func beliefs(_ report: ExperimentReport) -> Table {
        let rows = report.analysis.metrics.flatMap { result in
            result.comparisons.map { comparison -> [Cell] in
                [
                    Cell(result.metric.name), Cell(comparison.treatment),
                    Cell(comparison.belief.map { ReportText.percent($0.chanceToBeat) } ?? "–"),
                    Cell(comparison.belief.map { loss($0.expectedLoss, result.metric.unit) } ?? "–"),
                    comparison.effectSize.map {
                        Cell(ReportText.number($0.value, places: 3, signed: true), notes: [$0.name])
                    } ?? "–",
                    Cell(comparison.test),
                ]
            }
        }
        return Table(
            "What an undecided reader would believe, the size of the effects, and the tests",
            ["Metric", "Treatment", "#Chance to beat", "#Expected loss", "#Effect size", "Test"], rows: rows)
    }

    private static func loss(_ value: Double, _ unit: String) -> String {
        let text = ReportText.difference(value, unit: unit)
        return text.hasPrefix("+") ? String(text.dropFirst()) : text
    }

    // MARK: Guardrails

    static func guardrails(_ report: ExperimentReport) -> Section {
        let found = report.analysis.metrics.filter { $0.role == .guardrail }
        if report.analysis.hidden != nil {
            return Section(
                id: "guardrails", name: "Guardrails", title: "Guardrails are judged at looks",
                blocks: [.paragraph("They are shown with the effects.")])
        }
        guard !found.isEmpty else {
            return Section(
                id: "guardrails", name: "Guardrails", title: "The plan has no guardrail",
                blocks: [.paragraph("Nothing was watched that must not get worse.")])
        }
        let all = found.flatMap { result in result.comparisons.map { (result, $0) } }
        let kept = all.filter { $0.1.verdict == .nonInferior }.count,
            worse = all.filter { $0.1.verdict == .worse }.count
        let isSilent = found.contains { $0.comparisons.isEmpty }
        let title =
            worse > 0
            ? "\(counted(worse, "guardrail comparison")) \(worse == 1 ? "is" : "are") worse"
            : (kept == all.count && !isSilent
                ? "All guardrails are shown to be within their margins"
                : "\(kept) of \(counted(all.count, "guardrail comparison")) \(kept == 1 ? "is" : "are") shown to be within the margin")
        let rows = found.flatMap { result -> [[Cell]] in
            guard !result.comparisons.isEmpty else {
                return [[Cell(result.metric.name), Cell(result.problem ?? "Nothing can be said.", span: 6)]]
            }
            return result.comparisons.map { comparison in
                let test = comparison.nonInferiority
                return [
                    Cell(
                        result.metric.name,
                        notes: [result.metric.better == .lower ? "lower is better" : "higher is better"]),
                    Cell(comparison.treatment), Cell(test.map { ReportText.percent($0.margin) } ?? "–"),
                    Cell(comparison.lift.map { ReportText.percent($0.estimate, signed: true) } ?? "–"),
                    Cell(test.map { worst($0.bound) } ?? "–"), Cell(test.map { ReportText.pValue($0.pValue) } ?? "–"),
                    Cell(mark: ReportMark(comparison.verdict)),
                ]
            }
        }
        return Section(
            id: "guardrails", name: "Guardrails", title: title,
            blocks: [
                .paragraph(
                    "A guardrail is kept when getting worse by its margin or more can be ruled out; no news is not enough."
                ),
                .table(
                    Table(
                        "Guardrails against their margins",
                        [
                            "Metric", "Treatment", "#Margin", "#Lift", "#Worst not ruled out", "#p against the margin",
                            "Verdict",
                        ], rows: rows)
                ),
            ])
    }

    /// The bound of a test in words: a positive one is no loss at all.
    private static func worst(_ bound: Double?) -> String {
        guard let bound else { return "any loss" }
        return bound < 0 ? "\(ReportText.percent(-bound)) worse" : "\(ReportText.percent(bound)) better"
    }
}
