import Experimentation

/// Whether effects differ between parts of the units. Only where they do, a part is opened; the rest is summed up.
struct ExperimentParts {
    private let report: ExperimentReport
    private let all: [(result: MetricResult, parts: SegmentedResult)]

    init(_ report: ExperimentReport) {
        self.report = report
        all = report.analysis.metrics.flatMap { result in result.segments.map { (result, $0) } }
    }

    private func differs(_ parts: SegmentedResult) -> Bool {
        (parts.adjustedHeterogeneityPValue ?? 1) < report.plan.significance
    }

    /// A forest for each dimension by which an effect differs.
    var charts: [ChartBlock] {
        all.filter { differs($0.parts) }.enumerated().map { place, found in chart(found.result, found.parts, place + 1)
        }
    }

    private func chart(_ result: MetricResult, _ parts: SegmentedResult, _ place: Int) -> ChartBlock {
        let higher = result.metric.better == .higher
        let rows = parts.parts.compactMap { part -> ForestChart.Row? in
            guard let lift = part.lift, let low = ExperimentCopy.finite(lift.interval.lower),
                let high = ExperimentCopy.finite(lift.interval.upper)
            else { return nil }
            return ForestChart.Row(
                label: PageCopy.name(part.value), estimate: lift.estimate, low: low, high: high,
                isWorse: higher ? high < 0 : low > 0)
        }
        let treatment = report.plan.arms.count > 2 ? " of \(parts.treatment)" : ""
        return ChartBlock(
            id: "parts-\(place)",
            title: "\(result.metric.name)\(treatment) differs by \(Format.label(parts.dimension).lowercased())",
            subtitle:
                "Change against \(report.plan.control.key) in each part; adjusted p \(ExperimentCopy.equation(parts.adjustedHeterogeneityPValue ?? 1)) of being the same in all",
            chart: rows.isEmpty
                ? nil
                : ForestChart(
                    value: ChartMeasure(
                        label: "Change against \(report.plan.control.key)", unit: "share", startsAtZero: false),
                    rows: rows),
            table: Table(
                columns: [
                    .text(Format.label(parts.dimension)), .number(Format.sentence(ExperimentCopy.units(report.plan))),
                    .number("Change"),
                    .number("p"),
                    .number("Adjusted p"),
                ],
                rows: parts.parts.map { part in
                    [
                        .text(PageCopy.name(part.value)), .number(Format.count(part.units)),
                        .number(
                            part.lift.map { ExperimentCopy.share($0.estimate) }
                                ?? ExperimentCopy.difference(part.difference.estimate, result.metric),
                            note: part.lift.map(ExperimentCopy.interval)
                                ?? ExperimentCopy.interval(part.difference, result.metric)),
                        .number(ExperimentCopy.pValue(part.pValue)),
                        .number(ExperimentCopy.pValue(part.adjustedPValue)),
                    ]
                }),
            question: ExperimentResults.question(report, "the parts"),
            remark: parts.leftOut.isEmpty
                ? nil : "Too few units, or none that vary: \(parts.leftOut.map(PageCopy.name).joined(separator: ", "))."
        )
    }

    /// One row a comparison, one column a dimension: the chance of such differences if all parts were alike.
    var summary: TableBlock? {
        guard !all.isEmpty else { return nil }
        let dimensions = report.plan.dimensions.filter { dimension in all.contains { $0.parts.dimension == dimension } }
        let differing = dimensions.filter { dimension in
            all.contains { $0.parts.dimension == dimension && differs($0.parts) }
        }
        let rows = report.comparisons.map { result, comparison in
            [Cell.text(result.metric.name), .text(comparison.treatment)]
                + dimensions.map { dimension in cell(result, comparison.treatment, dimension) }
        }
        return TableBlock(
            id: "parts",
            title: differing.isEmpty
                ? "No effect is shown to differ between parts"
                : "Effects differ by \(differing.map { Format.label($0).lowercased() }.joined(separator: ", "))",
            subtitle:
                "Adjusted p of the effect being the same in all parts; what is below \(ExperimentCopy.pValue(report.plan.significance)) is opened above",
            table: Table(
                columns: [.text("Metric"), .text("Treatment")] + dimensions.map { .number(Format.label($0)) },
                rows: rows),
            question: ExperimentResults.question(report, "the parts"), remark: report.plan.monitoring.remarkOnParts)
    }

    private func cell(_ result: MetricResult, _ treatment: String, _ dimension: String) -> Cell {
        guard let parts = result.segments.first(where: { $0.dimension == dimension && $0.treatment == treatment }),
            let p = parts.adjustedHeterogeneityPValue
        else { return .number("–", muted: true) }
        return .number(ExperimentCopy.pValue(p), note: differs(parts) ? "differs" : nil)
    }
}
