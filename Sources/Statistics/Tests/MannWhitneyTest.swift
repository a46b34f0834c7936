/// Mann and Whitney's test: whether a value of the first sample tends to be larger than one of the second.
///
/// It compares ranks, so that no outlier can carry it; it is a test of tendencies, not of means.
/// Edge cases: where all values are equal there is no test: an error of kind `.noVariance`.
/// Source: Mann and Whitney (1947), doi:10.1214/aoms/1177730491; ties after Lehmann (1975), Nonparametrics. Reference: tests.json.
public struct MannWhitneyTest: Sendable, Hashable {
    /// How often a value occurs in each sample.
    public struct Tally: Sendable, Hashable {
        /// The value that was found.
        public let value: Double
        /// How often in the first sample.
        public let first: Int
        /// How often in the second sample.
        public let second: Int

        /// How often a value was found in each sample.
        public init(value: Double, first: Int, second: Int) {
            self.value = value
            self.first = first
            self.second = second
        }
    }

    /// The number of pairs in which the first is larger; equal ones count half.
    public let statistic: Double
    /// The number of pairs.
    public let pairs: Double
    /// What counts as evidence against equal tendencies.
    public let alternative: Alternative
    /// The probability of a statistic at least as extreme if both samples came from one distribution.
    public let pValue: Double
    /// Whether the p-value is exact rather than of the normal approximation with continuity correction.
    public let isExact: Bool

    /// The probability that a value of the first is larger than one of the second, equal ones counting half. No tendency is 0.5.
    public var superiority: Double { statistic / pairs }

    /// With so many values in the smaller sample, so many in the larger, and without ties, the p-value is still exact.
    private static let exactUpTo = (short: 8, long: 1000)

    /// Compares two samples.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` for an empty sample, `.parameter` for NaN, `.noVariance`.
    /// - Complexity: O(n log n)
    public init(_ first: [Double], _ second: [Double], alternative: Alternative = .twoSided) throws {
        for value in first + second where value.isNaN {
            throw StatisticsError.parameter("A value", value, range: "a number")
        }
        let values = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var tallies: [Tally] = []
        var index = 0
        while index < values.count {
            var ones = 0, others = 0
            let value = values[index].0
            while index < values.count, values[index].0 == value {
                if values[index].1 { ones += 1 } else { others += 1 }
                index += 1
            }
            tallies.append(Tally(value: value, first: ones, second: others))
        }
        try self.init(sorted: tallies, alternative)
    }

    /// Compares two samples that were counted elsewhere, value by value.
    /// - Throws: as ``init(_:_:alternative:)``, and of kind `.parameter` for a negative count.
    public init(tallies: [Tally], alternative: Alternative = .twoSided) throws {
        for tally in tallies {
            if tally.value.isNaN { throw StatisticsError.parameter("A value", tally.value, range: "a number") }
            if min(tally.first, tally.second) < 0 {
                throw StatisticsError.parameter("A count", min(tally.first, tally.second), range: "at least 0")
            }
        }
        var merged: [Tally] = []
        for tally in tallies.sorted(by: { $0.value < $1.value }) {
            if let last = merged.last, last.value == tally.value {
                merged[merged.count - 1] = Tally(
                    value: last.value, first: last.first + tally.first, second: last.second + tally.second)
            } else {
                merged.append(tally)
            }
        }
        try self.init(sorted: merged, alternative)
    }

    private init(sorted tallies: [Tally], _ alternative: Alternative) throws {
        let n = tallies.reduce(0) { $0 + $1.first }, m = tallies.reduce(0) { $0 + $1.second }
        guard n > 0, m > 0 else {
            throw StatisticsError.insufficientData("Each sample of a rank test", needed: 1, found: min(n, m))
        }
        var below = 0.0, u = 0.0, ties = 0.0
        for tally in tallies {
            u += Double(tally.first) * (below + Double(tally.second) / 2)
            below += Double(tally.second)
            let size = Double(tally.first + tally.second)
            ties += size * (size - 1) * (size + 1)
        }
        let pairs = Double(n) * Double(m), all = Double(n + m)
        let variance = pairs / 12 * ((all + 1) - ties / (all * (all - 1)))
        guard all > 1, variance > 0 else { throw StatisticsError.noVariance("A rank test") }
        statistic = u
        self.pairs = pairs
        self.alternative = alternative
        isExact = ties == 0 && min(n, m) <= Self.exactUpTo.short && max(n, m) <= Self.exactUpTo.long
        if isExact {
            pValue = Self.exact(u, n, m, alternative)
        } else {
            // Half a pair toward the middle: the statistic moves in steps.
            let apart = u - pairs / 2
            let towards: Double =
                switch alternative {
                case .twoSided: apart == 0 ? 0 : (apart > 0 ? 0.5 : -0.5)
                case .greater: 0.5
                case .less: -0.5
                }
            pValue = alternative.pValue((apart - towards) / variance.squareRoot(), Normal.standard)
        }
    }

    /// The exact p-value: of all ways to interleave the samples, the share with a statistic at least as extreme.
    private static func exact(_ u: Double, _ n: Int, _ m: Int, _ alternative: Alternative) -> Double {
        // Probabilities of each statistic, built up value by value: the largest of i + j values is one of the i with probability i / (i + j).
        let short = min(n, m), long = max(n, m)
        var rows = [[Double]](repeating: [1], count: long + 1)
        for i in 1...short {
            var next: [[Double]] = [[1]]
            for j in 1...long {
                var row = [Double](repeating: 0, count: i * j + 1)
                let share = Double(i) / Double(i + j)
                for (k, probability) in rows[j].enumerated() { row[k + j] += share * probability }
                for (k, probability) in next[j - 1].enumerated() { row[k] += (1 - share) * probability }
                next.append(row)
            }
            rows = next
        }
        let probabilities = rows[long]
        // The distribution is symmetric, so that it does not matter whose pairs are counted.
        let found = Int(u)
        let upper = probabilities[found...].reduce(0, +), lower = probabilities[...found].reduce(0, +)
        return switch alternative {
        case .twoSided: min(1, 2 * min(upper, lower))
        case .greater: upper
        case .less: lower
        }
    }
}
