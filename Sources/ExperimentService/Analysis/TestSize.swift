package import Experimentation
package import Foundation
import Listening

/// How many units a test takes, from what is known of its value already: a baseline, or units in a file. It needs no warehouse, and nothing
/// is kept.
package struct TestSize: Sendable, Codable {
    /// What can be found with a number of units.
    package struct DetectableEffect: Sendable, Codable, Hashable {
        package let units: Int
        /// As a share of the baseline.
        package let effect: Double
    }

    package let plan: ExperimentPlan
    package let design: ExperimentDesign
    package let alternatives: [ExperimentDesignSummary.Alternative]
    /// For a quarter of the units, a half, all of them, and so on.
    package let reach: [DetectableEffect]
    /// Where the baseline is from, in words.
    package let source: String
    /// Whether it is known how many units come on a day.
    package let isTimed: Bool
    /// With fewer units the test gives no result, since the values are too skewed for arms of unlike size; nil where that is no concern.
    package private(set) var leastUnits: Int?

    /// - Parameters:
    ///   - plan: with one metric, whose key is `value`.
    ///   - perDay: the units that come on a day; nil where that is not known.
    /// - Throws: ``ExperimentationError``.
    package init(_ plan: ExperimentPlan, _ baseline: MetricBaseline, perDay: Double? = nil, source: String) throws {
        guard baseline.mean.isFinite, baseline.variance.isFinite, baseline.variance >= 0 else {
            throw ExperimentationError(
                "test",
                "The baseline is \(baseline.mean) with a variance of \(baseline.variance); it takes two finite numbers.",
                fault: .usage)
        }
        if baseline.isProportion, !(baseline.mean > 0 && baseline.mean < 1) {
            throw ExperimentationError(
                "test", "The baseline is \(baseline.mean); a proportion that can change lies between 0 and 1.",
                fault: .usage)
        }
        var plan = plan
        let baselines = ["value": baseline], traffic = perDay.map { Traffic(unitsPerDay: $0) }
        var fixed = plan
        fixed.monitoring = .fixed
        let single = try ExperimentDesign(fixed, baselines: baselines, traffic: traffic)
        // An always-valid design is narrowest where a single look would be taken.
        if case .alwaysValid = plan.monitoring { plan.monitoring = .alwaysValid(tunedFor: single.units) }
        design = try ExperimentDesign(plan, baselines: baselines, traffic: traffic)
        alternatives = try ExperimentDesignSummary.Alternative.all(plan, single, baselines, traffic)
        plan.plannedUnits = design.units
        plan.plannedDays = design.days
        self.plan = plan
        self.source = source
        isTimed = perDay != nil
        let curve = try PowerCurve(plan, .primary, baseline), all = Double(design.units)
        reach = try [0.25, 0.5, 1, 2, 4].map { share in
            let units = Int(saturating: (share * all).rounded(.up))
            return DetectableEffect(
                units: units, effect: try curve.detectableEffect(units: Double(units), power: curve.neededPower))
        }
    }

    /// - Parameter file: one row per unit; where it has arms, the control's units count.
    /// - Throws: ``ExperimentationError`` `experiment.test`, which names the file and the line.
    package init(_ plan: ExperimentPlan, file: URL, _ question: FinishedTest.Question, perDay: Double? = nil) throws {
        let units = try UnitValues(file, question, needsArms: false)
        let order = units.arms.count > 1 ? try FinishedTest.order(units.arms, question, file.lastPathComponent) : [0]
        let data = try units.data(of: [order[0]])
        let arm = units.arms[order[0]], baseline = try data.baseline(adjusted: question.given != nil)
        guard baseline.remainingVariance > 1e-9 else {
            throw ExperimentationError(
                "test", "\(question.given ?? "") says all of \(question.value). Choose what was known before the test.",
                fault: .usage)
        }
        let whose = arm.isEmpty ? "" : " of \(ReportText.bound(arm))"
        try self.init(
            plan, baseline, perDay: perDay,
            source: "\(Self.count(data.arms[0].count))\(whose) in \(file.lastPathComponent)")
        let weights = plan.arms.map(\.weight), all = weights.reduce(0, +)
        let smallest = weights.dropFirst().filter { $0 > 0 }.min() ?? weights[0], pair = weights[0] + smallest
        leastUnits = data.leastUnits(shares: (weights[0] / pair, smallest / pair)).map {
            Int(saturating: (Double($0) * all / pair).rounded(.up))
        }
    }

    private static func count(_ units: Int) -> String {
        "\(units.formatted(.number.locale(Locale(identifier: "en_US")))) unit\(units == 1 ? "" : "s")"
    }
}
