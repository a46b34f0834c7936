/// Successes out of trials, with the intervals of their share.
///
/// Reference: intervals.json.
public struct Proportion: Sendable, Hashable {
    /// The number of successes, in 0...trials.
    public let successes: Int
    /// The number of trials, at least 1.
    public let trials: Int

    /// Successes out of trials.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` without trials, `.parameter` where successes lie outside 0...trials.
    public init(successes: Int, trials: Int) throws {
        guard trials > 0 else {
            throw StatisticsError.insufficientData("A proportion", needed: 1, found: max(0, trials))
        }
        guard successes >= 0, successes <= trials else {
            throw StatisticsError.parameter("The number of successes", successes, range: "in 0...\(trials)")
        }
        self.successes = successes
        self.trials = trials
    }

    /// The share of successes, in 0...1.
    public var estimate: Double { Double(successes) / Double(trials) }

    /// Wilson's score interval, without continuity correction: close to its level on average, and never outside 0...1.
    ///
    /// Source: Wilson (1927), doi:10.1080/01621459.1927.10502953.
    /// - Parameter level: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func wilson(level: Double = 0.95) throws -> ConfidenceInterval {
        try checkLevel(level)
        let z = try Normal.standard.upperQuantile((1 - level) / 2)
        let n = Double(trials), share = estimate
        let shrink = 1 + z * z / n
        let middle = (share + z * z / (2 * n)) / shrink
        let reach = z / shrink * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return ConfidenceInterval(
            lower: successes == 0 ? 0 : max(0, middle - reach), upper: successes == trials ? 1 : min(1, middle + reach),
            level: level)
    }

    /// Clopper and Pearson's exact interval: it covers at least at its level, whatever the true share.
    ///
    /// Source: Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404.
    /// - Parameter level: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func clopperPearson(level: Double = 0.95) throws -> ConfidenceInterval {
        try checkLevel(level)
        let tail = (1 - level) / 2
        let hits = Double(successes), misses = Double(trials - successes)
        return ConfidenceInterval(
            lower: successes == 0 ? 0 : try Beta(alpha: hits, beta: misses + 1).quantile(tail),
            upper: successes == trials ? 1 : try Beta(alpha: hits + 1, beta: misses).upperQuantile(tail), level: level)
    }
}
