import Foundation
import Listening
import Statistics

/// Power, units and detectable effects of one metric under a plan's monitoring.
///
/// The control is compared with the smallest treatment. For always-valid monitoring the power is that of crossing at one of so many looks, evenly
/// spaced, the last at all units.
/// Reference: power of t tests as ``PowerOfMeans``; of every monitoring by simulation, docs/validation-study.md.
public struct PowerCurve: Sendable {
    /// The level of the test, of both sides together unless it is of a guardrail.
    public let significance: Double
    /// The power that the plan asks of this metric.
    public let neededPower: Double
    private let baseline: MetricBaseline
    /// What the control's value is multiplied by before the treatment's is compared with it: 1, or for a guardrail its margin away from that.
    private let baseFactor: Double
    /// Whether the variance depends on the effect.
    private let isProportion: Bool
    private let shares: (control: Double, treatment: Double)
    private let demand: RequiredDrift
    private let plan: ExperimentPlan
    private let role: PlannedMetric.Role
    private let margin: Double

    /// - Parameter margin: of a guardrail, as a share of the baseline.
    /// - Throws: ``ExperimentationError`` where the baseline has no value to be compared with.
    public init(_ plan: ExperimentPlan, _ role: PlannedMetric.Role, _ baseline: MetricBaseline, margin: Double = 0)
        throws
    {
        guard baseline.mean != 0, baseline.mean.isFinite else {
            throw ExperimentationError(
                "baseline",
                "The baseline is \(baseline.mean): a change as a share of it means nothing. Choose another metric.")
        }
        guard baseline.variance > 0, baseline.variance.isFinite else {
            throw ExperimentationError(
                "no-variance", "The baseline does not vary: nothing can be found out from it. Choose another metric.")
        }
        self.baseline = baseline
        (self.plan, self.role, self.margin) = (plan, role, margin)
        let isGuardrail = role == .guardrail
        let sign: Double = (baseline.better == .higher) == (baseline.mean > 0) ? 1 : -1
        baseFactor = isGuardrail ? 1 - sign * margin : 1
        isProportion = baseline.isProportion && !isGuardrail && baseline.mean < 1
        significance = isGuardrail ? plan.significance : plan.significance / Double(plan.primaryTests)
        neededPower = 1 - (1 - plan.power) / Double(plan.metrics(.guardrail).count + 1)
        let total = plan.arms.reduce(0) { $0 + $1.weight }
        let smallest = plan.arms.dropFirst().map(\.weight).filter { $0 > 0 }.min() ?? 0
        shares = (plan.arms[0].weight / total, smallest / total)
        demand = RequiredDrift(
            monitoring: plan.monitoring, significance: significance, isTwoSided: !isGuardrail,
            planned: plan.plannedUnits,
            comparedShare: shares.control + shares.treatment)
    }

    /// The standard deviations of the difference, as shares of the baseline, times the root of the units of all arms together: if nothing
    /// changes, which is what the test goes by, and if the effect is there.
    private func deviations(_ effect: Double) -> (null: Double, alternative: Double) {
        let control = 1 / shares.control, treatment = 1 / shares.treatment, rest = baseline.remainingVariance
        guard isProportion else {
            let variance = baseline.variance * rest * (baseFactor * baseFactor * control + treatment)
            let deviation = variance.squareRoot() / baseline.mean.magnitude
            return (deviation, deviation)
        }
        let first = baseline.mean, falls = effect < 0 || baseline.better == .lower
        let second = min(1 - 1e-9, max(0, first * (falls ? 1 - effect.magnitude : 1 + effect.magnitude)))
        let pooled = (first * shares.control + second * shares.treatment) / (shares.control + shares.treatment)
        let null = pooled * (1 - pooled) * (control + treatment)
        let alternative = first * (1 - first) * control + second * (1 - second) * treatment
        return ((rest * null).squareRoot() / first, (rest * alternative).squareRoot() / first)
    }

    /// The drift for which a test that takes the first deviation for granted reaches a power where the second one is true.
    ///
    /// Half of the experiments cross where the drift is at the critical value, whatever the deviation; from there on it is the true one that
    /// counts. For a single look this is Fleiss, Levin and Paik (2003), 4.2, as in ``PowerOfProportions``.
    private func neededShift(_ effect: Double, power: Double, units: Double) throws -> Double {
        let deviations = deviations(effect), drift = try demand.drift(power: power, units: units)
        guard deviations.null != deviations.alternative else { return drift * deviations.null }
        let critical = try demand.drift(power: 0.5, units: units)
        return critical * deviations.null + (drift - critical) * deviations.alternative
    }

    /// The drift at so many units, in deviations of what is true.
    private func drift(_ effect: Double, units: Double) throws -> Double {
        let deviations = deviations(effect), shift = effect.magnitude * units.squareRoot()
        guard deviations.null != deviations.alternative else { return shift / deviations.null }
        let critical = try demand.drift(power: 0.5, units: units)
        return max(0, critical + (shift - critical * deviations.null) / max(1e-12, deviations.alternative))
    }

    /// The probability that an effect is found (for a guardrail: that no change is shown to lie within the margin).
    /// - Parameters:
    ///   - effect: as a share of the baseline.
    ///   - units: of all arms together.
    public func power(effect: Double, units: Double) throws -> Double {
        try demand.boundary(units: units).power(drift: drift(effect, units: units))
    }

