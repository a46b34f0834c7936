import ExperimentService
import Experimentation
import Server

/// The experiments in a table: what each believes, how it stands, and what its rule says.
struct ExperimentTable {
    private let records: [ExperimentRecord]
    private let findings: [String: ExperimentListEntry]
    private let metrics: [Metric]

    init(_ records: [ExperimentRecord], _ findings: [String: ExperimentListEntry], _ metrics: [Metric]) {
        self.records = records
        self.metrics = metrics
        self.findings = findings
    }

    var block: TableBlock {
        TableBlock(
            id: "experiments", title: "All experiments",
            subtitle: "Running first, then drafts, stopped and decided ones",
            table: Table(
                columns: [
                    .text("Experiment"), .text("State"), .text("Arms"), .text("Primary metric"), .number("Lift"),
                    .text("Health"),
                    .text("The rule says"),
                ],
                rows: records.map(row)),
            remark: findings.values.contains { $0.report.map { !$0.mayConclude } ?? false }
                ? "A grey lift is a peek, or stands on data that cannot be trusted: it is not to be decided by." : nil)
    }

    private func row(_ record: ExperimentRecord) -> [Cell] {
        let plan = record.plan
        return [
            .text(
                plan.key, note: plan.hypothesis.isEmpty ? nil : plan.hypothesis, link: ExperimentCopy.path(plan.key)),
            .text(ExperimentCopy.state(record.state), note: since(record)),
            .text(plan.arms.map(\.key).joined(separator: ", ")),
        ] + result(record)
    }

    private func since(_ record: ExperimentRecord) -> String? {
        switch record.state {
        case .draft: record.plan.plannedUnits.map { "for \(Format.count($0)) \(ExperimentCopy.units(record.plan))" }
        case .running: record.startedAt.map { "since \(ExperimentCopy.day($0))" }
        case .stopped, .decided: record.stoppedAt.map { "on \(ExperimentCopy.day($0))" }
        }
    }

    private func result(_ record: ExperimentRecord) -> [Cell] {
        let primary = record.plan.metrics(.primary).first?.metric ?? ""
        let name = metrics.first { $0.key == primary }?.name ?? Format.label(primary)
        guard let report = findings[record.plan.key]?.report else {
            return [.text(name), .blank, .text("–", muted: true), reason(record)]
        }
        let status = ExperimentCopy.status(report.health.status)
        let worst = report.health.checks.filter { $0.status == report.health.status && $0.status != .good }.map(
            \.kind.title)
        return [
            .text(name), lift(report),
            .mark(status.mark, status.word, note: worst.isEmpty ? nil : worst.joined(separator: ", ")),
            rule(record, report),
        ]
    }

    /// The first primary metric by the arm that the rule would ship, or by the first.
    private func lift(_ report: ExperimentReport) -> Cell {
        let found = report.comparisons.filter { $0.result.role == .primary }
        guard
            let (result, comparison) = found.first(where: { $0.comparison.treatment == report.decision.arm })
                ?? found.first
        else {
            return .blank
        }
        let change = ExperimentCopy.change(comparison, result.metric)
        var cell = Cell.number(change.estimate, note: change.interval)
        cell.isMuted = !report.mayConclude
        return cell
    }

    private func rule(_ record: ExperimentRecord, _ report: ExperimentReport) -> Cell {
        if let decided = record.decision { return .text(Format.sentence(decided), note: "as was decided") }
        let look = report.mayConclude ? nil : report.health.isSound ? "no look of the plan" : "the data are not sound"
        let share =
            "\(ExperimentCopy.share(report.analysis.look.information, signed: false)) of the planned units are in"
        return .text(ExperimentCopy.action(report.decision), note: look ?? share)
    }

    private func reason(_ record: ExperimentRecord) -> Cell {
        if record.state == .draft { return .text("Not started", muted: true) }
        guard case .problem(let error)? = findings[record.plan.key] else {
            return .text("On its page", link: ExperimentCopy.path(record.plan.key))
        }
        return .text(
            error.code == "experiment.no-exposures" ? "Nobody was exposed yet" : "Cannot be analysed", muted: true)
    }
}

/// What is known of an experiment that has started: its analysis, or why there is none.
enum ExperimentListEntry: Sendable {
    case analysed(ExperimentReport)
    case problem(ExperimentationError)

    /// - Throws: errors that are not about the experiment itself, such as `WarehouseError`.
    init(_ record: ExperimentRecord, _ experiments: ExperimentAnswers, extras: ExperimentAnalyzer.Extras) async throws {
        do {
            self = .analysed(try await experiments.report(record, extras))
        } catch let error as ExperimentationError {
            self = .problem(error)
        }
    }

    var report: ExperimentReport? { if case .analysed(let report) = self { report } else { nil } }

    /// Why there is nothing to see, and the command that changes it.
    static func empty(_ record: ExperimentRecord, _ error: ExperimentationError) -> EmptyState {
        let key = record.plan.key
        return switch error.code {
        case "experiment.state":
            EmptyState(
                words: "\(key) is a draft: nobody is assigned yet. Starting it registers its plan.",
                command: "segue experiment start \(key)")
        case "experiment.no-exposures":
            EmptyState(
                words:
                    "Nobody has met an arm of \(key) yet, as far as the warehouse knows. Bring in who did, or let the service post it to /experiments/exposures.",
                command: "segue experiment expose \(key) exposures.csv")
        case "experiment.history":
            EmptyState(
                words: "No plays to measure yet. Import a history, or simulate a service.",
                command: "segue simulate --plays 100000")
        default: EmptyState(words: error.message, command: "segue experiment show \(key)")
        }
    }
}
