internal import CxxBoostMath

/// The binomial distribution: the number of successes in independent trials of equal probability.
///
/// Edge cases: probability 0 or 1 puts all mass on one count; 0 trials have 0 successes.
/// Source: Boost.Math `binomial_distribution`. Reference: distributions.json.
public struct Binomial: Sendable, Hashable {
    /// The number of trials, at least 0.
    public let trials: Int
    /// The probability of a success, in 0...1.
    public let probability: Double

    /// The distribution of its parameters.
    /// - Parameters:
    ///   - trials: in 0...2⁵³.
    ///   - probability: in 0...1.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(trials: Int, probability: Double) throws {
        guard trials >= 0, trials <= 1 << 53 else {
            throw StatisticsError.parameter("The number of trials", trials, range: "at least 0 and at most 2^53")
        }
        guard probability >= 0, probability <= 1 else {
            throw StatisticsError.parameter("The probability", probability, range: "in 0...1")
        }
        self.trials = trials
        self.probability = probability
    }

    /// P(X = k).
    public func pmf(_ k: Int) -> Double {
        guard k >= 0, k <= trials else { return 0 }
        if let certain { return k == certain ? 1 : 0 }
        return segue_binomial_pmf(Double(k), Double(trials), probability)
    }

    /// P(X ≤ k).
    public func cdf(_ k: Int) -> Double { cumulative(k, .lower) }

    /// P(X > k).
    public func survival(_ k: Int) -> Double { cumulative(k, .upper) }

    /// The smallest k with P(X ≤ k) ≥ p, where p is taken down by 64 rounding errors so that the quantile of cdf(k) is k.
    /// - Parameter p: in 0...1.
    /// - Throws: ``StatisticsError`` of kind `.parameter` for any other p.
    public func quantile(_ p: Double) throws -> Int {
        let target = p * (1 - 64 * Double.ulpOfOne)
        return try quantile(p, .lower) { cdf($0) >= target }
    }

    /// The smallest k with P(X > k) ≤ p, where p is taken up by 64 rounding errors so that the upper quantile of survival(k) is k.
    /// - Parameter p: in 0...1.
    /// - Throws: ``StatisticsError`` of kind `.parameter` for any other p.
    public func upperQuantile(_ p: Double) throws -> Int {
        let target = p * (1 + 64 * Double.ulpOfOne)
        return try quantile(p, .upper) { survival($0) <= target }
    }

    /// The count that holds all mass, where one does.
    private var certain: Int? {
        if trials == 0 || probability == 0 { return 0 }
        return probability == 1 ? trials : nil
    }

    private func cumulative(_ k: Int, _ tail: Tail) -> Double {
        let below = certain.map { k < $0 } ?? (k < 0)
        let all = certain.map { k >= $0 } ?? (k >= trials)
        if below || all { return all == (tail == .lower) ? 1 : 0 }
        return segue_binomial_cdf(Double(k), Double(trials), probability, tail.rawValue)
    }

    /// Boost's answer, moved by single steps to the smallest count that reaches far enough.
    private func quantile(_ p: Double, _ tail: Tail, reaches: (Int) -> Bool) throws -> Int {
        guard p >= 0, p <= 1 else { throw StatisticsError.parameter("The probability", p, range: "in 0...1") }
        if let certain { return certain }
        if p == 0 || p == 1 { return (p == 0) == (tail == .lower) ? 0 : trials }
        let found = segue_binomial_quantile(p, Double(trials), probability, tail.rawValue)
        guard !found.isNaN else { throw StatisticsError.notConverged("The binomial quantile of \(p)") }
        var k = Int(min(Double(trials), max(0, found)))
        while k > 0, reaches(k - 1) { k -= 1 }
        while k < trials, !reaches(k) { k += 1 }
        return k
    }
}
