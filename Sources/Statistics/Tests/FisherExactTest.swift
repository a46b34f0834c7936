import Foundation

/// Fisher's exact test of a table of two rows and two columns, for counts too small for an approximation.
///
/// Source: Fisher (1935), doi:10.2307/2342435; the two-sided p sums all tables that are no more probable than the one found.
/// Reference: tests.json.
public struct FisherExactTest: Sendable, Hashable {
    /// What counts as evidence against independence: `.greater` an odds ratio above 1.
    public let alternative: Alternative
    /// The probability of a table at least as extreme, given its margins.
    public let pValue: Double
    /// The odds ratio of the sample, ad / bc; infinite where only the denominator is 0, nil where both are.
    public let oddsRatio: Double?

    /// Compares two proportions.
    /// - Throws: ``StatisticsError`` of kind `.noVariance` where a margin is 0, so that there is only one possible table.
    public init(_ first: Proportion, _ second: Proportion, alternative: Alternative = .twoSided) throws {
        let hits = first.successes + second.successes, misses = first.trials + second.trials - hits
        guard hits > 0, misses > 0 else { throw StatisticsError.noVariance("Fisher's exact test") }
        self.alternative = alternative
        let found = first.successes
        let lowest = max(0, hits - second.trials), highest = min(hits, first.trials)
        // P(k successes in the first | margins), up to a constant that cancels.
        let logs = (lowest...highest).map { k in
            Self.logChoose(first.trials, k) + Self.logChoose(second.trials, hits - k)
        }
        let largest = logs.max() ?? 0
        let weights = logs.map { exp($0 - largest) }
        let total = weights.reduce(0, +)
        let here = weights[found - lowest]
        let chosen: Double =
            switch alternative {
            // Tables of equal probability differ in the last digits.
            case .twoSided: weights.filter { $0 <= here * (1 + 1e-7) }.reduce(0, +)
            case .greater: weights[(found - lowest)...].reduce(0, +)
            case .less: weights[...(found - lowest)].reduce(0, +)
            }
        pValue = min(1, chosen / total)
        let cross = Double(found) * Double(second.trials - second.successes)
        let other = Double(first.trials - found) * Double(second.successes)
        oddsRatio = cross == 0 && other == 0 ? nil : cross / other
    }

    private static func logChoose(_ n: Int, _ k: Int) -> Double {
        lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
    }
}
