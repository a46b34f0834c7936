import Experimentation
import LinearAlgebra
import Statistics

/// Whether a planted mismatch of the arms' sizes is found.
enum SampleRatioMismatch {
    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "A planted mismatch of the split is found",
                text: """
                    The chi-squared test at the health check's level of 0.001. *50.5 : 49.5* is a split in which each arm is 1 % away from its plan. *One arm \
                    loses 1 %* of its units is half of that and takes four times the units: with 200,000 units it is found in one experiment of \
                    seven, with 680,000 in four of five. With 400,000 and 1.6 million units they are found nearly always. Promised is the power by the normal approximation. The sequential test pays for being asked every \
                    day (here 20 times).
                    """,
                rows: try fixed(harness) + sequential(harness))
        ]
    }

    /// The probability that a share other than a half is found.
    private static func power(_ share: Double, units: Int) throws -> Double {
        let critical = try Normal.standard.upperQuantile(ExperimentHealth.shareLevel / 2), n = Double(units)
        let apart = abs(share - 0.5) * n.squareRoot(), spread = (share * (1 - share)).squareRoot()
        return Normal.standard.survival((critical * 0.5 - apart) / spread)
            + Normal.standard.cdf((-critical * 0.5 - apart) / spread)
    }

    private static func fixed(_ harness: SimulationRunner) throws -> [Claim] {
        let lost = 0.99 / 1.99
        let cases: [(String, Double, Int, Int, UInt64)] = [
            ("50.5 : 49.5", 0.505, 200_000, 2000, 901), ("50.5 : 49.5", 0.505, 400_000, 2000, 905),
            ("one arm loses 1 %", lost, 199_000, 2000, 902), ("one arm loses 1 %", lost, 676_600, 1000, 903),
            ("one arm loses 1 %", lost, 1_600_000, 1000, 906),
        ]
        return try cases.map { name, share, units, runs, seed in
            let hits = try harness.count(runs, seed: seed) { random in
                let ones = random.successes(units, share)
                return [
                    try ChiSquaredTest(counts: [ones, units - ones], weights: [1, 1]).pValue
                        < ExperimentHealth.shareLevel
                ]
            }
            return Claim(
                name, "\(ValidationReport.grouped(units)) units", seed: seed, hits: hits[0], of: runs,
                .equal(try power(share, units: units)))
        }
    }

    private static func sequential(_ harness: SimulationRunner) throws -> [Claim] {
        let runs = 1000, seed: UInt64 = 904
        let hits = try harness.count(runs, seed: seed) { random in
            var test = try SequentialShareTest(weights: [1, 1]), ones = 0
            for day in 1...20 {
                ones += random.successes(10_000, 0.505)
                try test.look([ones, 10_000 * day - ones])
            }
            return [test.pValue < ExperimentHealth.shareLevel]
        }
        return [
            Claim(
                "50.5 : 49.5, sequential, looked at on 20 days", "200,000 units", seed: seed, hits: hits[0], of: runs,
                .none)
        ]
    }
}
