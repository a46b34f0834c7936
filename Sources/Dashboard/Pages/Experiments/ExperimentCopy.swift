import ExperimentService
import Experimentation
import Listening

/// What experiments, checks and verdicts are called on the pages, and the numbers as reports write them.
enum ExperimentCopy {
    static func path(_ key: String) -> String { "/experiments/\(Link.encoded(key))" }

    // MARK: Words

    static func state(_ state: ExperimentRecord.State) -> String {
        switch state {
        case .draft: "Draft"
        case .running: "Running"
        case .stopped: "Stopped"
        case .decided: "Decided"
        }
    }

    static func role(_ role: PlannedMetric.Role) -> String {
        switch role {
        case .primary: "Primary"
        case .secondary: "Secondary"
        case .guardrail: "Guardrail"
        }
    }

    static func status(_ status: HealthCheck.Status) -> (mark: Mark, word: String) {
        switch status {
        case .good: (.good, "Good")
        case .warning: (.warning, "Warning")
        case .failed: (.failed, "Failed")
        }
    }

    static func verdict(_ verdict: Comparison.Verdict) -> (mark: Mark, word: String) {
        switch verdict {
        case .better: (.better, "Better")
        case .worse: (.worse, "Worse")
        case .inconclusive: (.open, "Not shown")
        case .nonInferior: (.kept, "Non-inferior")
        case .notShown: (.notKept, "Not shown")
        }
    }

    static func action(_ decision: Decision) -> String {
        switch decision.action {
        case .ship: "Ship \(decision.arm ?? "the treatment")"
        case .stop: "Stop"
        case .continue: "Continue"
        }
    }

    /// A name within a sentence: `Skip rate` becomes `skip rate`.
    static func lowered(_ name: String) -> String {
        guard let first = name.first, name.dropFirst().first.map({ !$0.isUppercase }) ?? true else { return name }
        return first.lowercased() + name.dropFirst()
    }

    static func split(_ split: SplitEffect.Split) -> String {
        switch split {
        case .halves: "First and second half of the window"
        case .weekdays: "Monday to Friday, and the weekend"
        }
    }

    /// What is counted: `listeners`.
    static func units(_ plan: ExperimentPlan) -> String { plan.unit + "s" }

    /// `15 Nov 2025` from a day or a moment in ISO 8601: for sentences, which no script rewrites.
    static func day(_ iso: String) -> String {
        let parts = iso.prefix(10).split(separator: "-").compactMap { Int($0) }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 3, (1...12).contains(parts[1]) else { return iso }
        return "\(parts[2])\u{A0}\(months[parts[1] - 1]) \(parts[0])"
    }

    // MARK: Numbers

    static func share(_ value: Double, signed: Bool = true) -> String {
        ReportText.bound(ReportText.percent(value, signed: signed))
    }

    static func difference(_ value: Double, _ metric: Metric) -> String {
        ReportText.bound(ReportText.difference(value, unit: metric.unit))
    }

    static func value(_ value: Double, _ metric: Metric) -> String {
        ReportText.bound(ReportText.value(value, unit: metric.unit))
    }

    static func pValue(_ p: Double) -> String { ReportText.bound(ReportText.pValue(p)) }

    /// What follows the letter p: `= 0.034`.
    static func equation(_ p: Double) -> String { ReportText.bound(ReportText.equation(p)) }

    static func interval(_ effect: Effect) -> String {
        ReportText.bound(
            ReportText.range(effect.interval.lower, effect.interval.upper) { ReportText.percent($0, signed: true) })
    }

    static func interval(_ effect: Effect, _ metric: Metric) -> String {
        ReportText.bound(
            ReportText.range(effect.interval.lower, effect.interval.upper) {
                ReportText.difference($0, unit: metric.unit)
            })
    }

    /// A comparison's change: as a share of the control's value, or in the metric's unit where that is 0.
    static func change(_ comparison: Comparison, _ metric: Metric) -> (estimate: String, interval: String) {
        comparison.lift.map { (share($0.estimate), interval($0)) }
            ?? (difference(comparison.difference.estimate, metric), interval(comparison.difference, metric))
    }

    /// An end of an interval as a chart draws it; an infinite one is not known.
    static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}

extension ExperimentReport {
    /// Whether verdicts mean what they say: the data are sound, and the plan has a look here.
    var mayConclude: Bool { health.isSound && (analysis.look.status == .interim || analysis.look.status == .final) }

    /// Whether the plan has a single look that has not come yet.
    var isPeek: Bool { !plan.monitoring.isAlwaysValid && analysis.look.status == .peek }

    /// Every comparison with its metric, in the order of the plan.
    var comparisons: [(result: MetricResult, comparison: Comparison)] {
        analysis.metrics.flatMap { result in result.comparisons.map { (result, $0) } }
    }

    func result(_ metric: String) -> MetricResult? { analysis.metrics.first { $0.metric.key == metric } }

    /// The day up to whose middle the data reach.
    var lastDay: CalendarDay? { CalendarDay(provenance.asOf.prefix(10)) }
}
