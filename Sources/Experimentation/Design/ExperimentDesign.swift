import Foundation
import Listening
import Statistics

/// How many units an experiment needs, and what it can find with how many.
///
/// Every metric that has a stake is designed for: primary ones to be found at their minimum effect, guardrails to be shown non-inferior if
/// they do not change. The chance that all of it succeeds is the plan's power, so each has to succeed with a little more: β is divided by the
/// number of guardrails plus one.
/// Source: Schultzberg, Ankargren and Frånberg (2024), doi:10.48550/arXiv.2402.11609; Jennison and Turnbull (2000), chapter 7.
public struct ExperimentDesign: Sendable, Hashable, Codable {
    /// What one metric needs.
    public struct SampleSizeRequirement: Sendable, Hashable, Codable {
        /// The metric's key.
        public let metric: String
        /// Its part in the plan.
        public let role: PlannedMetric.Role
        /// What is known of it before.
        public let baseline: MetricBaseline
        /// The change that is to be found, or not to be exceeded, as a share of the baseline.
        public let effect: Double
        /// The level of the test, after division among the primary metrics.
        public let significance: Double
        /// The power of the test.
        public let power: Double
        /// The units of all arms together.
        public let units: Int
        /// The units that are used on average if the effect is there; fewer than all where the design may stop early.
        public let expectedUnits: Int
        /// The units that it would take without what was known beforehand.
        public let unitsWithoutAdjustment: Int

        private enum CodingKeys: String, CodingKey {
            case metric, role, baseline, effect, significance, power, units
            case expectedUnits = "expected_units"
            case unitsWithoutAdjustment = "units_without_adjustment"
        }
    }

    /// What each metric with a stake needs, in the plan's order.
    public let needs: [SampleSizeRequirement]
    /// The units of all arms together that all metrics need.
    public let units: Int
    /// Days from the start until the last unit's window is over; nil where it is not known how fast units come, or where too few ever do.
    public let days: Int?

    /// Designs a plan's experiment.
    /// - Parameters:
    ///   - baselines: by metric.
    ///   - traffic: how fast eligible units come.
    /// - Throws: ``ExperimentationError``.
    public init(_ plan: ExperimentPlan, baselines: [String: MetricBaseline], traffic: Traffic? = nil) throws {
        try plan.check()
        var needs: [SampleSizeRequirement] = []
        for planned in plan.metrics {
            let effect: Double? =
                planned.role == .guardrail ? planned.margin ?? PlannedMetric.defaultMargin : planned.minimumEffect
            guard planned.role != .secondary, let effect else { continue }
            guard let baseline = baselines[planned.metric] else {
                throw ExperimentationError(
                    "metric", "There is no baseline of \(planned.metric). Measure it on some history first.")
            }
            needs.append(try Self.need(plan, planned, baseline, effect))
        }
        guard let most = needs.map(\.units).max() else {
            throw ExperimentationError.plan(
                "metrics",
                "no primary metric has a minimum_effect, and there is no guardrail: nothing says how many units it takes."
            )
        }
        self.needs = needs
        units = most
        days = traffic?.days(for: most, share: plan.assignment.reachableShare).map { $0 + plan.windowDays }
    }

    private static func need(
        _ plan: ExperimentPlan, _ planned: PlannedMetric, _ baseline: MetricBaseline, _ effect: Double
    ) throws -> SampleSizeRequirement {
        let curve = try PowerCurve(plan, planned.role, baseline, margin: effect)
        let power = curve.neededPower
        let units = try curve.units(effect: effect, power: power)
        return SampleSizeRequirement(
            metric: planned.metric, role: planned.role, baseline: baseline, effect: effect,
            significance: curve.significance, power: power,
            units: units,
            expectedUnits: Int(
                saturating: (Double(units) * curve.expectedShare(effect: effect, units: units)).rounded(.up)),
            unitsWithoutAdjustment: try PowerCurve(plan, planned.role, baseline.unadjusted, margin: effect).units(
                effect: effect, power: power))
    }
}
