import Foundation
import LinearAlgebra
import Statistics

/// What CUPED takes out of the variance.
enum VarianceReduction {
    static let runs = 10_000

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "CUPED leaves 1 − ρ² of the variance",
                text: """
                    Minutes and a covariate of correlation ρ. *Variance of the adjusted difference* is over the experiments, as a share of that \
                    of the plain difference: what really varied. *Remaining variance* is what the adjustment itself says, on average.
                    """,
                rows: try [(0.3, 801), (0.6, 802), (0.9, 803)].flatMap { try rows(harness, $0.0, $0.1) })
        ]
    }

    private static func rows(_ harness: SimulationRunner, _ correlation: Double, _ seed: UInt64) throws -> [Claim] {
        let found = try harness.run(runs, seed: seed) { random in
            func arm() throws -> JointMoments {
                try .gathered(2, 500, &random) { random, sums in
                    let unit = random.minutesAndBefore(correlation: correlation)
                    sums.add(unit.minutes, unit.before)
                }
            }
            let control = try arm(), treatment = try arm(), adjustment = try RegressionAdjustment([control, treatment])
            return SIMD2(
                treatment.means[0] - control.means[0],
                try adjustment.estimate(treatment).value - adjustment.estimate(control).value)
        }
        // What is stated is too small by about one part in the number of units, as a fit to the same data is.
        let stated = try harness.run(1000, seed: seed + 10) { random in
            let arms = try (0..<2).map { _ in
                try JointMoments.gathered(2, 5000, &random) { random, sums in
                    let unit = random.minutesAndBefore(correlation: correlation)
                    sums.add(unit.minutes, unit.before)
                }
            }
            return try RegressionAdjustment(arms).remainingVariance
        }
        let plain = Moments(found.map(\.x)), adjusted = Moments(found.map(\.y)), left = 1 - correlation * correlation
        let ratio = (adjusted.variance ?? 0) / (plain.variance ?? 1)
        // Of the logarithm of a ratio of variances of two normal numbers with correlation r: 4 (1 − r²) / n; here r² is the ratio itself.
        let error = left * 2 * correlation / Double(runs).squareRoot()
        return [
            Claim(
                "variance of the adjusted difference, share of the plain one's", "ρ = \(correlation), 500:500",
                seed: seed, value: ratio,
                standardError: error,
                of: runs, .equal(left)),
            Claim(
                "remaining variance as stated", "ρ = \(correlation), 5000:5000", seed: seed + 10, mean: Moments(stated),
                .equal(left)),
        ]
    }
}
