import Insights
import Warehouse

/// Retention by cohort as a heatmap.
struct CohortChart {
    private let matrix: CohortMatrix
    private let visit: PageContext
    private let scope: Scope

    init(_ matrix: CohortMatrix, _ visit: PageContext, _ scope: Scope) {
        self.matrix = matrix
        self.visit = visit
        self.scope = scope
    }

    private var unit: String { matrix.cohort }
    /// Period 0 holds everybody, and says nothing.
    private var periods: ClosedRange<Int> { 1...max(1, matrix.lastPeriod) }
    private var own: [(name: String, value: String?)] { [("cohort", matrix.cohort), ("kind", matrix.kind)] }

    var block: ChartBlock {
        ChartBlock(
            id: "cohorts", title: matrix.finding, subtitle: subtitle, chart: chart, table: table,
            choices: [
                visit.choices(
                    "Cohorts by", "cohort", [("week", "Week"), ("month", "Month")], current: matrix.cohort,
                    keep: RetentionPage.keep),
                visit.choices(
                    "Returned",
                    "kind",
                    [
                        ("bracket", "In a calendar \(unit)"), ("on", "In rolling \(unit)s"),
                        ("unbounded", "On or after"),
                    ],
                    current: matrix.kind,
                    keep: RetentionPage.keep),
            ],
            question: scope.question("retention", "retention by cohort", own), rowsURL: scope.rows("retention", own),
            remark: remark,
            empty: EmptyState(words: "No listener began in this range. Choose a longer one.", command: nil))
    }

    private var days: Int { unit == "week" ? 7 : 30 }

    private var subtitle: String {
        switch matrix.kind {
        case "on": "Share of a cohort that listened in the Nth \(days) days after its first day"
        case "unbounded": "Share of a cohort that listened in the Nth \(days) days after its first day, or later"
        default: "Share of a cohort that listened in the Nth calendar \(unit) after its first"
        }
    }

    private var chart: HeatmapChart? {
        guard !matrix.cohorts.isEmpty, matrix.lastPeriod > 0 else { return nil }
        return HeatmapChart(
            rows: ChartAxis(unit: unit, label: "Cohort", values: matrix.cohorts.map { .text($0.day.description) }),
            sizes: matrix.cohorts.map(\.size),
            sizeLabel: "listeners", columnsLabel: "\(Format.sentence(unit))s since the first play",
            columns: Array(periods),
            value: ChartMeasure(label: "Still listening", unit: "share"),
            cells: matrix.cohorts.map { cohort in periods.map { rated(cohort, $0)?.rate } },
            incomplete: matrix.cohorts.map { cohort in periods.map { rated(cohort, $0).map { !$0.isComplete } ?? false }
            },
            links: matrix.cohorts.map { cohort in periods.map { rows(cohort, $0) } })
    }

    private var table: Table {
        Table(
            columns: [.text("Cohort"), .number("Listeners")]
                + periods.map { .number("\(Format.sentence(unit)) \($0)") },
            rows: matrix.cohorts.map { cohort in
                [.time(cohort.day.description), .number(Format.count(cohort.size))]
                    + periods.map { period in
                        guard let cell = rated(cohort, period), let rate = cell.rate else { return .blank }
                        return .number(Format.percent(rate, 0), muted: !cell.isComplete, link: rows(cohort, period))
                    }
            })
    }

    private var remark: String? {
        let sentences = [
            matrix.cohorts.contains { $0.cells.contains { $0.rate != nil && !$0.isComplete } }
                ? "Hatched: the \(unit) is over for a part of the cohort only, and only that part is counted." : nil,
            matrix.cohorts.contains { cohort in
                cohort.cells.dropFirst().contains { $0.rate != nil && $0.eligible < LeastCount.listeners }
            }
                ? "A rate takes \(LeastCount.listeners) listeners." : nil,
            matrix.firstIsDoubtful
                ? "The data begin with the first cohort: it also holds listeners who came before." : nil,
        ]
        let text = sentences.compactMap { $0 }.joined(separator: " ")
        return text.isEmpty ? nil : text
    }

    private func cell(_ cohort: CohortMatrix.Cohort, _ period: Int) -> CohortMatrix.Cell? {
        cohort.cells.indices.contains(period) ? cohort.cells[period] : nil
    }

    /// A cell with enough listeners for a rate.
    private func rated(_ cohort: CohortMatrix.Cohort, _ period: Int) -> CohortMatrix.Cell? {
        cell(cohort, period).flatMap { $0.rate != nil && $0.eligible >= LeastCount.listeners ? $0 : nil }
    }

    private func rows(_ cohort: CohortMatrix.Cohort, _ period: Int) -> String {
        scope.rows("cohort", own + [("cohort_day", cohort.day.description), ("period", "\(period)")])
    }
}
