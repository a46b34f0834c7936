extension ReportDocument {
    /// Writes down what a report says.
    init(_ report: ExperimentReport) {
        title = report.headline
        kicker = report.isOfFinishedTest ? report.provenance.engine : "Experiment \(report.plan.key)"
        lead = report.plan.hypothesis
        numbers = Self.numbers(report)
        let isFinished = report.isOfFinishedTest
        sections =
            isFinished
            ? [Self.decision(report), Self.health(report), Self.results(report), Self.glossary(report)]
            : [
                Self.decision(report), Self.health(report), Self.results(report), Self.guardrails(report),
                Self.overTime(report),
                Self.splits(report),
                Self.parts(report), Self.robustness(report), Self.plan(report), Self.repetition(report),
                Self.glossary(report),
            ]
        let provenance = report.provenance
        foot =
            report.isOfFinishedTest
            ? "Segue \(provenance.version). Units from \(provenance.engine); written \(ReportText.moment(provenance.generatedAt))."
            : "Segue \(provenance.version), \(provenance.engine). Data until \(ReportText.moment(provenance.asOf)); "
                + "written \(ReportText.moment(provenance.generatedAt))."
    }

    private static func numbers(_ report: ExperimentReport) -> [Number] {
        let primary = report.analysis.metrics.filter { $0.role == .primary }
        var numbers = primary.flatMap { result in
            result.comparisons.map { comparison in
                let unit = result.metric.unit
                let effect = comparison.lift ?? comparison.difference
                func text(_ value: Double) -> String {
                    comparison.lift == nil
                        ? ReportText.difference(value, unit: unit) : ReportText.percent(value, signed: true)
                }
                return Number(
                    label: "\(result.metric.name), \(comparison.treatment)", value: text(effect.estimate),
                    notes: [
                        ReportText.range(effect.interval.lower, effect.interval.upper, text),
                        "adjusted p \(ReportText.equation(comparison.adjustedPValue))",
                    ] + (mayConclude(report) ? [] : ["not to be decided by"]),
                    mark: mayConclude(report) ? ReportMark(comparison.verdict) : nil)
            }
        }
        // More than a row of them would bury the first.
        numbers = Array(numbers.prefix(3))
        let units = report.exposures.units.reduce(0, +)
        numbers.append(
            Number(
                label: "\(report.plan.unit.prefix(1).uppercased())\(report.plan.unit.dropFirst())s",
                value: ReportText.count(units),
                notes: report.isOfFinishedTest
                    ? ["in \(report.plan.arms.count) arms"]
                    : [
                        report.plan.plannedUnits.map {
                            "\(ReportText.percent(report.analysis.look.information)) of \(ReportText.count($0)) planned are in"
                        } ?? "none were planned"
                    ], mark: nil))
        return numbers
    }

    /// Whether the verdicts mean what they say: the data are sound, and the plan has a look here.
    static func mayConclude(_ report: ExperimentReport) -> Bool {
        let status = report.analysis.look.status
        return report.health.isSound && (status == .interim || status == .final)
    }

    private static func decision(_ report: ExperimentReport) -> Section {
        var blocks: [Block] = [.reasons(report.decision.reasons)]
        switch report.analysis.look.status {
        case .early, .peek: blocks.append(.notice(report.lookExplanation))
        case .interim, .final: blocks.append(.paragraph(report.lookExplanation))
        }
        var course = [(name: "State", text: report.course.state)]
        if let start = report.course.startedAt { course.append(("Started", ReportText.moment(start))) }
        if let stop = report.course.stoppedAt { course.append(("Stopped", ReportText.moment(stop))) }
        if !report.isOfFinishedTest { course.append(("Decided", report.course.decided ?? "no decision recorded")) }
        blocks.append(.facts(course))
        return Section(id: "decision", name: "Decision", title: "Why", blocks: blocks)
    }

    private static func health(_ report: ExperimentReport) -> Section {
        let checks = report.health.checks
        func count(_ status: HealthCheck.Status) -> Int { checks.filter { $0.status == status }.count }
        let failed = count(.failed), warnings = count(.warning)
        let title =
            failed > 0
            ? "The data cannot be trusted: \(counted(failed, "check")) failed"
            : warnings > 0
                ? "The data can be trusted, with \(counted(warnings, "warning"))"
                : checks.count == 1
                    ? "The data can be trusted: the check passed"
                    : "The data can be trusted: all \(checks.count) checks passed"
        // The worst first, otherwise in their order.
        let ordered = checks.enumerated().sorted { ($1.element.status, $0.offset) < ($0.element.status, $1.offset) }
            .map(\.element)
        let rows = ordered.map { check -> [Cell] in
            [
                Cell(check.kind.title), Cell(mark: ReportMark(check.status)), Cell(check.finding),
                Cell(check.pValue.map(ReportText.pValue) ?? "–"),
            ]
        }
        var blocks: [Block] = failed > 0 ? [.notice("Read no result below before what failed is repaired.")] : []
        blocks.append(
            .table(
                Table(
                    "Checks of the data, the worst first", ["Check", "Status", "Finding", "#p"], rows: rows,
                    isWordy: true)))
        blocks.append(.table(exposures(report)))
        return Section(id: "health", name: "Health", title: title, blocks: blocks)
    }

    private static func exposures(_ report: ExperimentReport) -> Table {
        let total = Double(report.exposures.units.reduce(0, +)), weights = report.plan.arms.reduce(0) { $0 + $1.weight }
        return Table(
            "\(report.plan.unit.prefix(1).uppercased())\(report.plan.unit.dropFirst())s by arm",
            ["Arm", "#Exposed", "#Share", "#Planned share"],
            rows: zip(report.plan.arms, report.exposures.units).map { arm, units in
                [
                    Cell(arm.key), Cell(ReportText.count(units)),
                    Cell(total > 0 ? ReportText.percent(Double(units) / total) : "–"),
                    Cell(weights > 0 ? ReportText.percent(arm.weight / weights) : "–"),
                ]
            })
    }

    private static func robustness(_ report: ExperimentReport) -> Section {
        let level = report.plan.significance
        var disagreements = 0
        let rows = report.robustness.map { check -> [Cell] in
            let result = report.analysis.metrics.first { $0.metric.key == check.metric }
            let comparison = result?.comparisons.first { $0.treatment == check.treatment }
            let agrees = check.pValue.flatMap { p in comparison.map { ($0.pValue <= level) == (p <= level) } }
            if agrees == false { disagreements += 1 }
            let unit = result?.metric.unit ?? ""
            let interval = check.interval.flatMap { $0.count == 2 ? $0 : nil }
            return [
                Cell(result?.metric.name ?? check.metric), Cell(check.treatment),
                Cell(check.test, notes: check.note.isEmpty ? [] : [check.note]),
                Cell(interval.map { ReportText.range($0[0], $0[1]) { ReportText.difference($0, unit: unit) } } ?? "–"),
                Cell(check.pValue.map(ReportText.pValue) ?? "–"),
                Cell(comparison.map { ReportText.pValue($0.pValue) } ?? "–"),
                agrees.map { $0 ? Cell("Agrees", mark: .good) : Cell("Differs", mark: .warning) } ?? Cell("–"),
            ]
        }
        guard !rows.isEmpty else {
            return Section(id: "robustness", name: "Robustness", title: "No other test was made", blocks: [])
        }
        let title =
            disagreements == 0
            ? "Tests that assume less say the same"
            : "\(counted(disagreements, "test")) that assume\(disagreements == 1 ? "s" : "") less \(disagreements == 1 ? "says" : "say") something else"
        return Section(
            id: "robustness", name: "Robustness", title: title,
            blocks: [
                .paragraph(
                    "Beside each is the p-value of the analysis, unadjusted; they agree if both or neither exceed \(ReportText.pValue(level))."
                ),
                .table(
                    Table(
                        "Other tests of the same differences",
                        ["Metric", "Treatment", "Test", "#Difference", "#p", "#p of the analysis", "Together"],
                        rows: rows, isWordy: true)),
            ])
    }

    /// `1 check`, `2 checks`.
    static func counted(_ count: Int, _ thing: String) -> String {
        "\(ReportText.count(count)) \(thing)\(count == 1 ? "" : "s")"
    }
}