    /// The share of the units that is used on average if the effect is there.
    func expectedShare(effect: Double, units: Int) -> Double {
        guard let boundary = try? demand.boundary(units: Double(units)),
            let drift = try? drift(effect, units: Double(units))
        else { return 1 }
        return boundary.expectedInformation(drift: drift)
    }

    /// The units of all arms together with which an effect is found with a power.
    /// - Throws: ``ExperimentationError`` `experiment.plan`.
    public func units(effect: Double, power: Double) throws -> Int {
        guard effect != 0, effect.isFinite else {
            throw ExperimentationError.plan("minimum_effect", "it is \(effect); it takes a number other than 0.")
        }
        if isProportion, effect > 0, baseline.better == .higher, baseline.mean * (1 + effect) > 1 {
            throw ExperimentationError.plan(
                "minimum_effect",
                "\(ReportText.percent(effect)) more than \(ReportText.percent(baseline.mean)) is more than all. Ask for less."
            )
        }
        // The error falls with the root of the units. So the units for a drift are known, and only the drift depends on them, weakly.
        // No monitoring takes fewer than the normal approximation of a single look; far below it, what it takes would be out of any bound.
        let deviation = deviations(effect).alternative / effect.magnitude
        let level = demand.isTwoSided ? demand.significance / 2 : demand.significance
        let normal = try Normal.standard.upperQuantile(level) + Normal.standard.quantile(power)
        var units = min(1e13, max(1000, normal * normal * deviation * deviation))
        for _ in 0..<60 {
            let shift = try neededShift(effect, power: power, units: units) / effect.magnitude
            let next = max(4, shift * shift)
            guard next < 1e13 else {
                throw ExperimentationError.plan(
                    "minimum_effect", "\(effect) is too small to be found with any number of units. Ask for more.")
            }
            let isClose = (next - units).magnitude < 1e-4 * next
            units = next
            if isClose { break }
        }
        units += try unitsForDegreesOfFreedom(effect: effect, power: power)
        units *= try orderStatisticsFactor(
            effect: effect, power: power, normal: normal * normal * deviation * deviation)
        let all = Int(saturating: units.rounded(.up))
        return demand.monitoring == .fixed ? all : max(all, try single.units(effect: effect, power: power))
    }

    /// How many times the units of a single look the order statistics of a quantile take for the same power; 1 for other metrics.
    /// - Parameter normal: the units of a single look by the quantile's variance alone.
    private func orderStatisticsFactor(effect: Double, power: Double, normal: Double) throws -> Double {
        guard let shape = baseline.shape, normal < 1e9 else { return 1 }
        let level = demand.isTwoSided ? demand.significance / 2 : demand.significance
        let critical = try Normal.standard.upperQuantile(level),
            needed = critical + (try Normal.standard.quantile(power))
        let falls = effect < 0 || baseline.better == .lower
        let shift = effect.magnitude * baseline.mean.magnitude * (falls ? -1 : 1)
        var factor = 1.0
        for _ in 0..<6 {
            let units = normal * factor
            let found = try shape.power(
                shift: shift, control: Int(saturating: (units * shares.control).rounded()),
                treatment: Int(saturating: (units * shares.treatment).rounded()), critical: critical)
            let reached = critical + (try Normal.standard.quantile(min(0.9999, max(0.05, found))))
            let step = min(4, (needed / max(0.1, reached)) * (needed / max(0.1, reached)))
            factor = min(100, factor * step)
            if (step - 1).magnitude < 0.004 { break }
        }
        return factor
    }

    /// The same with a single look: no other monitoring takes fewer units.
    private var single: PowerCurve {
        get throws {
            var plan = plan
            plan.monitoring = .fixed
            return try PowerCurve(plan, role, baseline, margin: margin)
        }
    }

    /// The units that a look takes because its test is a t test: at a single look that is counted, at many the statistic is taken for normal.
    private func unitsForDegreesOfFreedom(effect: Double, power: Double) throws -> Double {
        guard demand.monitoring != .fixed, !isProportion else { return 0 }
        let single = RequiredDrift(
            monitoring: .fixed, significance: demand.significance, isTwoSided: demand.isTwoSided, planned: nil,
            comparedShare: demand.comparedShare)
        let deviation = deviations(effect).null / effect.magnitude
        func units(drift: Double) -> Double { drift * drift * deviation * deviation }
        var exact = 8.0
        for _ in 0..<60 {
            let next = max(4, units(drift: try single.drift(power: power, units: exact)))
            if (next - exact).magnitude < 1e-3 * next { break }
            exact = next
        }
        let level = demand.isTwoSided ? demand.significance / 2 : demand.significance
        let normal = try Normal.standard.upperQuantile(level) + Normal.standard.quantile(power)
        return max(0, exact - units(drift: normal))
    }

    /// The smallest effect, as a share of the baseline, that is found with a power.
    public func detectableEffect(units: Double, power: Double) throws -> Double {
        var effect = try neededShift(0, power: power, units: units) / units.squareRoot()
        guard isProportion else { return effect }
        // The deviation depends on the effect, which depends on it in turn.
        for _ in 0..<60 {
            let next = try neededShift(effect, power: power, units: units) / units.squareRoot()
            if (next - effect).magnitude < 1e-9 * next { return next }
            effect = next
        }
        return effect
    }
}
