import Insights
import Warehouse

/// One step of the answer of a funnel.
struct FunnelStep: Sendable {
    let label: String
    let count: Int
    /// Of the first step.
    let share: Double
    /// Of the step before; nil at the first.
    let fromPrevious: Double?
    /// The median time since the step before.
    let hours: Double?
    /// Those who may still come: their time is not over.
    let waiting: Int?

    init(_ row: AnswerRow, label: String, count: String) {
        self.label = label
        self.count = row.count(count)
        share = row.number("conversion_overall") ?? 0
        fromPrevious = row.number("conversion_from_previous")
        hours = row.number("median_hours_from_previous")
        waiting = row["waiting"].integer.map(Int.init)
    }
}

extension [FunnelStep] {
    /// The place of the step before which most of those who got there are lost; nil where too few got anywhere.
    var largestLoss: Int? {
        indices.dropFirst().filter { self[$0 - 1].count >= 20 && self[$0].fromPrevious != nil }.min {
            (self[$0].fromPrevious ?? 1, $0) < (self[$1].fromPrevious ?? 1, $1)
        }
    }

    func chart(_ label: String, unit: String, highlight: Set<Int> = []) -> FunnelChart? {
        guard let first, first.count > 0 else { return nil }
        return FunnelChart(
            value: ChartMeasure(label: label, unit: unit),
            steps: indices.map { index in
                FunnelChart.Step(
                    label: self[index].label, count: self[index].count, share: self[index].share, isHighlighted: highlight.contains(index),
                    seconds: self[index].hours.map { $0 * 3600 })
            })
    }

    func table(_ counted: String) -> Table {
        let isTimed = contains { $0.hours != nil }
        let isWaiting = contains { $0.waiting != nil }
        return Table(
            columns: [.text("Step"), .number(counted), .number("Of the first"), .number("Of the step before")]
                + (isTimed ? [.number("Median time since")] : []) + (isWaiting ? [.number("Still in time")] : []),
            rows: enumerated().map { index, step in
                [.text(step.label), .number(Format.count(step.count)), .number(Format.percent(step.share))]
                    + [index == 0 ? .blank : .number(step.fromPrevious) { Format.percent($0) }]
                    + (isTimed ? [index == 0 ? .blank : .number(step.hours) { Format.duration(seconds: $0 * 3600) }] : [])
                    + (isWaiting ? [.number(step.waiting, muted: true) { Format.count($0) }] : [])
            })
    }
}
