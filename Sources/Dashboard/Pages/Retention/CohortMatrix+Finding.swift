import Insights

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
