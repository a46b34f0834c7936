/// Two proportions by score statistics: how far the data lie from a supposed difference or ratio, and which of these they do not contradict.
///
/// The variance is that of the proportions that are most likely under what is supposed. At "no difference" the statistic is the pooled z of
/// ``ProportionTest``, so that the intervals leave that out exactly where the test rejects, also where an arm has no success at all.
/// Edge cases: arms without any success, or without any failure, lie 0 away from "no difference". A ratio to a proportion of 0 has no upper
/// end.
/// Source: difference: Mee (1984), doi:10.2307/2531158; ratio: Koopman (1984), doi:10.2307/2531405. Reference: scores.json.
public struct ProportionScore: Sendable, Hashable {
    /// The first sample, such as a treatment.
    public let first: Proportion
    /// The second sample, such as the control.
    public let second: Proportion

    /// The comparison of two samples.
    public init(_ first: Proportion, _ second: Proportion) {
        self.first = first
        self.second = second
    }

    /// The first proportion less the second.
    public var difference: Double { first.estimate - second.estimate }

    /// The smallest count that equal proportions would lead to expect, of successes and failures in either sample.
    public var smallestExpected: Double {
        let hits = Double(first.successes) + Double(second.successes)
        let all = Double(first.trials) + Double(second.trials)
        return min(hits, all - hits) / all * Double(min(first.trials, second.trials))
    }

    /// How many standard errors the difference lies above a supposed one.
    /// - Parameter difference: in −1...1.
    public func statistic(difference supposed: Double) -> Double {
        let second = likeliestSecond(difference: supposed), first = min(1, max(0, second + supposed))
        return Self.quotient(difference - supposed, variance(first, second, weight: 1))
    }

    /// How many standard errors the first proportion lies above a supposed multiple of the second.
    /// - Parameter ratio: at least 0, finite.
    public func statistic(ratio supposed: Double) -> Double {
        let second = likeliestSecond(ratio: supposed), first = min(1, supposed * second)
        return Self.quotient(
            self.first.estimate - supposed * self.second.estimate, variance(first, second, weight: supposed * supposed))
    }

    /// The differences from which the data lie at most so many standard errors away.
    public func differences(within critical: Double) -> (lower: Double, upper: Double) {
        guard critical.isFinite else { return (-1, 1) }
        let lower = Self.boundary(from: -1, to: difference) { statistic(difference: $0) > critical }
        let upper = Self.boundary(from: difference, to: 1) { statistic(difference: $0) >= -critical }
        return (min(lower, difference), max(upper, difference))
    }

    /// The ratios from which the data lie at most so many standard errors away; the upper end may be infinite.
    public func ratios(within critical: Double) -> (lower: Double, upper: Double) {
        guard critical.isFinite else { return (0, .infinity) }
        let found = second.successes == 0 ? Double.infinity : first.estimate / second.estimate
        var high = found.isFinite ? max(found, 1e-300) : 1.0
        // The lower end lies below the ratio found; where that is infinite, a bracket is looked for.
        if found.isInfinite { while high < 1e300, statistic(ratio: high) > critical { high *= 16 } }
        let lower =
            first.successes == 0 || statistic(ratio: 0) <= critical
            ? 0 : Self.boundary(from: 0, to: high) { statistic(ratio: $0) > critical }
        guard found.isFinite else { return (lower, .infinity) }
        var top = max(found, 1e-12)
        while top < 1e300, statistic(ratio: top) >= -critical { top *= 2 }
        let upper = Self.boundary(from: found, to: top) { statistic(ratio: $0) >= -critical }
        return (min(lower, found), max(upper, found))
    }

    /// The probability of at least as many successes in the first sample, or at most as many, given those of both, if its proportion were a
    /// multiple of the second: exact where successes are rare, and a little too large where they are not.
    ///
    /// Source: Przyborowski and Wilenski (1940), doi:10.2307/2332612.
    public func rareTail(ratio supposed: Double, isUpper: Bool) throws -> Double {
        let hits = first.successes + second.successes
        guard hits > 0, supposed > 0 else { return 1 }
        let weight = supposed * Double(first.trials)
        let binomial = try Binomial(trials: hits, probability: weight / (weight + Double(second.trials)))
        if isUpper { return first.successes == 0 ? 1 : binomial.survival(first.successes - 1) }
        return binomial.cdf(first.successes)
    }

    // MARK: Most likely proportions

    private func variance(_ one: Double, _ other: Double, weight: Double) -> Double {
        one * (1 - one) / Double(first.trials) + weight * other * (1 - other) / Double(second.trials)
    }

    private static func quotient(_ apart: Double, _ variance: Double) -> Double {
        if apart == 0 { return 0 }
        return variance > 0 ? apart / variance.squareRoot() : (apart > 0 ? .infinity : -.infinity)
    }

    /// The slope of the likelihood falls, so that its root is found by halving.
    private func likeliestSecond(difference: Double) -> Double {
        let hits = (Double(first.successes), Double(second.successes))
        let misses = (Double(first.trials) - hits.0, Double(second.trials) - hits.1)
        return Self.boundary(from: max(0, -difference), to: min(1, 1 - difference)) { share in
            let other = share + difference
            var slope = 0.0
            if hits.0 > 0 { slope += hits.0 / max(other, 1e-300) }
            if misses.0 > 0 { slope -= misses.0 / max(1 - other, 1e-300) }
            if hits.1 > 0 { slope += hits.1 / max(share, 1e-300) }
            if misses.1 > 0 { slope -= misses.1 / max(1 - share, 1e-300) }
            return slope > 0
        }
    }

    private func likeliestSecond(ratio: Double) -> Double {
        let hits = (Double(first.successes), Double(second.successes)),
            trials = (Double(first.trials), Double(second.trials))
        let a = (trials.0 + trials.1) * ratio, b = trials.0 * ratio + hits.0 + trials.1 + hits.1 * ratio,
            c = hits.0 + hits.1
        // The smaller root, in the form that loses no digits.
        return min(1, 2 * c / (b + max(0, b * b - 4 * a * c).squareRoot()))
    }

    /// The place at which a condition that holds below it ceases to hold.
    private static func boundary(from low: Double, to high: Double, _ holds: (Double) -> Bool) -> Double {
        var low = low, high = high
        for _ in 0..<70 where high - low > 1e-15 * max(low.magnitude, high.magnitude) {
            let middle = low + (high - low) / 2
            if holds(middle) { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}
