import Statistics
import Testing

/// The bootstrap against SciPy's, of samples so skewed that the correction shows.
@Suite struct BootstrapTests {
    struct File: Decodable {
        struct Row: Decodable {
            let name: String
            let first, second, interval, percentile: [Double]
        }
        let differences: [Row]
    }

    @Test func theIntervalIsSciPysWithinTheLuckOfTheDraw() throws {
        var farthest = 0.0, farthestWithoutCorrection = 0.0
        for row in try ReferenceFile.load("bootstrap", as: File.self).differences {
            let found = try Bootstrap(resamples: 8000, seed: 5).difference(row.first, row.second) {
                $0.reduce(0, +) / Double($0.count)
            }
            let width = row.interval[1] - row.interval[0]
            // An end is a quantile of 8000 draws, moved by a bias that is estimated from the same draws: together a deviation of
            // √(0.025 · 0.975/8000)/φ(1.96) and 2 · √(0.25/8000)/φ(0) standard errors, of which the width has 3.92. Four of them are 4 %,
            // and somewhat more in a long tail.
            for (end, theirs) in zip([found.lower, found.upper], row.interval) {
                farthest = max(farthest, abs(end - theirs) / width)
            }
            for (end, theirs) in zip(row.percentile, row.interval) {
                farthestWithoutCorrection = max(farthestWithoutCorrection, abs(end - theirs) / width)
            }
        }
        #expect(farthest < 0.05, "\(farthest)")
        #expect(farthestWithoutCorrection > 0.1, "samples that are skewed enough to tell the methods apart")
        print(
            "statistics: Bootstrap.difference, ends within \(farthest) of the width, percentiles \(farthestWithoutCorrection)"
        )
    }
}
