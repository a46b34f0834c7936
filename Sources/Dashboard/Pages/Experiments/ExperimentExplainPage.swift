import ExperimentService
import Experimentation
import Server

/// Where the numbers of an experiment come from, in the dialog of any of them.
enum ExperimentExplainPage {
    /// - Throws: ``ExperimentationError`` `experiment.unknown`, `experiment.state`, `experiment.no-exposures`.
    static func page(_ key: String, _ visit: PageContext) async throws -> Page {
        let record = try visit.experiments.registry.find(key)
        let report = try await visit.experiments.report(record)
        let made = ExperimentProvenance(record, report)
        var explanation = Explanation(
            title: "The experiment \(record.plan.key)",
            definition: """
                Each unit counts from the first moment at which it met its arm. What it did in the \(Format.count(report.plan.windowDays, "day")) after that is the \
                outcome; what it did in the \(Format.count(report.plan.covariateDays, "day")) before is taken out of the variance (CUPED). Arms are compared with the \
                control as the plan's looks allow: \(report.plan.monitoring.name).
                """)
        explanation.dataURL = "/api\(ExperimentCopy.path(record.plan.key))/report"
        explanation.facts = made.facts
        explanation.columns = report.analysis.metrics.map {
            Explanation.Column(name: $0.metric.key, unit: $0.metric.unit, meaning: $0.metric.definition)
        }
        let measured = report.provenance.queries.first { $0.name == "metrics" } ?? report.provenance.queries.first
        explanation.parameters = (measured?.parameters ?? [:]).sorted { $0.key < $1.key }.map {
            Explanation.Parameter(name: $0.key, value: $0.value, meaning: "")
        }
        explanation.sql = measured?.sql
        explanation.command = made.command
        var page = visit.page(.explain, title: explanation.title)
        page.back = PageLink(url: ExperimentCopy.path(record.plan.key), label: record.plan.key)
        page.explanation = explanation
        return page
    }
}
