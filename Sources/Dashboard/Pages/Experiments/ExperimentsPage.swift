import ExperimentService
import Experimentation
import Server

/// Every experiment: what runs, what could be decided, and what was.
enum ExperimentsPage {
    /// More than so many are not analysed at once; their own pages do it.
    private static let mostAnalysed = 24
    private static let order: [ExperimentRecord.State] = [.running, .draft, .stopped, .decided]

    static func page(_ visit: PageContext) async throws -> Page {
        let inventory = visit.experiments.registry.inventory()
        let records = inventory.records.enumerated()
            .sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
        guard !records.isEmpty || !inventory.damaged.isEmpty else { return empty(visit) }
        let findings = try await findings(records, visit.experiments)
        var page = visit.page(.experiments, title: title(records, findings))
        page.notice = notice(inventory.damaged.map(\.key))
        page.lead = "Each is judged by the rule of its plan, and only where its data are sound."
        page.links = [PageLink(url: "/experiments/design", label: "Design an experiment")]
        page.blocks = [ExperimentTable(records, findings, visit.experiments.metrics).block]
        return page
    }

    private static func empty(_ visit: PageContext) -> Page {
        var page = visit.page(.experiments, title: "There is no experiment yet")
        page.lead =
            "An experiment begins with a plan: what is believed, by which metric it is judged, and how many listeners that takes."
        page.links = [PageLink(url: "/experiments/design", label: "Try designs in the calculator")]
        page.empty = EmptyState(
            words:
                "A design measures the metrics' baselines on the history that is there, and keeps the plan as a draft.",
            command: "segue experiment design fewer-skips --primary skip_rate=3% --guardrail minutes=2%")
        return page
    }

    /// What is not in the table, and who says why.
    private static func notice(_ damaged: [String]) -> String? {
        guard let first = damaged.first else { return nil }
        let names = damaged.joined(separator: ", "), remedy = "segue experiment show \(first) tells what can be done."
        return damaged.count == 1
            ? "The record of \(names) is damaged, or was changed by hand, and is left out here. \(remedy)"
            : "The records of \(names) are damaged, or were changed by hand, and are left out here. \(remedy)"
    }

    private static func rank(_ record: ExperimentRecord) -> Int { order.firstIndex(of: record.state) ?? order.count }

    /// What can be said of each experiment that has started, by key.
    private static func findings(_ records: [ExperimentRecord], _ experiments: ExperimentAnswers) async throws
        -> [String:
        ExperimentListEntry]
    {
        try await withThrowingTaskGroup(of: (String, ExperimentListEntry).self) { group in
            for record in records.filter({ $0.state != .draft }).prefix(mostAnalysed) {
                group.addTask {
                    (record.plan.key, try await ExperimentListEntry(record, experiments, extras: [.overlaps]))
                }
            }
            var findings: [String: ExperimentListEntry] = [:]
            for try await (key, finding) in group { findings[key] = finding }
            return findings
        }
    }

    private static func title(_ records: [ExperimentRecord], _ findings: [String: ExperimentListEntry]) -> String {
        let running = records.filter { $0.state == .running || $0.state == .stopped }
        let sick = running.filter { findings[$0.plan.key]?.report.map { !$0.health.isSound } ?? false }
        let ripe = running.filter { record in
            findings[record.plan.key]?.report.map { $0.mayConclude && $0.decision.action != .continue } ?? false
        }
        if let first = sick.first {
            return sick.count == 1
                ? "The data of \(first.plan.key) cannot be trusted"
                : "The data of \(sick.count) experiments cannot be trusted"
        }
        if let first = ripe.first, let decision = findings[first.plan.key]?.report?.decision {
            guard ripe.count == 1 else { return "\(ripe.count) experiments can be decided" }
            return decision.action == .ship
                ? "\(first.plan.key) can be decided: ship \(decision.arm ?? "it")"
                : "\(first.plan.key) can be decided: stop"
        }
        let open = records.filter { $0.state == .running }.count
        guard open > 0 else { return "No experiment is running" }
        return
            "\(Format.count(open, "experiment")) \(open == 1 ? "is" : "are") running, and nothing is to be decided yet"
    }
}
