import Server
import Insights
import Listening

/// The answer of `retention` as cohorts by periods.
struct CohortMatrix: Sendable {
    struct Cohort: Sendable {
        let day: CalendarDay
        let size: Int
        /// By period from 0; a period that nobody could reach yet has no rate.
        var cells: [Cell]
    }

    struct Cell: Sendable {
        let eligible: Int
        let retained: Int
        let rate: Double?
        /// Whether the period is over for the whole cohort.
        let isComplete: Bool
    }

    /// `week` or `month`.
    let cohort: String
    let kind: String
    let cohorts: [Cohort]
    /// Whether the earliest cohort holds listeners who may have come before the data began.
    let firstIsDoubtful: Bool

    init(_ answer: InsightAnswer, cohort: String, kind: String) {
        self.cohort = cohort
        self.kind = kind
        var cohorts: [Cohort] = []
        for row in answer.table {
            guard let day = row.day("cohort") else { continue }
            if cohorts.last?.day != day { cohorts.append(Cohort(day: day, size: row.count("cohort_size"), cells: [])) }
            cohorts[cohorts.count - 1].cells.append(
                Cell(
                    eligible: row.count("eligible"), retained: row.count("retained"), rate: row.number("rate"),
                    isComplete: row.flag("complete")))
        }
        self.cohorts = cohorts
        firstIsDoubtful = cohorts.first.map { $0.day <= answer.data.lowerBound } ?? false
    }

    /// The last period that any cohort could reach.
    var lastPeriod: Int { cohorts.compactMap { $0.cells.lastIndex { $0.rate != nil } }.max() ?? 0 }

    /// Retained of eligible over several cohorts in one period, or nil where nobody is eligible.
    func pooled(_ cohorts: some Sequence<Cohort>, period: Int) -> (retained: Int, eligible: Int)? {
        let cells = cohorts.compactMap { $0.cells.indices.contains(period) ? $0.cells[period] : nil }
        let eligible = cells.reduce(0) { $0 + $1.eligible }
        return eligible > 0 ? (cells.reduce(0) { $0 + $1.retained }, eligible) : nil
    }
}
