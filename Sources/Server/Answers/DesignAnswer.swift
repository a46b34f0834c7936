package import ExperimentService
package import Experimentation
import Listening

/// A design with its curves: what can be found after how many days, and how many units each effect takes.
package struct DesignAnswer: Sendable {
    /// The smallest effect of a metric that is found by units of so many days.
    package struct DetectableEffect: Sendable {
        /// From the start until the last unit's window is over.
        package let days: Int
        package let units: Int
        /// By metric, as a share of the baseline.
        package let effects: [String: Double]
    }

    /// The units that an effect of the first primary metric takes.
    package struct Requirement: Sendable {
        /// As a share of the baseline.
        package let effect: Double
        package let units: Int
        /// Without what was known of the units beforehand.
        package let unitsWithoutAdjustment: Int
    }

    package let board: ExperimentDesignSummary
    package let reach: [DetectableEffect]
    package let needs: [Requirement]

    /// Units are let in for so many weeks.
    private static let weeks = 1...8
    /// The effects that are shown, in parts of the one that was asked for.
    private static let multiples = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]

    /// - Throws: ``ExperimentationError``.
    package init(_ plan: ExperimentPlan, _ history: ExperimentAnalyzer.History) throws {
        let board = try ExperimentDesignSummary(plan, history: history)
        self.board = board
        let share = plan.assignment.reachableShare
        reach = Self.weeks.compactMap { week in
            let units = history.traffic.units(after: 7 * week, share: share)
            return Self.reach(board.reach, days: 7 * week + plan.windowDays, units: units)
        }
        guard let need = board.design.needs.first(where: { $0.role == .primary }) else {
            needs = []
            return
        }
        // A design that is made for another effect takes units in inverse proportion to its square, whatever the looks: only their z statistic counts.
        needs = Self.multiples.map { multiple in
            func scaled(_ units: Int) -> Int { Int(saturating: (Double(units) / (multiple * multiple)).rounded(.up)) }
            return Requirement(
                effect: need.effect * multiple, units: scaled(need.units),
                unitsWithoutAdjustment: scaled(need.unitsWithoutAdjustment))
        }
    }

    /// The effects at a number of days: those that are known, or between the neighbours, where effect × √units changes little.
    private static func reach(_ known: [ExperimentDesignSummary.DetectableEffect], days: Int, units: Int)
        -> DetectableEffect?
    {
        if let exact = known.first(where: { $0.days == days }) {
            return DetectableEffect(days: days, units: exact.units, effects: exact.effects)
        }
        guard units > 0, let before = known.last(where: { $0.days < days }),
            let after = known.first(where: { $0.days > days })
        else {
            return nil
        }
        let part = Double(days - before.days) / Double(after.days - before.days)
        let effects = before.effects.compactMap { metric, effect -> (String, Double)? in
            guard let next = after.effects[metric] else { return nil }
            let scaled =
                (1 - part) * effect * Double(before.units).squareRoot() + part * next * Double(after.units).squareRoot()
            return (metric, scaled / Double(units).squareRoot())
        }
        return DetectableEffect(days: days, units: units, effects: Dictionary(effects) { first, _ in first })
    }
}
