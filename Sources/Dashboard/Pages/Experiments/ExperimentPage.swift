import ExperimentService
import Experimentation
import Server

/// What an experiment says: first whether its data can be trusted, then what its rule makes of it, then the numbers.
enum ExperimentPage {
    /// - Throws: ``ExperimentationError`` `experiment.unknown`.
    static func page(_ key: String, _ visit: PageContext) async throws -> Page {
        let record = try visit.experiments.registry.find(key)
        switch try await ExperimentListEntry(record, visit.experiments, extras: .all) {
        case .problem(let error): return unfinished(record, error, visit)
        case .analysed(let report): return page(record, report, visit)
        }
    }

    private static func page(_ record: ExperimentRecord, _ report: ExperimentReport, _ visit: PageContext) -> Page {
        var page = base(record, visit, title: report.headline)
        page.notice = notice(record, report)
        page.links = [
            PageLink(url: "\(ExperimentCopy.path(record.plan.key))/monitor", label: "Day by day"),
            PageLink(url: "\(ExperimentCopy.path(record.plan.key))/report.html", label: "Report as HTML"),
            PageLink(url: "\(ExperimentCopy.path(record.plan.key))/report.md", label: "as Markdown"),
            PageLink(url: "/api\(ExperimentCopy.path(record.plan.key))/report", label: "JSON"),
            PageLink(url: "#computed", label: "How this was computed"),
        ]
        page.checks = ExperimentHealthRows(report).view
        page.ruling = ExperimentDecisionPanel(record, report).view
        let results = ExperimentResults(report)
        page.numbers = results.numbers
        let parts = ExperimentParts(report)
        page.charts = [results.forest] + parts.charts
        page.blocks = [
            results.table, results.guardrails, parts.summary, ExperimentSplits(report).block, results.robustness,
        ].compactMap {
            $0
        }
        page.provenance = ExperimentProvenance(record, report).view
        return page
    }

    static func base(_ record: ExperimentRecord, _ visit: PageContext, title: String) -> Page {
        var page = visit.page(.experiment, title: title)
        page.kicker = "\(record.plan.key) · \(ExperimentCopy.state(record.state).lowercased())"
        if !record.plan.hypothesis.isEmpty { page.lead = record.plan.hypothesis }
        page.back = PageLink(url: "/experiments", label: "Experiments")
        return page
    }

    /// Before anybody was exposed: the plan, and what comes next.
    private static func unfinished(_ record: ExperimentRecord, _ error: ExperimentationError, _ visit: PageContext)
        -> Page
    {
        let title =
            record.state == .draft
            ? "\(record.plan.key) has not started"
            : error.code == "experiment.no-exposures"
                ? "Nobody was exposed to \(record.plan.key) yet" : "\(record.plan.key) cannot be analysed"
        var page = base(record, visit, title: title)
        page.empty = ExperimentListEntry.empty(record, error)
        page.links = [PageLink(url: "/api\(ExperimentCopy.path(record.plan.key))", label: "JSON")]
        page.provenance = ExperimentProvenance.plan(record)
        return page
    }

    private static func notice(_ record: ExperimentRecord, _ report: ExperimentReport) -> String? {
        if !report.health.isSound { return "Read no result below before what failed is repaired." }
        if report.analysis.look.status == .early || report.analysis.look.status == .peek {
            return report.lookExplanation
        }
        if case .groupSequential = report.plan.monitoring, report.analysis.look.status == .interim {
            return
                (report.course.looks.map { ReportText.bound($0) + " " } ?? "")
                + "The next look is taken with segue experiment analyze \(record.plan.key) --take-look."
        }
        return nil
    }
}
