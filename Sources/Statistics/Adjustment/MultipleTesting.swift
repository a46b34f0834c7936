/// Makes up for many tests at once.
///
/// Reference: adjustment.json.
public enum MultipleTesting: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every p times the number of tests: the chance of any false alarm stays below the level.
    case bonferroni
    /// Bonferroni step by step: the same promise, never weaker. Source: Holm (1979), jstor:4615733.
    case holm
    /// The expected share of false alarms among the alarms stays below the level. Source: Benjamini and Hochberg (1995),
    /// doi:10.1111/j.2517-6161.1995.tb02031.x.
    case benjaminiHochberg

    /// Adjusted p-values, in the given order: reject where one is at most the level.
    ///
    /// Edge cases: no values give none; NaN is an error, since it would count as a test.
    /// - Parameters:
    ///   - pValues: each in 0...1.
    ///   - tests: how many tests there were, if more than are given.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    /// - Complexity: O(n log n)
    public func adjusted(_ pValues: [Double], tests: Int? = nil) throws -> [Double] {
        for p in pValues where !(p >= 0 && p <= 1) {
            throw StatisticsError.parameter("A p-value", p, range: "in 0...1")
        }
        let count = tests ?? pValues.count
        guard count >= pValues.count else {
            throw StatisticsError.parameter(
                "The number of tests", count, range: "at least \(pValues.count), the number of p-values")
        }
        let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
        var adjusted = pValues
        switch self {
        case .bonferroni:
            for index in order { adjusted[index] = min(1, pValues[index] * Double(count)) }
        case .holm:
            var largest = 0.0
            for (rank, index) in order.enumerated() {
                largest = max(largest, min(1, pValues[index] * Double(count - rank)))
                adjusted[index] = largest
            }
        case .benjaminiHochberg:
            var smallest = 1.0
            for (rank, index) in order.enumerated().reversed() {
                smallest = min(smallest, pValues[index] * Double(count) / Double(rank + 1))
                adjusted[index] = smallest
            }
        }
        return adjusted
    }
}

extension ConfidenceInterval {
    /// The interval stretched around its estimate so that it agrees with an adjusted p-value: it leaves out 0 exactly where the adjusted
    /// p-value lies below 1 − level.
    ///
    /// Edge cases: an estimate of 0, or an adjusted p of 1, cannot be stretched to any good: the whole line. An adjusted p no larger than
    /// the given one leaves the interval as it is.
    /// - Parameters:
    ///   - estimate: the middle of the interval.
    ///   - pValue: two-sided, of the null hypothesis that the estimated number is 0.
    ///   - adjusted: the adjusted p-value.
    ///   - distribution: that of the estimate over its standard error.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func adjusted(
        around estimate: Double, pValue: Double, to adjusted: Double, _ distribution: some ContinuousDistribution
    ) throws -> ConfidenceInterval {
        guard adjusted > pValue else { return self }
        let found = try distribution.upperQuantile(adjusted / 2)
        guard estimate != 0, found > 0 else {
            return ConfidenceInterval(lower: -.infinity, upper: .infinity, level: level)
        }
        // The standard error with which the estimate would have had the adjusted p-value by itself.
        let reach = try abs(estimate) / found * distribution.upperQuantile((1 - level) / 2)
        return ConfidenceInterval(lower: estimate - reach, upper: estimate + reach, level: level)
    }
}
