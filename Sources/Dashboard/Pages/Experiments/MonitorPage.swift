import ExperimentService
import Experimentation
import Server

/// An experiment day by day, as it runs: the effect as it was known, who came, and whether arms keep their shares.
enum MonitorPage {
    /// - Throws: ``ExperimentationError`` `experiment.unknown`.
    static func page(_ key: String, _ visit: PageContext) async throws -> Page {
        let record = try visit.experiments.registry.find(key)
        switch try await ExperimentListEntry(record, visit.experiments, extras: [.timeline, .overlaps]) {
        case .problem(let error):
            var page = base(record, visit, title: "There is nothing to see of \(record.plan.key) yet")
            page.empty = ExperimentListEntry.empty(record, error)
            return page
        case .analysed(let report):
            let looks = try await TakenLooks(record, visit.experiments)
            return page(record, report, looks, visit)
        }
    }

    private static func base(_ record: ExperimentRecord, _ visit: PageContext, title: String) -> Page {
        var page = visit.page(.monitor, title: title)
        page.kicker = "\(record.plan.key) · \(ExperimentCopy.state(record.state).lowercased())"
        page.back = PageLink(url: ExperimentCopy.path(record.plan.key), label: record.plan.key)
        return page
    }

    private static func page(
        _ record: ExperimentRecord, _ report: ExperimentReport, _ looks: TakenLooks, _ visit: PageContext
    ) -> Page {
        let lifts = LiftTimelines(report, looks), exposures = ExposureCharts(record, report)
        var page = base(record, visit, title: title(report, lifts, looks))
        page.notice = notice(record, report)
        page.live = LiveView(
            url: record.state == .running ? visit.request.path : nil, computedAt: report.provenance.generatedAt,
            dataUntil: report.provenance.asOf,
            words: record.state == .running
                ? "Refreshes every 30 seconds, unless you are reading in it."
                : "The experiment is over: this will not change any more.")
        page.numbers = numbers(report, exposures)
        page.charts = lifts.charts + [exposures.days, exposures.shares]
        page.blocks = [looks.block(report)].compactMap { $0 }
        return page
    }

    private static func title(_ report: ExperimentReport, _ lifts: LiftTimelines, _ looks: TakenLooks) -> String {
        guard report.health.isSound else {
            return "The data cannot be trusted: look at the checks before anything else"
        }
        switch report.plan.monitoring {
        case .alwaysValid, .mixture: return lifts.settled
        case .fixed:
            return report.analysis.look.status == .final
                ? "The planned \(ExperimentCopy.units(report.plan)) are in: the one look may be taken"
                : "It is too early to look: \(ExperimentCopy.share(report.analysis.look.information, signed: false)) of the planned \(ExperimentCopy.units(report.plan)) are in"
        case .groupSequential: return looks.title(report)
        }
    }

    private static func notice(_ record: ExperimentRecord, _ report: ExperimentReport) -> String? {
        switch report.plan.monitoring {
        case .alwaysValid, .mixture: nil
        case .fixed where report.analysis.look.status == .final: nil
        case .fixed:
            """
            The plan looks once, at the end. To look now is to peek: whoever looks often and stops when it pleases finds effects that are none. So no p-values \
            stand here, and the bounds are those of a single look: read day after day they promise too much.
            """
        case .groupSequential:
            (report.course.looks.map { ReportText.bound($0) + " " } ?? "")
                + "The next look is taken with segue experiment analyze \(record.plan.key) --take-look."
        }
    }

    private static func numbers(_ report: ExperimentReport, _ exposures: ExposureCharts) -> [NumberCard] {
        var units = NumberCard(
            id: "units", label: "\(Format.sentence(ExperimentCopy.units(report.plan))) exposed",
            value: Format.count(report.exposures.units.reduce(0, +)))
        units.note = zip(report.plan.arms, report.exposures.units).map { "\($0.key) \(Format.count($1))" }.joined(
            separator: ", ")
        units.question = ExperimentResults.question(report, "the units")
        var planned = NumberCard.share(
            "information", "Of the planned units in",
            report.plan.plannedUnits == nil ? nil : report.analysis.look.information)
        planned.note =
            report.plan.plannedUnits.map { "of \(Format.count($0)) with a complete outcome" } ?? "none were planned"
        planned.question = ExperimentResults.question(report, "the planned units")
        var last = NumberCard(
            id: "last-day", label: "New on the last day", value: exposures.lastDay.map { Format.count($0) })
        last.note = exposures.lastDayName
        last.question = ExperimentResults.question(report, "the exposures of the last day")
        var ratio = NumberCard(
            id: "sample-ratio", label: "Sample ratio, p", value: exposures.lastP.map(ExperimentCopy.pValue))
        ratio.note = "always valid; an alarm below 0.001"
        ratio.question = ExperimentResults.question(report, "the sample ratio")
        return [units, planned, last, ratio]
    }
}

/// The part of a page that asks for itself again while it is open.
struct LiveView: TemplateView {
    /// The page's own address; nil where nothing will change any more.
    let url: String?
    /// When it was computed, and up to when the data reach.
    let computedAt: String
    let dataUntil: String
    /// What becomes of it, in a sentence.
    let words: String

    var fields: [String: Any] {
        named(["url": url, "computed_at": computedAt, "data_until": dataUntil, "words": words])
    }
}
