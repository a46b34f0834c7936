import Experimentation

/// The checks of an experiment's data, the worst first.
struct ExperimentHealthRows {
    private let report: ExperimentReport

    init(_ report: ExperimentReport) { self.report = report }

    var view: HealthView {
        let checks = report.health.checks.enumerated()
            .sorted { ($1.element.status, $0.offset) < ($0.element.status, $1.offset) }.map(\.element)
        return HealthView(
            title: title,
            rows: checks.map { check in
                let (mark, word) = ExperimentCopy.status(check.status)
                return HealthView.Row(
                    name: check.kind.title, mark: mark, word: word, finding: ReportText.bound(check.finding),
                    pValue: check.pValue.map(ExperimentCopy.equation))
            }, isOpen: report.health.status != .good)
    }

    private var title: String {
        let failed = report.health.checks.filter { $0.status == .failed }.count
        let warnings = report.health.checks.filter { $0.status == .warning }.count
        if failed > 0 { return "The data cannot be trusted: \(Format.count(failed, "check")) failed" }
        return warnings > 0
            ? "The data can be trusted, with \(Format.count(warnings, "warning"))"
            : "The data can be trusted: all \(report.health.checks.count) checks passed"
    }
}
