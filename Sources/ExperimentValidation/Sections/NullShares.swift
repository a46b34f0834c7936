import Experimentation
import LinearAlgebra
import Statistics

/// Experiments in which nothing differs, judged by the tests of counts.
enum NullShares {
    static let runs = 10_000
    static let level = 0.05

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Nothing differs: proportions and the split itself",
                text: """
                    Fisher's test is exact and therefore below its level where counts are small. Units *assigned by hash* are the same 2,000 listeners \
                    with their minutes in every run; only the seed of the assignment changes. The sequential test of shares is looked at after every \
                    100 units and counts as alarmed if it is so at any look.
                    """,
                rows: try proportions(harness) + mismatch(harness) + hashed(harness))
        ]
    }

    private static func proportions(_ harness: SimulationRunner) throws -> [Claim] {
        let hits = try harness.count(runs, seed: 201) { random in
            func arm(_ trials: Int, _ share: Double) throws -> Proportion {
                try Proportion(successes: random.successes(trials, share), trials: trials)
            }
            let one = try (arm(2000, 0.04), arm(2000, 0.04)), other = try (arm(2000, 0.03), arm(8000, 0.03))
            let few = try (arm(300, 0.02), arm(300, 0.02))
            let three = try [arm(1500, 0.05), arm(1500, 0.05), arm(1500, 0.05)]
            let table = three.map { [$0.successes, $0.trials - $0.successes] }
            return [
                try ProportionTest(one.0, one.1).pValue <= level, try ProportionTest(other.0, other.1).pValue <= level,
                try ChiSquaredTest(table: table).pValue <= level,
                few.0.successes + few.1.successes > 0 ? try FisherExactTest(few.0, few.1).pValue <= level : false,
            ]
        }
        return [
            Claim("two-proportion z", "converted 4 %, 2000:2000", seed: 201, hits: hits[0], of: runs, .equal(level)),
            Claim("two-proportion z", "converted 3 %, 8000:2000", seed: 201, hits: hits[1], of: runs, .equal(level)),
            Claim(
                "chi-squared of a table", "converted 5 %, three arms of 1500", seed: 201, hits: hits[2], of: runs,
                .equal(level)),
            Claim("Fisher's exact test", "converted 2 %, 300:300", seed: 201, hits: hits[3], of: runs, .atMost(level)),
        ]
    }

    private static func mismatch(_ harness: SimulationRunner) throws -> [Claim] {
        let counts = try harness.count(runs, seed: 202) { random in
            let even = random.successes(10_000, 0.5), uneven = random.successes(10_000, 0.2)
            return [
                try ChiSquaredTest(counts: [even, 10_000 - even], weights: [1, 1]).pValue <= level,
                try ChiSquaredTest(counts: [10_000 - uneven, uneven], weights: [80, 20]).pValue <= level,
            ]
        }
        let rare = 100_000
        let strict = try harness.count(rare, seed: 203) { random in
            let treated = random.successes(10_000, 0.5)
            return [
                try ChiSquaredTest(counts: [10_000 - treated, treated], weights: [1, 1]).pValue
                    < ExperimentHealth.shareLevel
            ]
        }
        let sequential = try harness.count(runs, seed: 204) { random in
            var even = try SequentialShareTest(weights: [1, 1]), uneven = try SequentialShareTest(weights: [80, 20]),
                naive = false
            var ones = 0, others = 0
            for look in 1...100 {
                ones += random.successes(100, 0.5)
                others += random.successes(100, 0.2)
                let all = 100 * look
                try even.look([all - ones, ones])
                try uneven.look([all - others, others])
                naive = try naive || ChiSquaredTest(counts: [all - ones, ones], weights: [1, 1]).pValue <= level
            }
            return [even.pValue <= level, uneven.pValue <= level, naive]
        }
        return [
            Claim(
                "sample ratio, chi-squared", "10,000 units, 50:50", seed: 202, hits: counts[0], of: runs, .equal(level)),
            Claim(
                "sample ratio, chi-squared", "10,000 units, 80:20", seed: 202, hits: counts[1], of: runs, .equal(level)),
            Claim(
                "sample ratio at the level of the health check, 0.001", "10,000 units, 50:50", seed: 203,
                hits: strict[0], of: rare,
                .equal(0.001)),
            Claim(
                "sequential test of shares, 100 looks", "10,000 units, 50:50", seed: 204, hits: sequential[0], of: runs,
                .atMost(level)),
            Claim(
                "sequential test of shares, 100 looks", "10,000 units, 80:20", seed: 204, hits: sequential[1], of: runs,
                .atMost(level)),
            Claim(
                "control: chi-squared at each of 100 looks", "10,000 units, 50:50", seed: 204, hits: sequential[2],
                of: runs,
                .exceeds(level)),
        ]
    }

    /// The same listeners every time: what varies is who gets which arm.
    private static func hashed(_ harness: SimulationRunner) throws -> [Claim] {
        let runs = 2000, seed: UInt64 = 205
        var random = RandomGenerator(seed: seed, stream: .max)
        let listeners = (0..<2000).map { (name: "listener-\($0)", minutes: random.minutes()) }
        let arms = [Arm("control"), Arm("treatment")]
        let hits = try harness.count(runs, seed: seed) { random in
            let assigner = Assigner(arms: arms, rule: AssignmentRule(seed: "experiment-\(random.next())"))
            var moments = [Moments(), Moments()]
            for listener in listeners {
                if case .arm(let arm) = assigner.assign(listener.name) { moments[arm].add(listener.minutes) }
            }
            return [
                try ChiSquaredTest(counts: moments.map(\.count), weights: [1, 1]).pValue <= level,
                try WelchTest(moments[1], moments[0]).pValue <= level,
            ]
        }
        return [
            Claim(
                "sample ratio, assigned by hash", "2,000 listeners, 50:50", seed: seed, hits: hits[0], of: runs,
                .equal(level)),
            Claim(
                "Welch's t, assigned by hash", "minutes of 2,000 listeners, 50:50", seed: seed, hits: hits[1], of: runs,
                .equal(level)),
        ]
    }
}
