/// What the stated rule makes of an analysis.
///
/// Ship a treatment if at least one primary metric is better, none is worse, every guardrail is shown to be non-inferior, and the data are
/// sound. Stop where a primary metric or a guardrail is worse, or where the planned units are in and nothing is better. Continue otherwise.
/// Source: Schultzberg, Ankargren and Frånberg (2024), doi:10.48550/arXiv.2402.11609.
public struct Decision: Sendable, Hashable, Codable {
    /// What to do.
    public enum Action: String, Sendable, Hashable, Codable {
        case ship, stop, `continue`
    }

    /// What to do.
    public let action: Action
    /// The treatment to ship; nil unless one is.
    public let arm: String?
    /// Why, each in a sentence.
    public let reasons: [String]

    /// The rule in a sentence.
    public static let rule = """
        Ship if at least one primary metric is better and none is worse, every guardrail is non-inferior, and the data are sound; stop if a primary \
        metric or a guardrail is worse, or if the planned units are in and nothing is better; continue otherwise.
        """

    /// Applies the rule.
    public init(_ plan: ExperimentPlan, _ analysis: ExperimentAnalysis, _ health: ExperimentHealth) {
        let failed = health.checks.filter { $0.status == .failed }
        guard failed.isEmpty else {
            self.init(
                .stop, nil,
                failed.map { "\($0.kind.title): \($0.finding)" } + [
                    "Repair it and begin again: no result can be trusted."
                ])
            return
        }
        if let hidden = analysis.hidden {
            self.init(
                .continue, nil,
                ["\(ReportText.percent(analysis.look.information)) of the planned units are in.", hidden])
            return
        }
        switch analysis.look.status {
        case .early, .peek:
            let share = ReportText.percent(analysis.look.information)
            self.init(.continue, nil, ["\(share) of the planned units are in, and the plan has no look here."])
            return
        case .interim, .final: break
        }
        let isFinal = analysis.look.status == .final
        let verdicts = plan.treatments.filter { plan.arms[$0].weight > 0 }
            .map { Self.verdict(plan.arms[$0].key, analysis, isFinal: isFinal) }
        let shipped = verdicts.filter { $0.action == .ship }
        // Of several that could be shipped, the one whose first primary metric gains most.
        if let best = shipped.max(by: { Self.gain($0.arm, analysis) < Self.gain($1.arm, analysis) }) {
            self = best
        } else if verdicts.contains(where: { $0.action == .continue }) {
            self.init(.continue, nil, verdicts.flatMap(\.reasons))
        } else {
            self.init(.stop, nil, verdicts.flatMap(\.reasons))
        }
    }

    private init(_ action: Action, _ arm: String?, _ reasons: [String]) {
        self.action = action
        self.arm = arm
        self.reasons = reasons
    }

    private static func verdict(_ arm: String, _ analysis: ExperimentAnalysis, isFinal: Bool) -> Decision {
        var better: [String] = [], worse: [String] = [], open: [String] = [], kept: [String] = [],
            problems: [String] = []
        for result in analysis.metrics where result.role != .secondary {
            guard let comparison = result.comparisons.first(where: { $0.treatment == arm }) else {
                // A guardrail of which nothing can be said is not shown to hold.
                let problem = result.problem ?? "\(result.metric.name) cannot be compared."
                if result.role == .guardrail { open.append(problem) } else { problems.append(problem) }
                continue
            }
            let text = sentence(result, comparison)
            switch comparison.verdict {
            case .better: better.append(text)
            case .worse: worse.append(text)
            case .nonInferior: kept.append(text)
            case .notShown: open.append(text)
            case .inconclusive: if result.role == .primary { problems.append(text) }
            }
        }
        if !worse.isEmpty { return Decision(.stop, nil, worse) }
        if !better.isEmpty, open.isEmpty { return Decision(.ship, arm, better + kept) }
        if isFinal {
            return Decision(
                .stop, nil,
                better + open + problems + ["All units are in, and the rule for shipping \(arm) is not met."])
        }
        return Decision(.continue, nil, better + open + problems)
    }

    private static func sentence(_ result: MetricResult, _ comparison: Comparison) -> String {
        let change =
            comparison.lift.map { ReportText.percent($0.estimate, signed: true) }
            ?? ReportText.difference(comparison.difference.estimate, unit: result.metric.unit)
        let what = "\(result.metric.name) of \(comparison.treatment)"
        switch comparison.verdict {
        case .better:
            return "\(what) is better: \(change) (adjusted p \(ReportText.equation(comparison.adjustedPValue)))."
        case .worse:
            return "\(what) is worse: \(change) (adjusted p \(ReportText.equation(comparison.adjustedPValue)))."
        case .inconclusive:
            return
                "\(what) is not shown to change: \(change) (adjusted p \(ReportText.equation(comparison.adjustedPValue)))."
        case .nonInferior, .notShown:
            let margin = comparison.nonInferiority.map { ReportText.percent($0.margin) } ?? ""
            let p = comparison.nonInferiority.map { ReportText.equation($0.pValue) } ?? ""
            return
                "\(what) is \(comparison.verdict == .nonInferior ? "" : "not shown to be ")within its margin of \(margin) (p \(p))."
        }
    }

    private static func gain(_ arm: String?, _ analysis: ExperimentAnalysis) -> Double {
        guard let result = analysis.metrics.first(where: { $0.role == .primary }),
            let comparison = result.comparisons.first(where: { $0.treatment == arm })
        else { return -.infinity }
        return comparison.difference.estimate * result.metric.sign
    }
}
