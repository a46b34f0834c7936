import LinearAlgebra

/// The interval of any statistic by drawing samples from the sample.
///
/// Edge cases: a statistic that does not vary from sample to sample gives an interval of length 0.
/// Source: Efron (1987), doi:10.1080/01621459.1987.10478410 (bias-corrected and accelerated).
/// Reference: bootstrap.json.
public struct Bootstrap: Sendable, Hashable {
    /// How many samples are drawn.
    public let resamples: Int
    /// Where the draws begin: the same seed gives the same interval.
    public let seed: UInt64

    /// - Throws: ``StatisticsError`` of kind `.parameter` below 100 samples.
    public init(resamples: Int = 2000, seed: UInt64 = 1) throws {
        guard resamples >= 100 else {
            throw StatisticsError.parameter("The number of resamples", resamples, range: "at least 100")
        }
        self.resamples = resamples
        self.seed = seed
    }

    /// The interval of the difference of a statistic between two samples, drawn apart.
    /// - Parameters:
    ///   - level: in (0, 1).
    ///   - statistic: of a sample of any order; it must not be NaN.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` below two values in either, `.parameter`.
    /// - Complexity: O((resamples + n) · cost of the statistic)
    public func difference(
        _ first: [Double], _ second: [Double], level: Double = 0.95, statistic: ([Double]) -> Double
    ) throws -> ConfidenceInterval {
        try checkLevel(level)
        for sample in [first, second] where sample.count < 2 {
            throw StatisticsError.insufficientData("Each sample of a bootstrap", needed: 2, found: sample.count)
        }
        let one = statistic(first), other = statistic(second), found = one - other
        var random = RandomGenerator(seed: seed)
        var draws = (0..<resamples).map { _ in
            statistic(Self.draw(first, &random)) - statistic(Self.draw(second, &random))
        }
        guard found.isFinite, draws.allSatisfy(\.isFinite) else {
            throw StatisticsError.parameter("The statistic of a sample", "not a number", range: "finite")
        }
        draws.sort()
        // Leaving out one value at a time tells how the statistic's spread changes with its size.
        let influences = Self.leavingOneOut(first, statistic).map { $0 - other },
            others = Self.leavingOneOut(second, statistic).map { one - $0 }
        let acceleration = Self.acceleration([influences, others])
        let below = draws.reduce(0.0) { $0 + ($1 < found ? 1 : $1 == found ? 0.5 : 0) } / Double(resamples)
        let bias = try Normal.standard.quantile(min(max(below, 0.5 / Double(resamples)), 1 - 0.5 / Double(resamples)))
        func end(_ tail: Double) throws -> Double {
            let z = bias + (try Normal.standard.quantile(tail))
            return Self.quantile(draws, Normal.standard.cdf(bias + z / (1 - acceleration * z)))
        }
        let lower = try end((1 - level) / 2), upper = try end((1 + level) / 2)
        return ConfidenceInterval(lower: min(lower, upper), upper: max(lower, upper), level: level)
    }

    private static func draw(_ sample: [Double], _ random: inout RandomGenerator) -> [Double] {
        (0..<sample.count).map { _ in sample[random.integer(below: sample.count)] }
    }

    private static func leavingOneOut(_ sample: [Double], _ statistic: ([Double]) -> Double) -> [Double] {
        sample.indices.map { index in
            var rest = sample
            rest.remove(at: index)
            return statistic(rest)
        }
    }

    /// Source: Davison and Hinkley (1997), Bootstrap Methods and their Application, 5.3.2, for several samples.
    private static func acceleration(_ samples: [[Double]]) -> Double {
        var cubes = 0.0, squares = 0.0
        for sample in samples {
            let n = Double(sample.count), mean = sample.reduce(0, +) / n
            for value in sample {
                let influence = (n - 1) * (mean - value)
                cubes += influence * influence * influence / (n * n * n)
                squares += influence * influence / (n * n)
            }
        }
        return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    }

    /// The quantile between sorted values.
    private static func quantile(_ sorted: [Double], _ p: Double) -> Double {
        let place = p * Double(sorted.count - 1), below = min(sorted.count - 1, max(0, Int(place)))
        let above = min(sorted.count - 1, below + 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
}
