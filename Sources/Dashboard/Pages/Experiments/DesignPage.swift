import ExperimentService
import Experimentation
import Server

/// How many units an experiment takes, and for how long, measured on the history that is there. Nothing is kept.
enum DesignPage {
    static func page(_ visit: PageContext) async throws -> Page {
        let metrics = visit.experiments.metrics
        let request = DesignRequest(visit.request.query, metrics)
        let form = DesignForm(request, metrics, path: visit.request.path)
        guard visit.facts.days != nil else {
            var page = base(visit, "A design needs a history to measure")
            page.empty = EmptyState(
                words:
                    "How listeners differ, and how fast they come, is measured on plays. Import a history, or simulate a service.",
                command: "segue simulate --plays 100000")
            return page
        }
        guard let plan = request.plan else {
            var page = base(visit, "Check the highlighted fields")
            page.isRefused = true
            page.design = form.view(problem: "\(Format.count(request.errors.count, "field")) cannot be used as it is.")
            return page
        }
        do {
            let answer = try await visit.experiments.design(plan)
            let results = DesignResults(answer, request, metrics)
            var page = base(visit, results.title)
            page.lead = results.lead
            page.design = form.view()
            page.numbers = results.numbers
            page.charts = results.charts
            page.blocks = [results.needs, results.alternatives]
            page.provenance = results.provenance
            return page
        } catch let error as ExperimentationError {
            // The plan may be right, and the history too short for it.
            var page = base(visit, "That cannot be designed from the history that is there")
            page.isRefused = error.fault == .usage
            page.design = form.view(problem: ReportText.bound(error.message))
            return page
        }
    }

    private static func base(_ visit: PageContext, _ title: String) -> Page {
        var page = visit.page(.design, title: title)
        page.kicker = "Calculator"
        page.back = PageLink(url: "/experiments", label: "Experiments")
        return page
    }
}
