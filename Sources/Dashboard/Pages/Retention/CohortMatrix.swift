import Insights
import Listening
import Server

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

extension CohortMatrix {
    /// Earlier against later cohorts in their first period, where the difference is clear; the pooled level where it is not.
    var finding: String {
        let cohorts = firstIsDoubtful ? Array(self.cohorts.dropFirst()) : self.cohorts
        let known = cohorts.filter { $0.cells.count > 1 && $0.cells[1].rate != nil }
        guard let all = pooled(known, period: 1), all.eligible >= LeastCount.listeners else {
            return "Retention by cohort"
        }
        let level = "\(Format.percent(Double(all.retained) / Double(all.eligible), 0)) of a cohort come back \(period)"
        // "Or later" gives earlier cohorts more time: they would come back more whatever they do.
        guard kind != "unbounded", known.count >= 4, let early = pooled(known.prefix(known.count / 2), period: 1),
            let late = pooled(known.suffix(known.count / 2), period: 1)
        else { return level }
        let contrast = Contrast(
            now: (late.retained, late.eligible), before: (early.retained, early.eligible),
            comparisons: RetentionFindings.looks)
        guard let direction = contrast.direction else { return level }
        let (before, now) = (
            Double(early.retained) / Double(early.eligible), Double(late.retained) / Double(late.eligible)
        )
        let both = "\(Format.percent(now, 0)) against \(Format.percent(before, 0)) \(period)"
        return direction == .up ? "Later cohorts come back more: \(both)" : "Later cohorts come back less: \(both)"
    }

    private var period: String { kind == "unbounded" ? "in the \(cohort) after or later" : "in the \(cohort) after" }
}
