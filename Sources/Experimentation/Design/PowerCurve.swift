import Foundation
import Listening
import Statistics

/// Power, units and detectable effects of one metric under a plan's monitoring.
///
/// The control is compared with the smallest treatment. For always-valid monitoring the power is that of crossing at one of so many looks, evenly
/// spaced, the last at all units.
/// Reference: power of t tests as ``PowerOfMeans``; of every monitoring by simulation, docs/certificate.md.
public struct PowerCurve: Sendable {
    /// The level of the test, of both sides together unless it is of a guardrail.
    public let significance: Double
    /// The power that the plan asks of this metric.
    public let neededPower: Double
    private let baseline: MetricBaseline
    /// A guardrail is tested against (1 ∓ margin) times the control, whose variance grows with the square of that where less is better.
    private let baseVariance: Double
    private let shares: (control: Double, treatment: Double)
    private let demand: CrossingDemand

    /// - Parameter margin: of a guardrail, as a share of the baseline.
    /// - Throws: ``ExperimentationError`` where the baseline has no value to be compared with.
    public init(_ plan: ExperimentPlan, _ role: PlannedMetric.Role, _ baseline: MetricBaseline, margin: Double = 0) throws {
        guard baseline.mean != 0, baseline.mean.isFinite else {
            throw ExperimentationError(
                "baseline", "The baseline is \(baseline.mean): a change as a share of it means nothing. Choose another metric.")
        }
        guard baseline.variance > 0, baseline.variance.isFinite else {
            throw ExperimentationError(
                "no-variance", "The baseline does not vary: nothing can be found out from it. Choose another metric.")
        }
        self.baseline = baseline
        let isGuardrail = role == .guardrail
        baseVariance = isGuardrail ? (1 + margin) * (1 + margin) : 1
        significance = isGuardrail ? plan.significance : plan.significance / Double(plan.primaryTests)
        neededPower = 1 - (1 - plan.power) / Double(plan.metrics(.guardrail).count + 1)
        let total = plan.arms.reduce(0) { $0 + $1.weight }
        let smallest = plan.arms.dropFirst().map(\.weight).filter { $0 > 0 }.min() ?? 0
        shares = (plan.arms[0].weight / total, smallest / total)
        demand = CrossingDemand(
            monitoring: plan.monitoring, significance: significance, isTwoSided: !isGuardrail, planned: plan.plannedUnits,
            comparedShare: shares.control + shares.treatment)
    }

    /// The standard error of the difference, as a share of the baseline, with so many units in all arms together.
    private func relativeError(units: Double) -> Double {
        let variance = baseline.variance * baseline.remainingVariance
        return (variance * (baseVariance / (units * shares.control) + 1 / (units * shares.treatment))).squareRoot() / baseline.mean.magnitude
    }

    /// The probability that an effect is found (for a guardrail: that no change is shown to lie within the margin).
    /// - Parameters:
    ///   - effect: as a share of the baseline.
    ///   - units: of all arms together.
    public func power(effect: Double, units: Double) throws -> Double {
        try demand.boundary(units: units).power(drift: effect.magnitude / relativeError(units: units))
    }

    /// The share of the units that is used on average if the effect is there.
    func expectedShare(effect: Double, units: Int) -> Double {
        guard let boundary = try? demand.boundary(units: Double(units)) else { return 1 }
        return boundary.expectedInformation(drift: effect.magnitude / relativeError(units: Double(units)))
    }

    /// The units of all arms together with which an effect is found with a power.
    /// - Throws: ``ExperimentationError`` `experiment.plan`.
    public func units(effect: Double, power: Double) throws -> Int {
        guard effect != 0, effect.isFinite else {
            throw ExperimentationError.plan("minimum_effect", "it is \(effect); it takes a number other than 0.")
        }
        // The error falls with the root of the units. So the units for a drift are known, and only the drift depends on them, weakly.
        let single = relativeError(units: 1)
        var units = 1000.0
        for _ in 0..<60 {
            let drift = try demand.drift(power: power, units: units)
            let next = max(4, (drift * single / effect.magnitude) * (drift * single / effect.magnitude))
            guard next < 1e13 else {
                throw ExperimentationError.plan(
                    "minimum_effect", "\(effect) is too small to be found with any number of units. Ask for more.")
            }
            if (next - units).magnitude < 1e-4 * next { return Int(saturating: next.rounded(.up)) }
            units = next
        }
        return Int(saturating: units.rounded(.up))
    }

    /// The smallest effect, as a share of the baseline, that is found with a power.
    public func detectableEffect(units: Double, power: Double) throws -> Double {
        try demand.drift(power: power, units: units) * relativeError(units: units)
    }
}
