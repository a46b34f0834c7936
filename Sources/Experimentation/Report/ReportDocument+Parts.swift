import Listening

extension ReportDocument {
    // MARK: Over time

    static func overTime(_ report: ExperimentReport) -> Section {
        guard !report.timeline.isEmpty else {
            return Section(
                id: "time", name: "Over time", title: "There is no course over time",
                blocks: [.paragraph("No unit's window was over on any day before this one.")])
        }
        let pictures = report.timeline.enumerated().map { place, timeline in
            let name = report.metric(timeline.metric)?.name ?? timeline.metric
            return (
                plot: TimelinePlot(
                    timeline, title: "\(name), \(timeline.treatment)", finalLook: finalLook(report, timeline)),
                id: "timeline-\(place + 1)", table: table(timeline, name)
            )
        }
        let isAlwaysValid = report.plan.monitoring.isAlwaysValid
        let bounds =
            isAlwaysValid
            ? "The dashed bounds hold on all days together."
            : "The dashed bounds are those of a single look on that day: read day after day they promise too much."
        return Section(
            id: "time", name: "Over time",
            title: isAlwaysValid ? settled(report) : "How the effects were known, day after day",
            blocks: [
                .paragraph("The line is the lift over all units whose windows were over by that day. \(bounds)"),
                .timelines(pictures),
            ])
    }

    /// Since when the first primary metric's interval leaves out no change.
    private static func settled(_ report: ExperimentReport) -> String {
        guard let key = report.plan.metrics(.primary).first?.metric,
            let timeline = report.timeline.first(where: {
                $0.metric == key && (report.decision.arm == nil || $0.treatment == report.decision.arm)
            })
        else { return "How the effects were known, day after day" }
        let name = "\(report.metric(key)?.name ?? key) of \(timeline.treatment)"
        let apart = timeline.points.reversed().prefix { point in
            point.lift.map { $0.interval.lower > 0 || $0.interval.upper < 0 } ?? false
        }
        guard let since = apart.last else { return "\(name) cannot be told apart from no change yet" }
        return "\(name) has been told apart from no change since \(since.day)"
    }

    /// The day on which the planned units were in, or else the planned last day.
    private static func finalLook(_ report: ExperimentReport, _ timeline: Timeline) -> String? {
        if let units = report.plan.plannedUnits, let point = timeline.points.first(where: { $0.units >= units }) {
            return point.day
        }
        guard let start = report.course.startedAt.flatMap({ CalendarDay($0.prefix(10)) }),
            let days = report.plan.plannedDays
        else {
            return nil
        }
        return start.advanced(days: days).description
    }

    private static func table(_ timeline: Timeline, _ name: String) -> Table {
        Table(
            "\(name), \(timeline.treatment), by day", ["Day", "#Units", "#Lift", "#Interval", "#p"],
            rows: timeline.points.map { point in
                [
                    Cell(point.day), Cell(ReportText.count(point.units)),
                    Cell(point.lift.map { ReportText.percent($0.estimate, signed: true) } ?? "–"),
                    Cell(point.lift.map(percents) ?? "–"),
                    Cell(point.pValue.map(ReportText.pValue) ?? "–"),
                ]
            })
    }

    // MARK: Splits

    static func splits(_ report: ExperimentReport) -> Section {
        guard !report.splits.isEmpty else {
            return Section(
                id: "splits", name: "Novelty", title: "The units' time was not split",
                blocks: [.paragraph("Whether an effect fades, or holds on weekends, was not asked.")])
        }
        let level = report.plan.significance
        let changed = report.splits.filter { ($0.adjustedPValue ?? $0.pValue) <= level }
        let title =
            changed.isEmpty
            ? "No effect is shown to fade, or to differ on weekends"
            : "\(counted(changed.count, "effect")) \(changed.count == 1 ? "is" : "are") not the same in both parts of the units' time"
        let groups = SplitEffect.Split.allCases.compactMap { split -> Table.Group? in
            let rows = report.splits.filter { $0.split == split }.map { effect -> [Cell] in
                let metric = report.metric(effect.metric), unit = metric?.unit ?? ""
                let isChanged = (effect.adjustedPValue ?? effect.pValue) <= level
                return [
                    Cell(metric?.name ?? effect.metric), Cell(effect.treatment), part(effect.first, unit),
                    part(effect.second, unit),
                    part(effect.change, unit), Cell(ReportText.pValue(effect.pValue)),
                    Cell(effect.adjustedPValue.map(ReportText.pValue) ?? "–"),
                    isChanged ? Cell("Differs", mark: .warning) : Cell("Not shown to differ", mark: .open),
                ]
            }
            return rows.isEmpty ? nil : Table.Group(title: split.title, rows: rows)
        }
        return Section(
            id: "splits", name: "Novelty", title: title,
            blocks: [
                .paragraph(
                    "Both parts are of the same units. An effect that fades was new, and no more; one of the weekend alone needs another plan."
                ),
                .table(
                    Table(
                        "Differences from the control in two parts of each unit's time, with \(ReportText.percent(1 - level, places: 0)) intervals",
                        [
                            "Metric", "Treatment", "#First part", "#Second part", "#Change", "#p", "#Adjusted p",
                            "Finding",
                        ], groups: groups)),
            ])
    }

