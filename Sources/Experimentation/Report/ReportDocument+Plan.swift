import Foundation

extension ReportDocument {
    static func plan(_ report: ExperimentReport) -> Section {
        let plan = report.plan
        var blocks: [Block] = []
        if !plan.hypothesis.isEmpty { blocks.append(.quote(plan.hypothesis)) }
        blocks.append(.facts(facts(plan)))
        let weights = plan.arms.reduce(0) { $0 + $1.weight }
        blocks.append(
            .table(
                Table(
                    "Arms", ["Arm", "Part", "#Weight", "#Share"],
                    rows: plan.arms.enumerated().map { place, arm in
                        [
                            Cell(arm.key), Cell(place == 0 ? "control" : "treatment"),
                            Cell(ReportText.number(arm.weight)),
                            Cell(weights > 0 ? ReportText.percent(arm.weight / weights) : "–"),
                        ]
                    })))
        blocks.append(.table(metrics(report)))
        blocks.append(.heading("The rule"))
        blocks.append(.paragraph(Decision.rule))
        blocks.append(.facts([("Digest of the plan", report.planDigest)]))
        return Section(
            id: "plan", name: "Plan", title: "The plan, as it was registered before the start", blocks: blocks)
    }

    private static func facts(_ plan: ExperimentPlan) -> [(name: String, text: String)] {
        let rule = plan.assignment
        var facts: [(name: String, text: String)] = [
            ("Unit", plan.unit),
            ("Monitoring", plan.monitoring.name),
            ("Chance of a false alarm", ReportText.percent(plan.significance)),
            ("Power", ReportText.percent(plan.power)),
            ("Window", "\(counted(plan.windowDays, "day")) after exposure"),
            (
                "Known beforehand",
                plan.covariateDays == 0 ? "nothing" : "\(counted(plan.covariateDays, "day")) before exposure"
            ),
            ("Planned units", plan.plannedUnits.map(ReportText.count) ?? "not planned"),
            ("Planned days", plan.plannedDays.map(ReportText.count) ?? "not planned"),
            ("Dimensions", plan.dimensions.isEmpty ? "none" : plan.dimensions.joined(separator: ", ")),
        ]
        if let stratum = plan.poststratifiedBy { facts.append(("Arms weighed alike by", stratum)) }
        facts.append(
            (
                "Takes part",
                "\(ReportText.percent(rule.coverage)) of those eligible\(rule.sticky ? "; each keeps its first arm" : "")"
            ))
        facts.append(("Seed and hash", "\(rule.seed), \(rule.hash.rawValue)"))
        if let namespace = rule.namespace {
            facts.append(
                (
                    "Namespace",
                    "\(namespace.name), \(ReportText.number(namespace.range.lower)) to \(ReportText.number(namespace.range.upper))"
                ))
        }
        if let holdout = rule.holdout {
            facts.append(("Hold-out", "\(holdout.name), \(ReportText.percent(holdout.share))"))
        }
        if let targeting = rule.targeting {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            facts.append(
                (
                    "Targeting",
                    (try? encoder.encode(targeting)).map { String(decoding: $0, as: UTF8.self) }
                        ?? "cannot be written down"
                ))
        }
        return facts
    }

    private static func metrics(_ report: ExperimentReport) -> Table {
        let groups = PlannedMetric.Role.allCases.compactMap { role -> Table.Group? in
            let rows = report.plan.metrics(role).map { planned -> [Cell] in
                let metric = report.metric(planned.metric)
                let margin = planned.role == .guardrail ? planned.margin ?? PlannedMetric.defaultMargin : nil
                return [
                    Cell(metric?.name ?? planned.metric, notes: [planned.metric]), Cell(metric?.definition ?? ""),
                    Cell(
                        metric.map { "\($0.kind)\($0.unit.isEmpty || $0.unit == "share" ? "" : ", \($0.unit)")" } ?? "–"
                    ),
                    Cell(metric?.better.rawValue ?? "–"),
                    Cell(planned.minimumEffect.map { ReportText.percent($0) } ?? "–"),
                    Cell(margin.map { ReportText.percent($0) } ?? "–"),
                    Cell(planned.winsorised.map { ReportText.percent($0) } ?? "–"),
                    Cell(planned.adjusted ? "yes" : "no"),
                ]
            }
            return rows.isEmpty ? nil : Table.Group(title: role.title, rows: rows)
        }
        return Table(
            "Metrics", ["Metric", "Definition", "Kind", "Better", "#Minimum effect", "#Margin", "#Capped", "CUPED"],
            groups: groups,
            isWordy: true)
    }

    static func repetition(_ report: ExperimentReport) -> Section {
        let provenance = report.provenance
        var facts: [(name: String, text: String)] = [
            ("As of", "\(provenance.asOf), only what happened before counts"),
            ("First exposure", provenance.firstExposure ?? "none"),
            ("Last exposure", provenance.lastExposure ?? "none"),
            ("Segue", provenance.version),
            ("Engine", provenance.engine),
            ("Schema", "version \(provenance.schemaVersion)"),
            ("Report", "form \(report.formatVersion), written \(provenance.generatedAt)"),
        ]
        facts.append(
            (
                "Statements",
                provenance.queries.isEmpty
                    ? "none were run"
                    : "\(provenance.queries.count), with their parameters in the HTML and JSON reports"
            ))
        var blocks: [Block] = [
            .paragraph(
                "The same statements with the same parameters, on data as of the same moment, give the same numbers again."
            ),
            .facts(facts),
        ]
        if let exposures = report.plan.exposures {
            blocks.append(
                .source(title: "Exposures, as the plan defines them", code: exposures, language: "sql", facts: []))
        }
        for query in provenance.queries {
            blocks.append(
                .source(
                    title: query.name, code: query.sql, language: "sql",
                    facts: query.parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
        }
        return Section(id: "repeat", name: "Repeat it", title: "How to get these numbers again", blocks: blocks)
    }

    static func glossary(_ report: ExperimentReport) -> Section {
        let level = ReportText.percent(1 - report.plan.significance, places: 0)
        return Section(
            id: "glossary", name: "Glossary", title: "What each number means",
            blocks: [
                .facts([
                    ("This look", report.lookExplanation),
                    (
                        "Lift",
                        "The treatment's value less the control's, as a share of the control's: −4 % of a skip rate of 50 % is 2 percentage points (pp)."
                    ),
                    (
                        "Interval",
                        "The changes that the data do not rule out. Of many experiments, \(level) have intervals that hold the true change."
                    ),
                    (
                        "p",
                        "How probable a difference at least as large would be if the treatment changed nothing. It is not the chance that nothing changed."
                    ),
                    (
                        "Adjusted p",
                        "The same, with the number of questions made up for: of many questions one always looks interesting. This one decides."
                    ),
                    (
                        "Non-inferior",
                        "A guardrail is shown not to be worse by its margin or more. Not shown does not mean worse: it may take more units."
                    ),
                    (
                        "Chance to beat",
                        "How probable it is that the treatment is better than the control, for a reader who believed nothing before."
                    ),
                    (
                        "Expected loss",
                        "What shipping the treatment costs on average, counting only the cases in which it is worse."
                    ),
                    (
                        "CUPED",
                        "What units did before their exposure explains some of their differences; taking that out makes intervals narrower, and moves an estimate by no more than chance had moved it."
                    ),
                ])
            ])
    }
}
