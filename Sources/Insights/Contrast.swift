import Statistics

/// A difference with its interval, and whether it may be named: the one rule for titles, arrows and lists of what stands out.
///
/// A difference is clear where its interval excludes "no change". The interval takes Student's t over the units that vary, and what is
/// looked at together shares one error probability of 5 % (Bonferroni): where nothing differs, at most one page in twenty names anything.
/// What is not clear is not named; its level is said instead.
///
/// Edge cases: below ``leastListeners`` listeners or ``leastWeeks`` weeks, or without a standard error, no interval is given, and no difference counts as clear.
/// Source: Dunn (1961), doi:10.1080/01621459.1961.10482090 (Bonferroni intervals). See `docs/findings.md`.
package struct Contrast: Sendable, Hashable {
    /// What a difference varies by.
    package enum Unit: Sendable, Hashable {
        case listeners(Int)
        case weeks(Int)
        /// Independent cases, such as the test rows of a model.
        case cases(Int)

        var count: Int {
            switch self {
            case .listeners(let count), .weeks(let count), .cases(let count): count
            }
        }

        /// The one of two of which there are fewer.
        package func fewer(_ other: Unit) -> Unit { other.count < count ? other : self }
    }

    package enum Direction: Sendable { case up, down }

    /// The probability that anything of what is looked at together is named where nothing differs.
    package static let errorProbability = 0.05
    /// The fewest listeners whose difference is tested.
    package static let leastListeners = 20
    /// The fewest weeks, over both sides, whose difference is tested where there are fewer listeners.
    package static let leastWeeks = 6

    /// Later less earlier, or one side less the other, in the unit of the measure.
    package let difference: Double
    package let unit: Unit
    /// How many differences are looked at together.
    package let comparisons: Int
    /// nil where there are too few units to tell.
    package let interval: ClosedRange<Double>?

    package init(_ difference: Double, standardError: Double?, unit: Unit, comparisons: Int) {
        self.difference = difference
        self.unit = unit
        self.comparisons = max(1, comparisons)
        guard difference.isFinite, let standardError, standardError.isFinite, standardError >= 0,
            let quantile = Self.quantile(unit, Self.errorProbability / Double(self.comparisons))
        else {
            interval = nil
            return
        }
        interval = difference - quantile * standardError...difference + quantile * standardError
    }

    /// Which way it goes; nil where the interval holds "no change", or there is none.
    package var direction: Direction? {
        guard let interval else { return nil }
        return interval.lowerBound > 0 ? .up : interval.upperBound < 0 ? .down : nil
    }

    package var isClear: Bool { direction != nil }

    /// The probability that each of so many differences may take, for lists that the warehouse cuts by a p-value.
    package static func share(of comparisons: Int) -> Double { errorProbability / Double(max(1, comparisons)) }

    private static func quantile(_ unit: Unit, _ probability: Double) -> Double? {
        let tail = probability / 2
        switch unit {
        case .listeners(let count):
            return count < leastListeners ? nil : try? StudentT(degreesOfFreedom: Double(count - 1)).upperQuantile(tail)
        case .weeks(let count):
            return count < leastWeeks ? nil : try? StudentT(degreesOfFreedom: Double(count - 2)).upperQuantile(tail)
        case .cases(let count): return count < 2 ? nil : try? Normal.standard.upperQuantile(tail)
        }
    }
}

extension Contrast {
    /// The difference of two shares of different listeners, with the interval of Newcombe's hybrid score, which holds for small counts.
    ///
    /// Source: Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, method 10.
    package init(now: (count: Int, of: Int), before: (count: Int, of: Int), comparisons: Int) {
        let p = Double(now.count) / Double(max(1, now.of)), q = Double(before.count) / Double(max(1, before.of))
        difference = p - q
        unit = .listeners(min(now.of, before.of))
        self.comparisons = max(1, comparisons)
        guard min(now.of, before.of) >= Self.leastListeners,
            let z = Self.quantile(.cases(now.of), Self.share(of: comparisons))
        else {
            interval = nil
            return
        }
        let (a, b) = (Self.wilson(p, now.of, z), Self.wilson(q, before.of, z))
        let low = p - q - ((p - a.low) * (p - a.low) + (b.high - q) * (b.high - q)).squareRoot()
        let high = p - q + ((a.high - p) * (a.high - p) + (q - b.low) * (q - b.low)).squareRoot()
        interval = min(low, high)...max(low, high)
    }

    private static func wilson(_ p: Double, _ count: Int, _ z: Double) -> (low: Double, high: Double) {
        let n = Double(count), centre = p + z * z / (2 * n)
        let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return ((centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n))
    }
}

/// The fewest that a rate or a mean is made of. Below it the count is said instead.
package enum LeastCount {
    /// Listeners of a mean, a share or a retention rate.
    package static let listeners = 10
    /// Plays of a skip rate.
    package static let plays = 50
}
