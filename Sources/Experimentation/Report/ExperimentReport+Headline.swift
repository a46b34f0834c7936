extension ExperimentReport {
    /// Whether the test was planned and measured elsewhere: nothing is known of its plan.
    var isOfFinishedTest: Bool { course.state == Lifecycle.finished }

    /// The decision as a sentence, such as `Ship shorter: skip rate falls by 4.2 %`.
    public var headline: String {
        switch decision.action {
        case .ship:
            "Ship \(decision.arm ?? "the treatment"): \(finding(.better, of: decision.arm) ?? "it is better and nothing is worse")"
        case .stop: "Stop: \(stopping)"
        case .continue: "Continue: \(continuing)"
        }
    }

    private var stopping: String {
        if !health.isSound { return "the data cannot be trusted" }
        if let worse = finding(.worse, of: nil) { return worse }
        if isOfFinishedTest { return "no treatment is shown to be better" }
        return "the planned units are in, and no treatment may be shipped"
    }

    private var continuing: String {
        if analysis.hidden != nil {
            return
                "\(ReportText.percent(analysis.look.information)) of the planned units are in, and effects are not shown yet"
        }
        return switch analysis.look.status {
        case .early: "it is too early, \(ReportText.percent(analysis.look.information)) of the planned units are in"
        case .peek where plan.plannedUnits == nil: "the plan does not say when to look"
        case .peek where analysis.look.information < 1:
            "this is a peek, \(ReportText.percent(analysis.look.information)) of the planned units are in"
        case .peek: "this is a look that the plan does not have"
        case .interim, .final: "no treatment meets the rule yet"
        }
    }

    /// The first metric that is better or worse, with its change. One that improves is looked for among the primary metrics.
    private func finding(_ verdict: Comparison.Verdict, of arm: String?) -> String? {
        for result in analysis.metrics where result.role == .primary || (verdict == .worse && result.role == .guardrail)
        {
            for comparison in result.comparisons
            where comparison.verdict == verdict && (arm == nil || comparison.treatment == arm) {
                let with = arm == nil ? " with \(comparison.treatment)" : ""
                return "\(Self.lowered(result.metric.name)) \(Self.change(comparison, result.metric))\(with)"
            }
        }
        return nil
    }

    /// `falls by 4.2 %`.
    static func change(_ comparison: Comparison, _ metric: Metric) -> String {
        let change = comparison.lift?.estimate ?? comparison.difference.estimate
        let size =
            comparison.lift.map { ReportText.percent($0.estimate.magnitude) }
            ?? ReportText.difference(change.magnitude, unit: metric.unit)
        return "\(change < 0 ? "falls" : "rises") by \(size.hasPrefix("+") ? String(size.dropFirst()) : size)"
    }

    /// A name within a sentence: `Skip rate` becomes `skip rate`, `DAU` stays.
    static func lowered(_ name: String) -> String {
        guard let first = name.first, name.dropFirst().first.map({ !$0.isUppercase }) ?? true else { return name }
        return first.lowercased() + name.dropFirst()
    }

    /// What the look is worth, plainly.
    public var lookExplanation: String {
        if isOfFinishedTest { return "The test is over, and is judged once, with all its units." }
        let share = ReportText.percent(analysis.look.information)
        if let hidden = analysis.hidden { return "\(share) of the planned units are in. \(hidden)" }
        switch analysis.look.status {
        case .early:
            return
                "This look is too early: \(share) of the planned units are in, and the first planned look comes later. Nothing may be concluded yet."
        case .peek where plan.plannedUnits == nil:
            return """
                This is a peek: the plan names no number of units, so that nothing says when its single look is due. p‑values and intervals promise \
                too much; do not decide by them.
                """
        case .peek:
            return """
                This is a peek: \(share) of the planned units are in, and the plan has no look here. Whoever looks often and stops when it pleases \
                finds effects that are none, so that p‑values and intervals promise too much here; do not decide by them.
                """
        case .interim where plan.monitoring.isAlwaysValid:
            return """
                This is a look before the end: \(share) of the planned units are in. The plan allows looking at any time; its intervals are wider for \
                that, and hold at all looks together.
                """
        case .interim:
            return """
                This is a planned look before the last: \(share) of the planned units are in. It takes more to decide than at the end, so that all \
                looks together keep the chance of a false alarm.
                """
        case .final where analysis.look.information < 1:
            return
                "This is the last look: the experiment is over with \(share) of the planned units. Metrics without a result now stay inconclusive."
        case .final:
            return "This is the last look: the planned units are in. Metrics without a result now stay inconclusive."
        }
    }
}
