package import Experimentation
import Listening

/// A design, beside the designs that one could have chosen, and what can be found after how long.
package struct ExperimentDesignSummary: Sendable, Codable {
    /// Another way to look at the same experiment.
    package struct Alternative: Sendable, Codable, Hashable {
        package let monitoring: Monitoring
        package let units: Int
        package let expectedUnits: Int
        package let days: Int?

        private enum CodingKeys: String, CodingKey {
            case monitoring, units, days
            case expectedUnits = "expected_units"
        }

        /// The designs that one may choose among.
        /// - Parameter single: the design with a single look.
        static func all(
            _ plan: ExperimentPlan, _ single: ExperimentDesign, _ baselines: [String: MetricBaseline],
            _ traffic: Traffic?
        ) throws -> [Alternative] {
            let others: [Monitoring] = [
                .fixed, .groupSequential(looks: 4, spending: .obrienFleming),
                .groupSequential(looks: 4, spending: .pocock),
                .alwaysValid(tunedFor: single.units), .mixture,
            ]
            return try others.map { monitoring in
                var other = plan
                other.plannedUnits = nil
                other.monitoring = monitoring
                let design =
                    monitoring == .fixed ? single : try ExperimentDesign(other, baselines: baselines, traffic: traffic)
                let expected = design.needs.map(\.expectedUnits).max() ?? design.units
                return Alternative(
                    monitoring: monitoring, units: design.units, expectedUnits: min(design.units, expected),
                    days: design.days)
            }
        }
    }

    /// What can be found when units have come for some days.
    package struct DetectableEffect: Sendable, Codable, Hashable {
        package let days: Int
        package let units: Int
        /// The smallest effect that is found with the plan's power, as a share of the baseline, by metric.
        package let effects: [String: Double]
    }

    /// The plan with the units and days that it needs.
    package let plan: ExperimentPlan
    package let design: ExperimentDesign
    package let alternatives: [Alternative]
    package let reach: [DetectableEffect]
    package let traffic: Traffic
    /// The days of history that baselines were measured on.
    package let firstDay: String
    package let lastDay: String
    package let problems: [String: String]

    private enum CodingKeys: String, CodingKey {
        case plan, design, alternatives, reach, traffic, problems
        case firstDay = "first_day"
        case lastDay = "last_day"
    }

    /// Designs a plan's experiment from history.
    /// - Throws: ``ExperimentationError``.
    package init(_ plan: ExperimentPlan, history: ExperimentAnalyzer.History) throws {
        var plan = plan
        plan.plannedUnits = nil
        for metric in plan.metrics where metric.role != .secondary {
            if let problem = history.problems[metric.metric] { throw ExperimentationError("baseline", problem) }
        }
        var fixed = plan
        fixed.monitoring = .fixed
        let single = try ExperimentDesign(fixed, baselines: history.baselines, traffic: history.traffic)
        // An always-valid design is narrowest where a single look would be taken.
        if case .alwaysValid = plan.monitoring { plan.monitoring = .alwaysValid(tunedFor: single.units) }
        design = try ExperimentDesign(plan, baselines: history.baselines, traffic: history.traffic)
        plan.plannedUnits = design.units
        plan.plannedDays = design.days
        self.plan = plan
        traffic = history.traffic
        firstDay = history.firstDay
        lastDay = history.lastDay
        problems = history.problems
        alternatives = try Alternative.all(plan, single, history.baselines, history.traffic)
        let share = plan.assignment.reachableShare
        reach = try [3, 7, 14, 21, 28, 42, 56].compactMap { days in
            let units = history.traffic.units(after: days, share: share)
            guard units >= 20 else { return nil }
            var effects: [String: Double] = [:]
            for metric in plan.metrics {
                guard let baseline = history.baselines[metric.metric],
                    let curve = try? PowerCurve(
                        plan, metric.role, baseline, margin: metric.margin ?? PlannedMetric.defaultMargin)
                else { continue }
                effects[metric.metric] = try curve.detectableEffect(units: Double(units), power: curve.neededPower)
            }
            return DetectableEffect(days: days + plan.windowDays, units: units, effects: effects)
        }
    }

    /// Longer than this nobody waits for an experiment.
    private static let mostDays = 365

    /// Why the design cannot be carried out, and what can be found instead; nil where it can.
    package var infeasibility: String? {
        guard design.days.map({ $0 > Self.mostDays }) ?? true else { return nil }
        let need = design.needs.max { $0.units < $1.units }
        let asked = need.map { "\(ReportText.percent($0.effect)) of \($0.metric)" } ?? "this"
        let time =
            design.days.map { "would take about \(($0 + 182) / 365) year\(($0 + 182) / 365 == 1 ? "" : "s") here" }
            ?? "would take more units than ever come"
        guard let last = reach.last, let metric = need?.metric, let effect = last.effects[metric] else {
            return "Not feasible: \(asked) \(time)."
        }
        return "Not feasible: \(asked) \(time). In \(last.days) days \(ReportText.percent(effect)) can be found."
    }
}
