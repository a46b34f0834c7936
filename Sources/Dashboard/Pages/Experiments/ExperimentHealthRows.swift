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

/// Whether the data of an experiment can be trusted, check by check.
struct HealthView: TemplateView {
    /// One check.
    struct Row: TemplateView {
        let name: String
        let mark: Mark
        let word: String
        let finding: String
        let pValue: String?

        var fields: [String: Any] {
            named(["name": name, "mark": mark.rawValue, "word": word, "finding": finding, "p_value": pValue])
        }
    }

    let title: String
    let rows: [Row]
    /// Whether the checks are shown at once: where one of them is not good.
    let isOpen: Bool

    var fields: [String: Any] { named(["title": title, "rows": rows.fields, "is_open": isOpen]) }
}
