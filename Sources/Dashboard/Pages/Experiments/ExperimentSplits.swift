import Experimentation

/// Whether an effect fades, and whether it holds on weekends.
struct ExperimentSplits {
    private let report: ExperimentReport

    init(_ report: ExperimentReport) { self.report = report }

    private func differs(_ split: SplitEffect) -> Bool {
        (split.adjustedPValue ?? split.pValue) <= report.plan.significance
    }

    var block: TableBlock? {
        guard !report.splits.isEmpty else { return nil }
        return TableBlock(
            id: "splits", title: title,
            subtitle: "Differences from \(report.plan.control.key) in two parts of each unit's time, unit by unit",
            table: Table(
                columns: [
                    .text("Metric"), .text("Parts"), .number("First"), .number("Second"), .number("Change"),
                    .number("Adjusted p"),
                    .text("Finding"),
                ],
                rows: report.splits.map { split in
                    let metric = report.result(split.metric)?.metric
                    func cell(_ effect: Effect) -> Cell {
                        metric.map {
                            .number(
                                ExperimentCopy.difference(effect.estimate, $0),
                                note: ExperimentCopy.interval(effect, $0))
                        }
                            ?? .blank
                    }
                    return [
                        .text(metric?.name ?? split.metric, note: split.treatment),
                        .text(ExperimentCopy.split(split.split)),
                        cell(split.first),
                        cell(split.second), cell(split.change),
                        .number(ExperimentCopy.pValue(split.adjustedPValue ?? split.pValue)),
                        differs(split) ? .mark(.warning, "Differs") : .mark(.open, "Not shown to differ"),
                    ]
                }),
            question: ExperimentResults.question(report, "novelty and weekends"))
    }

    private var title: String {
        let changed = report.splits.filter(differs)
        guard let first = changed.first else { return "No effect is shown to fade, or to differ on weekends" }
        guard changed.count == 1 else {
            return "\(changed.count) effects are not the same in both parts of the units' time"
        }
        let name = report.result(first.metric)?.metric.name ?? first.metric
        guard first.split == .halves else { return "\(name) is not the same on weekends" }
        return first.second.estimate.magnitude < first.first.estimate.magnitude
            ? "The effect on \(ExperimentCopy.lowered(name)) fades"
            : "The effect on \(ExperimentCopy.lowered(name)) grows"
    }
}
