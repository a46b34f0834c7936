import Experimentation
import Statistics
import Warehouse

/// Tests that assume less than a comparison of means, from how often each value occurs in each arm.
enum RobustnessTests {
    /// The most units that are drawn again and again.
    static let mostResampled = 5000

    static func checks(
        _ rows: ColumnBatch, _ measured: MeasuredMetric, scale: Double, _ plan: ExperimentPlan
    ) -> [RobustnessCheck] {
        var arms = plan.arms.map { _ in [(value: Double, units: Int)]() }
        for row in 0..<rows.rowCount {
            guard let arm = rows.value("arm", at: row).integer, let value = rows.value("value", at: row).double else {
                continue
            }
            arms[Int(arm)].append((value * scale, Int(rows.value("units", at: row).integer ?? 0)))
        }
        return plan.treatments.filter { plan.arms[$0].weight > 0 }.flatMap { treatment in
            [
                ranks(arms[treatment], arms[0], measured, plan.arms[treatment].key),
                bootstrap(arms[treatment], arms[0], measured, plan, treatment),
            ]
        }
    }

    private static func ranks(
        _ treatment: [(value: Double, units: Int)], _ control: [(value: Double, units: Int)],
        _ measured: MeasuredMetric, _ arm: String
    ) -> RobustnessCheck {
        var tallies: [MannWhitneyTest.Tally] = treatment.map { .init(value: $0.value, first: $0.units, second: 0) }
        tallies += control.map { .init(value: $0.value, first: 0, second: $0.units) }
        let test = try? MannWhitneyTest(tallies: tallies)
        return RobustnessCheck(
            metric: measured.metric.key, treatment: arm, test: "Mann–Whitney", pValue: test?.pValue, interval: nil,
            note:
                "Whether a unit of the treatment tends to have a larger value than one of the control, by ranks: a few large values do not decide."
        )
    }

    private static func bootstrap(
        _ treatment: [(value: Double, units: Int)], _ control: [(value: Double, units: Int)],
        _ measured: MeasuredMetric,
        _ plan: ExperimentPlan,
        _ arm: Int
    ) -> RobustnessCheck {
        let units = treatment.reduce(0) { $0 + $1.units } + control.reduce(0) { $0 + $1.units }
        func values(_ tally: [(value: Double, units: Int)]) -> [Double] {
            tally.flatMap { [Double](repeating: $0.value, count: $0.units) }
        }
        var interval: ConfidenceInterval?
        if units <= mostResampled, let bootstrap = try? Bootstrap(resamples: 1000, seed: 1) {
            interval = try? bootstrap.difference(values(treatment), values(control), level: 1 - plan.significance) {
                $0.reduce(0, +) / Double($0.count)
            }
        }
        return RobustnessCheck(
            metric: measured.metric.key, treatment: plan.arms[arm].key, test: "bootstrap (BCa, 1,000 resamples)",
            pValue: nil,
            interval: interval.map { [$0.lower, $0.upper] },
            note: interval == nil
                ? "Left out: it is for at most \(mostResampled) units; with more the mean is normal."
                : "The interval of the unadjusted difference when units are drawn again and again; nothing is assumed of how values are distributed."
        )
    }
}
