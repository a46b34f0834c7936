import Experimentation
import Listening

/// What may be seen of an experiment's effects, and as of when, so that looking without taking a look spends nothing.
struct LookVisibility {
    /// Only what happened before this moment counts.
    var asOf: Instant
    /// The looks that were taken before the one that is seen.
    let earlier: [ExperimentRecord.TakenLook]
    private let plan: ExperimentPlan
    private let takesLook: Bool
    /// The look that is shown again; nil where there is none.
    private let shown: Int?

    /// - Parameter end: the moment up to which data are asked for.
    init(_ record: ExperimentRecord, end: Instant, takesLook: Bool) {
        plan = record.plan
        self.takesLook = takesLook
        let taken = record.looks.indices.filter { place in Instant(record.looks[place].asOf).map { $0 <= end } ?? false
        }
        if !takesLook, case .groupSequential = plan.monitoring, let last = taken.last,
            let moment = Instant(record.looks[last].asOf)
        {
            shown = last
            asOf = moment
            earlier = Array(record.looks[..<last])
        } else {
            shown = nil
            asOf = end
            earlier = taken.map { record.looks[$0] }
        }
    }

    /// When the last of the planned units was exposed: the day, and how many came on it before. Nil where they are not there yet, or where a
    /// plan may be looked at whenever one likes.
    func lastPlannedUnit(_ counts: ExposureCounts) -> (day: CalendarDay, before: Int)? {
        guard !plan.monitoring.isAlwaysValid, let planned = plan.plannedUnits, planned > 0 else { return nil }
        var units = 0
        for day in counts.days {
            let new = day.units.reduce(0, +)
            if units + new >= planned { return CalendarDay(day.day).map { ($0, planned - units - 1) } }
            units += new
        }
        return nil
    }

    /// Refuses a look that a plan with few looks does not have: it would show effects that no level pays for.
    /// - Throws: ``ExperimentationError`` `experiment.look`.
    func check(_ look: Look, _ record: ExperimentRecord) throws {
        guard takesLook, case .groupSequential(let planned, _) = plan.monitoring else { return }
        func refusal(_ words: String) -> ExperimentationError { ExperimentationError("look", words, fault: .usage) }
        if let last = record.looks.last, let moment = Instant(last.asOf), asOf < moment {
            throw refusal(
                "The last look saw the data of \(last.asOf.prefix(10)), and --as-of lies before that. A look goes forward: leave --as-of out."
            )
        }
        if let last = record.looks.last, isNew(look), record.looks.count >= planned {
            throw refusal(
                "All \(planned) looks of the plan are taken; the last, on the data of \(last.asOf.prefix(10)), stands. `segue experiment analyze \(plan.key)` shows it."
            )
        }
        if look.status == .early {
            throw refusal(
                "\(ReportText.percent(look.information)) of the planned units are in, and the first of \(planned) looks is due at \(ReportText.percent(1 / Double(planned))). Nothing was looked at."
            )
        }
        if look.status == .peek {
            throw refusal(
                "The plan names no number of units, so that it has no look. Set planned_units with `segue experiment amend`."
            )
        }
    }

    /// Whether effects are those of a look that was taken before.
    var isShownAgain: Bool { shown != nil }

    /// Why effects are not shown; nil where they are.
    func whyHidden(_ look: Look, _ record: ExperimentRecord) -> String? {
        guard !takesLook, shown == nil else { return nil }
        switch plan.monitoring {
        case .alwaysValid, .mixture: return nil
        case .fixed:
            guard look.status != .final, plan.plannedUnits != nil else { return nil }
            return
                "Effects are shown once the planned units are in, so that looking early cannot mislead. `segue experiment analyze \(plan.key) --take-look` shows them all the same, as a peek."
        case .groupSequential(let looks, _):
            return look.status == .early
                ? "Effects are shown at the plan's looks. The first of \(looks) is not due yet."
                : "Effects are shown at the plan's looks, and none of \(looks) was taken yet. `segue experiment analyze \(plan.key) --take-look` takes one, which spends some of the level."
        }
    }

    /// How many looks are left, and which one is seen; nil for plans that do not count looks.
    /// - Parameters:
    ///   - counts: of who was exposed by now.
    ///   - end: the moment that now is.
    func remark(_ look: Look, _ record: ExperimentRecord, _ counts: ExposureCounts, end: Instant) -> String? {
        guard case .groupSequential(let planned, _) = plan.monitoring else { return nil }
        let taken =
            record.looks.count + (takesLook && look.status != .early && look.status != .peek && isNew(look) ? 1 : 0)
        let left = max(0, planned - taken)
        var seen = ""
        if let shown {
            let over = end.advanced(days: -plan.windowDays)
            let units = counts.days.filter { day in
                CalendarDay(day.day).map { Instant(seconds: Int64($0.daysSinceEpoch + 1) * 86_400) <= over } ?? false
            }.reduce(0) { $0 + $1.units.reduce(0, +) }
            let share = plan.plannedUnits.map { min(1, Double(units) / Double(max(1, $0))) } ?? 1
            seen = "Shown is look \(shown + 1), as the data were on \(record.looks[shown].asOf.prefix(10)). "
            if shown + 1 < planned { seen += "By now \(ReportText.percent(share)) of the planned units are in. " }
        }
        return seen
            + "\(taken) of \(planned) looks \(taken == 1 ? "is" : "are") taken, \(left) \(left == 1 ? "is" : "are") left."
    }

    private func isNew(_ look: Look) -> Bool {
        !earlier.contains { ($0.information - look.information).magnitude < Look.sameLook }
    }
}