    private static func part(_ effect: Effect, _ unit: String) -> Cell {
        Cell(ReportText.difference(effect.estimate, unit: unit), notes: [differences(effect, unit)])
    }

    // MARK: Parts

    /// At which adjusted p-value of heterogeneity a dimension is opened.
    static let opened = 0.05

    static func parts(_ report: ExperimentReport) -> Section {
        let all = report.analysis.metrics.flatMap { result in result.segments.map { (result, $0) } }
        guard !all.isEmpty else {
            return Section(
                id: "parts", name: "Parts", title: "Results are not broken down",
                blocks: [.paragraph("The plan names no dimension, or nothing can be said by it.")])
        }
        let differing = all.filter { ($0.1.adjustedHeterogeneityPValue ?? 1) < opened }
        var blocks: [Block] = [
            .paragraph(
                "Whether an effect differs between the values of a dimension is asked once for each; only those that differ by more than chance are opened."
            )
        ]
        if let remark = report.plan.monitoring.remarkOnParts { blocks.append(.paragraph(remark)) }
        for (place, (result, segmented)) in differing.enumerated() {
            blocks.append(
                .heading(
                    "\(result.metric.name) of \(segmented.treatment) differs by \(segmented.dimension) (adjusted p \(ReportText.equation(segmented.adjustedHeterogeneityPValue ?? 1)))"
                ))
            blocks.append(.forest(forest(result, segmented, report.plan.significance), id: "parts-\(place + 1)"))
            blocks.append(.table(table(result, segmented)))
        }
        let dimensions = report.plan.dimensions.filter { dimension in all.contains { $0.1.dimension == dimension } }
        blocks.append(.table(summary(all, dimensions)))
        let names = Set(differing.map(\.1.dimension)).sorted().joined(separator: ", ")
        return Section(
            id: "parts", name: "Parts",
            title: differing.isEmpty ? "No effect is shown to differ between parts" : "Effects differ by \(names)",
            blocks: blocks)
    }

    private static func mark(_ part: SegmentedResult.Part, _ metric: Metric, _ level: Double) -> ReportMark {
        part.adjustedPValue > level ? .open : (part.difference.estimate * metric.sign > 0 ? .better : .worse)
    }

    private static func forest(_ result: MetricResult, _ segmented: SegmentedResult, _ level: Double) -> ForestPlot {
        ForestPlot(
            title: "\(result.metric.name) of \(segmented.treatment) by \(segmented.dimension)",
            groups: [
                ForestPlot.Group(
                    title: segmented.dimension,
                    rows: segmented.parts.map {
                        ForestPlot.Row(
                            label: $0.value, detail: "\(ReportText.count($0.units)) units", lift: $0.lift,
                            mark: mark($0, result.metric, level))
                    })
            ], level: 1 - level)
    }

    private static func table(_ result: MetricResult, _ segmented: SegmentedResult) -> Table {
        let rows = segmented.parts.map { part -> [Cell] in
            [
                Cell(part.value), Cell(ReportText.count(part.units)),
                Cell(
                    part.lift.map { ReportText.percent($0.estimate, signed: true) } ?? "–",
                    notes: [ReportText.difference(part.difference.estimate, unit: result.metric.unit)]),
                Cell(part.lift.map(percents) ?? "–"), Cell(ReportText.pValue(part.pValue)),
                Cell(ReportText.pValue(part.adjustedPValue)),
            ]
        }
        let leftOut = segmented.leftOut.map { [Cell($0), Cell("too few units, or none that vary", span: 5)] }
        return Table(
            "\(result.metric.name) of \(segmented.treatment) by \(segmented.dimension)",
            [segmented.dimension, "#Units", "#Lift", "#Interval", "#p", "#Adjusted p"], rows: rows + leftOut)
    }

    /// One row a comparison, one column a dimension.
    private static func summary(_ all: [(MetricResult, SegmentedResult)], _ dimensions: [String]) -> Table {
        var rows: [[Cell]] = [], seen: Set<[String]> = []
        for (result, segmented) in all where seen.insert([result.metric.key, segmented.treatment]).inserted {
            let cells = dimensions.map { dimension -> Cell in
                guard
                    let asked = result.segments.first(where: {
                        $0.dimension == dimension && $0.treatment == segmented.treatment
                    })
                else {
                    return "–"
                }
                let p = asked.adjustedHeterogeneityPValue
                var notes = [counted(asked.parts.count, "part")]
                if !asked.leftOut.isEmpty { notes.append("left out: \(asked.leftOut.joined(separator: ", "))") }
                if let p, p < opened { notes.append("opened above") }
                return Cell(p.map(ReportText.pValue) ?? "–", notes: notes)
            }
            rows.append([Cell(result.metric.name), Cell(segmented.treatment)] + cells)
        }
        return Table(
            "Whether effects differ: adjusted p, by dimension", ["Metric", "Treatment"] + dimensions.map { "#\($0)" },
            rows: rows)
    }
}

extension SplitEffect.Split {
    /// What a group of rows is called.
    fileprivate var title: String {
        switch self {
        case .halves: "First and second half of the window"
        case .weekdays: "Monday to Friday, and the weekend"
        }
    }
}

extension ExperimentReport {
    /// The metric of a key, as it was analysed.
    func metric(_ key: String) -> Metric? { analysis.metrics.first { $0.metric.key == key }?.metric }
}
