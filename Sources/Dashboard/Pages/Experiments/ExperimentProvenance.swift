import ExperimentService
import Experimentation

/// How an analysis was made, so that it can be made again.
struct ExperimentProvenance {
    private let record: ExperimentRecord
    private let report: ExperimentReport

    init(_ record: ExperimentRecord, _ report: ExperimentReport) {
        self.record = record
        self.report = report
    }

    var view: ProvenanceView {
        ProvenanceView(
            title: "How this was computed", facts: facts + Self.facts(record), queries: queries, command: command)
    }

    var facts: [Fact] {
        let provenance = report.provenance
        return [
            Fact(label: "Data until", time: provenance.asOf), Fact(label: "Computed", time: provenance.generatedAt),
            provenance.firstExposure.map { Fact(label: "Exposures", time: $0, until: provenance.lastExposure) },
            Fact(
                label: "Program",
                text:
                    "Segue \(provenance.version), \(provenance.engine == "duckdb" ? "DuckDB" : provenance.engine), schema \(provenance.schemaVersion)"
            ),
        ].compactMap { $0 }
    }

    var command: String { "segue experiment analyze \(report.plan.key)" }

    private var queries: [ProvenanceView.Query] {
        report.provenance.queries.map { query in
            ProvenanceView.Query(
                name: Format.label(query.name), sql: query.sql,
                parameters: query.parameters.sorted { $0.key < $1.key }.map {
                    Explanation.Parameter(name: $0.key, value: $0.value, meaning: "")
                })
        }
    }

    /// The plan of an experiment that has nothing to show yet.
    static func plan(_ record: ExperimentRecord) -> ProvenanceView {
        let plan = record.plan
        let metrics = plan.metrics.map { metric in
            let stake =
                metric.role == .guardrail
                ? ", margin \(ExperimentCopy.share(metric.margin ?? PlannedMetric.defaultMargin, signed: false))"
                : metric.minimumEffect.map { ", to be found from \(ExperimentCopy.share($0, signed: false)) on" } ?? ""
            return Fact(label: ExperimentCopy.role(metric.role), text: Format.label(metric.metric) + stake)
        }
        let total = plan.arms.reduce(0) { $0 + $1.weight }
        let arms = plan.arms.map {
            "\($0.key) \(ExperimentCopy.share(total > 0 ? $0.weight / total : 0, signed: false))"
        }.joined(
            separator: ", ")
        return ProvenanceView(
            title: "The plan", facts: [Fact(label: "Arms", text: arms)] + metrics + facts(record),
            command: "segue experiment show \(plan.key)")
    }

    private static func facts(_ record: ExperimentRecord) -> [Fact] {
        let plan = record.plan
        let days = plan.plannedDays.map { ", about \(Format.count($0, "day"))" } ?? ""
        return [
            Fact(
                label: "Planned",
                text: plan.plannedUnits.map { "\(Format.count($0)) \(ExperimentCopy.units(plan))\(days)" }
                    ?? "no number of units"),
            Fact(
                label: "Window",
                text:
                    "\(Format.count(plan.windowDays, "day")) after exposure; \(Format.count(plan.covariateDays, "day")) before it are known"
            ),
            Fact(label: "Looked at by", text: plan.monitoring.name),
            Fact(
                label: "Level and power",
                text:
                    "\(ExperimentCopy.share(plan.significance, signed: false)) and \(ExperimentCopy.share(plan.power, signed: false))"
            ),
            Fact(label: "Plan digest", text: record.planDigest, isCode: true),
            Fact(
                label: "Plan changed",
                text: record.changes.isEmpty ? "not since the start" : record.changes.joined(separator: " ")),
        ]
    }
}

/// How the numbers of a page were made: facts, and every statement that was run.
struct ProvenanceView: TemplateView {
    struct Query: TemplateView {
        let name: String
        let sql: String
        let parameters: [Explanation.Parameter]

        var fields: [String: Any] {
            named(["name": name, "sql": sql, "parameters_shown": !parameters.isEmpty, "parameters": parameters.fields])
        }
    }

    let title: String
    let facts: [Fact]
    var queries: [Query] = []
    var links: [PageLink] = []
    var command: String?

    var fields: [String: Any] {
        named([
            "title": title, "facts": facts.fields, "queries_shown": !queries.isEmpty, "queries": queries.fields,
            "links_shown": !links.isEmpty, "links": links.fields, "command": command,
        ])
    }
}
