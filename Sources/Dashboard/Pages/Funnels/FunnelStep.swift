import Insights
import Listening
import Server
import Warehouse

/// One step of the answer of a funnel.
struct FunnelStep: Sendable {
    let label: String
    /// nil where the source does not record the step.
    let recorded: Int?
    /// Of the first step.
    let share: Double?
    /// Of the step before; nil at the first.
    let fromPrevious: Double?
    /// The median time since the step before.
    let hours: Double?
    /// Those who may still come: their time is not over.
    let waiting: Int?

    init(_ row: AnswerRow, label: String, count: String) {
        self.label = label
        recorded = row[count].integer.map(Int.init)
        share = row.number("conversion_overall")
        fromPrevious = row.number("conversion_from_previous")
        hours = row.number("median_hours_from_previous")
        waiting = row["waiting"].integer.map(Int.init)
    }

    var count: Int { recorded ?? 0 }

    /// The step as a row of a table.
    func cells(isFirst: Bool, isTimed: Bool, isWaiting: Bool) -> [Cell] {
        guard let recorded else {
            return [.text(label)]
                + Array(repeating: Cell.notRecorded, count: 3 + (isTimed ? 1 : 0) + (isWaiting ? 1 : 0))
        }
        return [.text(label), .number(Format.count(recorded)), .number(share) { Format.percent($0) }]
            + [isFirst ? .blank : .number(fromPrevious) { Format.percent($0) }]
            + (isTimed ? [isFirst ? .blank : .number(hours) { Format.duration(seconds: $0 * 3600) }] : [])
            + (isWaiting ? [.number(waiting, muted: true) { Format.count($0) }] : [])
    }
}

extension [FunnelStep] {
    /// The place of the step before which most of those who got there are lost; nil where too few got anywhere.
    var largestLoss: Int? {
        indices.dropFirst().filter { place in
            (self[..<place].last { $0.recorded != nil }?.count ?? 0) >= Contrast.leastListeners
                && self[place].recorded != nil
                && self[place].fromPrevious != nil
        }.min {
            (self[$0].fromPrevious ?? 1, $0) < (self[$1].fromPrevious ?? 1, $1)
        }
    }

    /// The step that clearly loses more than every other; nil where several lose alike, or too few got anywhere.
    ///
    /// Who gets to a step is a chance of those who got to the one before, whatever happened earlier, so that losses of two steps are
    /// independent. All pairs of steps share the error probability with the other funnels of the page.
    var clearLoss: Int? {
        guard let place = largestLoss, let most = loss(place), most.lost > 0 else { return nil }
        let others = indices.dropFirst().filter { $0 != place }.compactMap(loss)
        guard !others.isEmpty else { return place }
        let pairs = others.count * (others.count + 1) / 2
        let isClear = others.allSatisfy { other in
            other.of == 0
                || Contrast(
                    now: (most.lost, most.of), before: (other.lost, other.of), comparisons: pairs * FunnelsPage.looks
                ).direction
                    == .up
        }
        return isClear ? place : nil
    }

    /// How many of those who got to the step before are lost before a step.
    private func loss(_ place: Int) -> (lost: Int, of: Int)? {
        guard self[place].recorded != nil, let kept = self[place].fromPrevious,
            let earlier = self[..<place].last(where: { $0.recorded != nil })
        else { return nil }
        return (Int(saturating: (Double(earlier.count) * (1 - kept)).rounded()), earlier.count)
    }

    /// How many get to the end, as a level; nil where nobody began.
    func level(_ noun: String) -> String? {
        guard let first, first.count > 0, let last = last(where: { $0.recorded != nil }), last.recorded != nil else {
            return nil
        }
        return "\(Format.count(last.count)) of \(Format.count(Int64(first.count), noun)) reach “\(last.label)”"
    }

    /// The steps that the source does not record, in words; nil where it records all.
    var notRecorded: String? {
        let missing = filter { $0.recorded == nil }.map { "“\($0.label)”" }
        return missing.isEmpty ? nil : "Not recorded by the source: \(missing.joined(separator: ", "))."
    }

    func chart(_ label: String, unit: String, highlight: Set<Int> = []) -> FunnelChart? {
        guard let first, first.count > 0 else { return nil }
        return FunnelChart(
            value: ChartMeasure(label: label, unit: unit),
            steps: indices.filter { self[$0].recorded != nil }.map { index in
                FunnelChart.Step(
                    label: self[index].label, count: self[index].count, share: self[index].share ?? 0,
                    isHighlighted: highlight.contains(index),
                    seconds: self[index].hours.map { $0 * 3600 })
            })
    }

    func table(_ counted: String) -> Table {
        let isTimed = contains { $0.hours != nil }
        let isWaiting = contains { $0.waiting != nil }
        return Table(
            columns: [.text("Step"), .number(counted), .number("Of the first"), .number("Of the step before")]
                + (isTimed ? [.number("Median time since")] : []) + (isWaiting ? [.number("Still in time")] : []),
            rows: enumerated().map { $1.cells(isFirst: $0 == 0, isTimed: isTimed, isWaiting: isWaiting) })
    }
}
