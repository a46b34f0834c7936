import ExperimentService
import Experimentation
import Formatting
import Warehouse

/// A design for a person.
struct DesignPrinter {
    private let board: ExperimentDesignSummary
    private let catalogue: MetricCatalogue
    private let isKept: Bool

    init(_ board: ExperimentDesignSummary, _ catalogue: MetricCatalogue, isKept: Bool) {
        self.board = board
        self.catalogue = catalogue
        self.isKept = isKept
    }

    var text: TerminalText {
        let plan = board.plan
        let duration = board.design.days.map { "about \(TextFormat.count($0)) days" } ?? "more units than ever come"
        let feasibility = board.infeasibility.map { "\($0)\n" } ?? ""
        let kept: TerminalText =
            isKept ? "\nKept as a draft. Start it with `segue experiment start \(plan.key)`." : "\nNothing was kept."
        return """
            \(feasibility)\(plan.key): \(TextFormat.count(board.design.units, "unit")) in \(plan.arms.count) arms, \(duration). Baselines from \(board.firstDay) to \(board.lastDay).

            \(needs.rendered(width: Terminal.width))

            Other stopping rules:
            \(alternatives.rendered(width: Terminal.width))

            What could be found after how many days, with the power that each metric needs:
            \(reach.rendered(width: Terminal.width))
            \(kept)
            """
    }

    private var needs: TextTable {
        TextTable(
            headings: [
                "metric", "role", "baseline", "st. dev.", "known before", "effect", "power", "units", "without CUPED",
            ],
            rows: board.design.needs.map { need in
                let unit = catalogue.metrics.first { $0.key == need.metric }?.unit ?? ""
                return [
                    need.metric, need.role.rawValue, ReportText.value(need.baseline.mean, unit: unit),
                    ReportText.value(need.baseline.variance.squareRoot(), unit: unit),
                    TextFormat.percent(1 - need.baseline.remainingVariance),
                    TextFormat.percent(need.effect), TextFormat.percent(need.power), TextFormat.count(need.units),
                    TextFormat.count(need.unitsWithoutAdjustment),
                ]
            }, numeric: [false, false, true, true, true, true, true, true, true])
    }

    private var alternatives: TextTable {
        TextTable(
            headings: ["looks", "units at most", "units on average", "days at most"],
            rows: board.alternatives.map {
                [
                    $0.monitoring.name, TextFormat.count($0.units), TextFormat.count($0.expectedUnits),
                    $0.days.map(String.init) ?? "–",
                ]
            }, numeric: [false, true, true, true])
    }

    private var reach: TextTable {
        let metrics = board.plan.metrics.map(\.metric)
        return TextTable(
            headings: ["days", "units"] + metrics,
            rows: board.reach.map { reach in
                ["\(reach.days)", TextFormat.count(reach.units)] + metrics.map { TextFormat.percent(reach.effects[$0]) }
            }, numeric: [true, true] + metrics.map { _ in true })
    }
}
