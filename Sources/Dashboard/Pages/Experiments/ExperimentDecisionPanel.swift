import ExperimentService
import Experimentation

/// What the rule of the plan makes of an experiment.
struct ExperimentDecisionPanel {
    private let record: ExperimentRecord
    private let report: ExperimentReport

    init(_ record: ExperimentRecord, _ report: ExperimentReport) {
        self.record = record
        self.report = report
    }

    var view: DecisionPanelView {
        DecisionPanelView(
            title: "The rule says: \(ExperimentCopy.lowered(ExperimentCopy.action(report.decision)))",
            reasons: report.decision.reasons.map { ReportText.bound($0) },
            look: ReportText.bound(report.lookExplanation),
            rule: ExperimentCopy.lowered(Decision.rule), facts: facts)
    }

    private var facts: [Fact] {
        [
            Fact(label: "State", text: ExperimentCopy.state(record.state)),
            record.startedAt.map { Fact(label: "Started", time: $0) },
            record.stoppedAt.map { Fact(label: "Stopped", time: $0) },
            Fact(label: "Decided", text: record.decision ?? "no decision recorded"),
            Fact(label: "Looks", text: looks),
        ].compactMap { $0 }
    }

    private var looks: String {
        guard case .groupSequential(let planned, _) = report.plan.monitoring else { return report.plan.monitoring.name }
        return "\(report.plan.monitoring.name); \(record.looks.count) of \(planned) taken"
    }
}

/// What the stated rule makes of an experiment, and why.
struct DecisionPanelView: TemplateView {
    let title: String
    let reasons: [String]
    /// What the look is worth.
    let look: String
    /// The rule itself.
    let rule: String
    let facts: [Fact]

    var fields: [String: Any] {
        named([
            "title": title, "reasons": reasons.map { named(["text": $0]) }, "look": look, "rule": rule,
            "facts_shown": !facts.isEmpty,
            "facts": facts.fields,
        ])
    }
}
