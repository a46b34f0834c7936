import Formatting
import Insights
import Warehouse

/// The answer of `period_changes` for a person: each difference with its interval, and whether it is clear.
struct ChangesTable {
    private let answer: InsightAnswer

    init(_ answer: InsightAnswer) { self.answer = answer }

    var table: TextTable {
        let changes = PeriodChanges(answer, comparisons: PeriodChanges.Measure.allCases.count)
        return TextTable(
            headings: ["", "now", "before", "difference", "interval", "change"],
            rows: PeriodChanges.Measure.allCases.map { measure in
                let (label, isShare) = Self.words(measure)
                guard let change = changes[measure] else { return [label] + Array(repeating: TextTable.gap, count: 5) }
                func number(_ value: Double) -> String {
                    isShare ? TextFormat.percent(value) : TextFormat.decimal(value, places: 1)
                }
                func signed(_ value: Double) -> String {
                    let digits = TextFormat.decimal(abs(isShare ? value * 100 : value), places: 1)
                    return (digits == "0.0" ? "" : value < 0 ? "−" : "+") + digits
                }
                let interval =
                    change.contrast.interval.map { "\(signed($0.lowerBound)) to \(signed($0.upperBound))" }
                    ?? TextTable.gap
                let verdict =
                    switch change.contrast.direction {
                    case .up: "up"
                    case .down: "down"
                    case nil: change.contrast.interval == nil ? TextTable.gap : "not clear"
                    }
                return [
                    label, number(change.now), number(change.before),
                    signed(change.contrast.difference) + (isShare ? " points" : ""),
                    interval,
                    verdict,
                ]
            }, numeric: [false, true, true, true, true, false])
    }

    private static func words(_ measure: PeriodChanges.Measure) -> (label: String, isShare: Bool) {
        switch measure {
        case .dailyListeners: ("daily listeners", false)
        case .weeklyListeners: ("weekly listeners", false)
        case .monthlyListeners: ("monthly listeners", false)
        case .stickiness: ("stickiness", true)
        case .minutes: ("minutes per listener day", false)
        case .skipRate: ("skip rate", true)
        case .dailyTrend: ("daily listeners, last 7 days and first 7", false)
        case .weekendMinutes: ("minutes per listener day, weekend and weekdays", false)
        }
    }
}
