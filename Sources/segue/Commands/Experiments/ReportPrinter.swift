import Experimentation
import Formatting
import Warehouse

/// An analysis for a person at a terminal.
struct ReportPrinter {
    private let report: ExperimentReport

    init(_ report: ExperimentReport) { self.report = report }

    var text: TerminalText {
        let decision = report.decision
        let headline =
            decision.action == .ship
            ? "Ship \(decision.arm ?? "")."
            : "\(decision.action.rawValue.prefix(1).uppercased())\(decision.action.rawValue.dropFirst())."
        var parts: [TerminalText] = report.course.looks.map { ["\($0)"] } ?? []
        parts += [
            "\(report.plan.key), \(report.course.state), as of \(report.provenance.asOf): \(headline)",
            decision.reasons.map { "  \($0)" as TerminalText }.joined(separator: "\n"), "",
            "Health: \(report.health.status.rawValue)",
            report.health.checks.map {
                "  \($0.status == .good ? "✓" : $0.status == .warning ? "!" : "✗") \($0.kind.title): \($0.finding)"
                    as TerminalText
            }
            .joined(separator: "\n"), "", results.rendered(width: Terminal.width),
        ]
        let adjusted = report.analysis.metrics.compactMap { result in
            result.varianceReduction.map {
                "\(result.metric.name): what was known before is taken out of the change (CUPED), with \(ReportText.percent(max(0, $0))) of the variance."
            }
        }
        if !adjusted.isEmpty { parts += [""] + adjusted.map { "\($0)" as TerminalText } }
        let problems = report.analysis.metrics.compactMap(\.problem)
        if !problems.isEmpty { parts += [""] + problems.map { "No result: \($0)" as TerminalText } }
        let different = report.analysis.metrics.flatMap { result in
            result.segments.filter { ($0.adjustedHeterogeneityPValue ?? 1) < report.plan.significance }
                .map {
                    "\(result.metric.name) of \($0.treatment) differs by \($0.dimension) (adjusted p \(ReportText.equation($0.adjustedHeterogeneityPValue ?? 1)))."
                }
        }
        if !different.isEmpty { parts += [""] + different.map { "\($0)" as TerminalText } }
        let fading = report.splits.filter { ($0.adjustedPValue ?? 1) < report.plan.significance }.map {
            "\($0.metric) of \($0.treatment): the effect differs between the \($0.split == .halves ? "first and the second half of the window" : "days of the week") (adjusted p \(ReportText.equation($0.adjustedPValue ?? 1)))."
        }
        if !fading.isEmpty { parts += [""] + fading.map { "\($0)" as TerminalText } }
        return parts.joined(separator: "\n")
    }

    private var results: TextTable {
        TextTable(
            headings: ["metric", "role", "arm", "units", "value", "change", "interval", "p", "adjusted p", "verdict"],
            rows: report.analysis.metrics.flatMap { result in
                result.arms.filter { $0.units > 0 }.map { arm -> [String] in
                    let comparison = result.comparisons.first { $0.treatment == arm.arm }
                    let change = comparison?.lift ?? comparison?.difference
                    let isLift = comparison?.lift != nil
                    func text(_ value: Double) -> String {
                        isLift
                            ? ReportText.percent(value, signed: true)
                            : ReportText.difference(value, unit: result.metric.unit)
                    }
                    return [
                        result.metric.name, result.role.rawValue, arm.arm, TextFormat.count(arm.units),
                        arm.value.map { ReportText.value($0, unit: result.metric.unit) } ?? "–",
                        change.map { text($0.estimate) } ?? "",
                        change.map { "\(text($0.interval.lower)) to \(text($0.interval.upper))" } ?? "",
                        comparison.map { ReportText.pValue($0.decidingPValue) } ?? "",
                        comparison.map { ReportText.pValue($0.nonInferiority?.pValue ?? $0.adjustedPValue) } ?? "",
                        comparison.map { $0.verdict.rawValue.replacingOccurrences(of: "_", with: "-") } ?? "",
                    ]
                }
            }, numeric: [false, false, false, true, true, true, true, true, true, false])
    }
}
