import Experimentation
import LinearAlgebra
import Statistics
import Testing

/// The validation study's main promises in small: `make validate-statistics` tests all of them with many more experiments.
@Suite("Calibration")
struct CalibrationTests {
    static let minutes = Metric(key: "minutes", name: "Minutes", kind: .mean, unit: "min", better: .higher)

    /// Whether a number of hits is one that chance gives in all but one of 100,000 cases.
    static func isPlausible(_ hits: Int, of runs: Int, _ probability: Double) throws -> Bool {
        let binomial = try Binomial(trials: runs, probability: probability)
        return try (binomial.quantile(5e-6)...binomial.upperQuantile(5e-6)).contains(hits)
    }

    static func arm(_ count: Int, shift: Double = 0, _ random: inout RandomGenerator) -> Moments {
        var moments = Moments()
        for _ in 0..<count { moments.add(random.gamma(shape: 0.8, scale: 50) + shift) }
        return moments
    }

    @Test(
        "Welch's test is wrong in one of twenty experiments without an effect, also with skewed minutes and uneven arms"
    )
    func welch() throws {
        var random = RandomGenerator(seed: 41), alarms = 0
        for _ in 0..<2000 {
            let control = Self.arm(400, &random), treatment = Self.arm(200, &random)
            if try WelchTest(treatment, control).pValue <= 0.05 { alarms += 1 }
        }
        #expect(try Self.isPlausible(alarms, of: 2000, 0.05), "\(alarms) alarms")
    }

    @Test("CUPED leaves 1 − ρ² of the variance of the difference", arguments: [0.3, 0.6, 0.9])
    func reduction(_ correlation: Double) throws {
        var random = RandomGenerator(seed: 42), plain = Moments(), adjusted = Moments()
        let runs = 1000
        for _ in 0..<runs {
            var arms = [JointMoments](repeating: JointMoments(columns: 2), count: 2)
            for arm in 0..<2 {
                for _ in 0..<60 {
                    let before = random.normal()
                    arms[arm].add([
                        correlation * before + (1 - correlation * correlation).squareRoot() * random.normal(), before,
                    ])
                }
            }
            let adjustment = try RegressionAdjustment(arms)
            plain.add(arms[1].means[0] - arms[0].means[0])
            adjusted.add(try adjustment.estimate(arms[1]).value - adjustment.estimate(arms[0]).value)
        }
        let ratio = try #require(adjusted.variance) / #require(plain.variance), left = 1 - correlation * correlation
        // Four and a half standard errors of a ratio of two related variances, and 1 / n for the estimated coefficient.
        #expect(
            abs(ratio - left) < left * (4.5 * 2 * correlation / Double(runs).squareRoot() + 1.0 / 60),
            "\(ratio) is left of the variance")
    }

    @Test("Four group-sequential looks are wrong as often as one; four fixed tests are wrong more often")
    func peeking() throws {
        let runs = 1500, looks = 4
        let designs = try [
            GroupSequentialDesign(looks: looks, spending: .obrienFleming),
            GroupSequentialDesign(looks: looks, spending: .pocock),
        ]
        var random = RandomGenerator(seed: 43), alarms = [0, 0], naive = 0
        for _ in 0..<runs {
            var control = Moments(), treatment = Moments(), crossed = [false, false], fixed = false
            for look in 0..<looks {
                control.merge(Self.arm(100, &random))
                treatment.merge(Self.arm(100, &random))
                let test = try WelchTest(treatment, control)
                for (place, design) in designs.enumerated() where abs(test.statistic) >= design.boundaries[look] {
                    crossed[place] = true
                }
                if test.pValue <= 0.05 { fixed = true }
            }
            for place in 0..<2 where crossed[place] { alarms[place] += 1 }
            if fixed { naive += 1 }
        }
        for count in alarms { #expect(try Self.isPlausible(count, of: runs, 0.05), "\(count) alarms") }
        #expect(try naive > Binomial(trials: runs, probability: 0.05).upperQuantile(5e-6), "\(naive) alarms")
    }

    @Test("The units of a design find its effect with its power")
    func power() throws {
        var plan = ExperimentPlan(
            key: "power", metrics: [PlannedMetric("minutes", role: .primary, minimumEffect: 0.25, adjusted: false)])
        let design = try ExperimentDesign(
            plan, baselines: ["minutes": MetricBaseline(mean: 40, variance: 2000, units: 10_000)])
        plan.plannedUnits = design.units
        let runs = 1000, size = (design.units + 1) / 2, look = Look(plan, units: 2 * size)
        var random = RandomGenerator(seed: 44), found = 0
        for _ in 0..<runs {
            let arms = try [0, 10].map { shift in
                let moments = Self.arm(size, shift: shift, &random)
                return try JointMoments(count: moments.count, means: [moments.mean], products: Matrix([[moments.m2]]))
            }
            let analysis = try ExperimentAnalysis(
                plan, data: [MetricData(metric: Self.minutes, arms: arms)], look: look)
            if analysis.metrics[0].comparisons[0].verdict == .better { found += 1 }
        }
        #expect(try Self.isPlausible(found, of: runs, 0.8), "\(found) found with \(design.units) units")
    }

    @Test(
        "A split of which each arm is 1 % off is found with 200,000 units as often as the normal approximation says; a fair one is not"
    )
    func mismatch() throws {
        let runs = 1000, units = 200_000.0
        var random = RandomGenerator(seed: 45), found = 0, wrong = 0
        func isMismatch(_ share: Double) throws -> Bool {
            let ones = Int((units * share + (units * share * (1 - share)).squareRoot() * random.normal()).rounded())
            let plan = ExperimentPlan(key: "split", metrics: [PlannedMetric("minutes", role: .primary)])
            let health = ExperimentHealth(
                plan, ExposureCounts(units: [ones, Int(units) - ones]), look: Look(plan, units: Int(units)))
            return !health.isSound
        }
        for _ in 0..<runs {
            if try isMismatch(0.505) { found += 1 }
            if try isMismatch(0.5) { wrong += 1 }
        }
        let power = Normal.standard.survival(
            try Normal.standard.upperQuantile(0.0005) - 0.005 * units.squareRoot() / 0.5)
        #expect(try Self.isPlausible(found, of: runs, power), "\(found) found, \(power) expected")
        #expect(try Self.isPlausible(wrong, of: runs, 0.001), "\(wrong) wrong")
    }
}
