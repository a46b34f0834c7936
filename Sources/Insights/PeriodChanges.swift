/// The answer of `period_changes`: the differences against the period before, with what chance would make of them.
package struct PeriodChanges: Sendable {
    package enum Measure: String, Sendable, CaseIterable {
        case dailyListeners = "daily_listeners"
        case weeklyListeners = "weekly_listeners"
        case monthlyListeners = "monthly_listeners"
        case stickiness
        case minutes
        case skipRate = "skip_rate"
        case dailyTrend = "daily_trend"
        case weekendMinutes = "weekend_minutes"
    }

    /// The two sides of a difference, and the difference as evidence.
    package struct Change: Sendable {
        package let now: Double
        package let before: Double
        package let contrast: Contrast

        package init(now: Double, before: Double, contrast: Contrast) {
            self.now = now
            self.before = before
            self.contrast = contrast
        }

        /// The difference in percent of what was, with its interval; nil where there was nothing.
        package var relative: (value: Double, interval: ClosedRange<Double>?)? {
            guard before > 0 else { return nil }
            return (
                contrast.difference / before, contrast.interval.map { $0.lowerBound / before...$0.upperBound / before }
            )
        }
    }

    private let changes: [String: Change]

    /// - Parameter comparisons: how many differences are looked at together with these.
    package init(_ answer: InsightAnswer, comparisons: Int) {
        let rows = answer.rows
        var changes: [String: Change] = [:]
        for row in 0..<rows.rowCount {
            guard let measure = rows.value("measure", at: row).text, let now = rows.value("now", at: row).double,
                let before = rows.value("before", at: row).double
            else { continue }
            let units = Int(rows.value("units", at: row).integer ?? 0)
            changes[measure] = Change(
                now: now, before: before,
                contrast: Contrast(
                    rows.value("difference", at: row).double ?? now - before,
                    standardError: rows.value("standard_error", at: row).double,
                    unit: rows.value("unit", at: row).text == "week" ? .weeks(units) : .listeners(units),
                    comparisons: comparisons))
        }
        self.changes = changes
    }

    /// nil where one of the two sides is not known.
    package subscript(_ measure: Measure) -> Change? { changes[measure.rawValue] }
}
