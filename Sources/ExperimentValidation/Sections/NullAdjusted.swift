import Experimentation
import LinearAlgebra
import Statistics

/// Experiments in which nothing differs, judged with what was known beforehand taken out, with caps and with strata.
enum NullAdjusted {
    static let runs = 10_000
    static let level = 0.05

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Nothing differs: adjusted, capped and weighed",
                text: """
                    CUPED's coefficients, the cap and the strata's weights are learnt from the same data that are then judged, and the level still holds. \
                    With four strata (40, 30, 20 and 10 % of the units, whose means are 20, 40, 60 and 100 minutes) an arm's composition is left to \
                    chance. Split effects are of the same listeners in both halves of their window.
                    """,
                rows: try cuped(harness) + ratio(harness) + strata(harness) + capped(harness) + halves(harness))
        ]
    }

    private static func cuped(_ harness: SimulationRunner) throws -> [Claim] {
        let hits = try harness.count(runs, seed: 301) { random in
            func arm(_ count: Int) throws -> JointMoments {
                try .gathered(2, count, &random) { random, sums in
                    let unit = random.minutesAndBefore(correlation: 0.7)
                    sums.add(unit.minutes, unit.before)
                }
            }
            let control = try arm(1000), treatment = try arm(1000), small = try arm(250)
            let even = try RegressionAdjustment([control, treatment]),
                uneven = try RegressionAdjustment([control, small])
            return [
                try WelchTest(even.estimate(treatment), even.estimate(control)).pValue <= level,
                try WelchTest(uneven.estimate(small), uneven.estimate(control)).pValue <= level,
            ]
        }
        let three = try harness.count(runs, seed: 302) { random in
            func arm(_ count: Int) throws -> JointMoments {
                try .gathered(4, count, &random) { random, sums in
                    let unit = random.minutesAndBefore(correlation: 0.6)
                    let active = random.uniform() < 0.3 ? 1.0 : 0
                    // An outcome that also depends on being active, and a covariate that says nothing.
                    sums.add(unit.minutes + 20 * active, unit.before, active, Double(random.plays()))
                }
            }
            let control = try arm(1000), treatment = try arm(1000)
            let adjustment = try RegressionAdjustment([control, treatment])
            return [try WelchTest(adjustment.estimate(treatment), adjustment.estimate(control)).pValue <= level]
        }
        return [
            Claim(
                "CUPED, one covariate", "minutes, ρ = 0.7, 1000:1000", seed: 301, hits: hits[0], of: runs, .equal(level)
            ),
            Claim(
                "CUPED, one covariate", "minutes, ρ = 0.7, 1000:250", seed: 301, hits: hits[1], of: runs, .equal(level)),
            Claim(
                "CUPED, three covariates", "minutes, ρ = 0.6, and two more, 1000:1000", seed: 302, hits: three[0],
                of: runs, .equal(level)),
        ]
    }

    private static func ratio(_ harness: SimulationRunner) throws -> [Claim] {
        let hits = try harness.count(runs, seed: 303) { random in
            func arm(_ count: Int) throws -> JointMoments {
                try .gathered(4, count, &random) { random, sums in
                    let tendency = random.tendency(), before = random.plays(), now = random.plays()
                    sums.add(
                        Double(random.successes(now, tendency)), Double(now),
                        Double(random.successes(before, tendency)), Double(before))
                }
            }
            let control = try arm(1000), treatment = try arm(1000)
            let adjustment = try RatioAdjustment([control, treatment])
            return [try WelchTest(adjustment.estimate(treatment), adjustment.estimate(control)).pValue <= level]
        }
        return [
            Claim(
                "CUPED of a ratio", "skips and skips before, 1000:1000", seed: 303, hits: hits[0], of: runs,
                .equal(level))
        ]
    }

    private static func strata(_ harness: SimulationRunner) throws -> [Claim] {
        let hits = try harness.count(runs, seed: 304) { random in
            func arm(_ count: Int) -> [Moments] {
                var strata = [Moments](repeating: Moments(), count: 4)
                for _ in 0..<count {
                    let place = random.uniform()
                    let stratum = place < 0.4 ? 0 : (place < 0.7 ? 1 : (place < 0.9 ? 2 : 3))
                    strata[stratum].add(random.minutes() * [0.5, 1, 1.5, 2.5][stratum])
                }
                return strata
            }
            let control = arm(1000), treatment = arm(500)
            let weights = zip(control, treatment).map { Double($0.count + $1.count) }
            return [
                try WelchTest(
                    PostStratification.estimate(treatment.map { try $0.meanEstimate() }, weights: weights),
                    PostStratification.estimate(control.map { try $0.meanEstimate() }, weights: weights)
                ).pValue <= level
            ]
        }
        return [
            Claim(
                "post-stratified means", "minutes in four strata, 1000:500", seed: 304, hits: hits[0], of: runs,
                .equal(level))
        ]
    }

    private static func capped(_ harness: SimulationRunner) throws -> [Claim] {
        let hits = try harness.count(runs, seed: 305) { random in
            let control = (0..<1000).map { _ in random.heavy() }, treatment = (0..<500).map { _ in random.heavy() }
            let cap = try ValueCounts(distinct: control + treatment).quantile(0.99)
            return [
                try WelchTest(Moments(treatment.map { min($0, cap) }), Moments(control.map { min($0, cap) })).pValue
                    <= level
            ]
        }
        return [
            Claim(
                "winsorised means, cap at the pooled quantile of 0.99", "heavy, 1000:500", seed: 305, hits: hits[0],
                of: runs, .equal(level)
            )
        ]
    }

    private static func halves(_ harness: SimulationRunner) throws -> [Claim] {
        let minutes = Metric(key: "minutes", name: "Minutes", kind: .mean, unit: "min", better: .higher)
        let skips = Metric(key: "skip_rate", name: "Skip rate", kind: .ratio, unit: "share", better: .lower)
        let hits = try harness.count(runs, seed: 306) { random in
            func arm(_ count: Int) throws -> JointMoments {
                try .gathered(2, count, &random) { random, sums in
                    let unit = random.minutesAndBefore(correlation: 0.5)
                    sums.add(unit.minutes, unit.before)
                }
            }
            func ratios(_ count: Int) throws -> JointMoments {
                try .gathered(4, count, &random) { random, sums in
                    let tendency = random.tendency(), first = random.plays(), second = random.plays()
                    sums.add(
                        Double(random.successes(first, tendency)), Double(first),
                        Double(random.successes(second, tendency)), Double(second)
                    )
                }
            }
            return [
                try SplitEffect(.halves, minutes, treatment: "treatment", control: arm(1000), treated: arm(1000)).pValue
                    <= level,
                try SplitEffect(.halves, skips, treatment: "treatment", control: ratios(500), treated: ratios(500))
                    .pValue <= level,
            ]
        }
        return [
            Claim(
                "split effect: the halves differ", "minutes, 1000:1000", seed: 306, hits: hits[0], of: runs,
                .equal(level)),
            Claim(
                "split effect of a ratio: the halves differ", "skips, 500:500", seed: 306, hits: hits[1], of: runs,
                .equal(level)),
        ]
    }
}
