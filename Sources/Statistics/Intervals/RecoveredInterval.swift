/// Intervals of a difference and of a ratio, put together from those of two independent estimates, which need not be symmetric.
///
/// For symmetric limits the difference's interval is the usual one and the ratio's is Fieller's, which leaves out 1 exactly where the
/// difference's leaves out 0.
/// Source: Zou and Donner (2008), doi:10.1002/sim.3095; Donner and Zou (2012), doi:10.1177/0962280210383082; Fieller (1954),
/// doi:10.1111/j.2517-6161.1954.tb00159.x. Reference: scores.json.
public enum RecoveredInterval {
    /// An estimate and the ends of its interval, which may be infinite.
    public struct Limits: Sendable, Hashable {
        /// The estimate.
        public let value: Double
        /// The lower limit; may be infinite.
        public let lower: Double
        /// The upper limit; may be infinite.
        public let upper: Double

        /// An estimate with its limits.
        public init(value: Double, lower: Double, upper: Double) {
            self.value = value
            self.lower = min(lower, value)
            self.upper = max(upper, value)
        }

        var mirrored: Limits { Limits(value: -value, lower: -upper, upper: -lower) }
        var below: Double { value - lower }
        var above: Double { upper - value }
    }

    /// The ends of the interval of the first less the second.
    public static func difference(_ first: Limits, _ second: Limits) -> (lower: Double, upper: Double) {
        let apart = first.value - second.value
        return (apart - length(first.below, second.above), apart + length(first.above, second.below))
    }

    /// The ends of the interval of the first over the second; nil where the second's own interval holds 0, so that any ratio is possible.
    public static func ratio(_ first: Limits, _ second: Limits) -> (lower: Double, upper: Double)? {
        if second.value < 0 { return second.upper < 0 ? ratio(first.mirrored, second.mirrored) : nil }
        guard second.lower > 0 else { return nil }
        // Both conditions hold up to an end, and not beyond.
        let lower = end(first, second) { ratio in
            first.value - ratio * second.value
                > length(first.below, scaled(ratio, ratio < 0 ? second.below : second.above))
        }
        let upper = end(first, second) { ratio in
            ratio * second.value - first.value
                < length(first.above, scaled(ratio, ratio < 0 ? second.above : second.below))
        }
        return (lower, upper)
    }

    private static func length(_ a: Double, _ b: Double) -> Double {
        (a * a + b * b).squareRoot()
    }

    /// 0 · ∞ would not be a number.
    private static func scaled(_ ratio: Double, _ side: Double) -> Double {
        ratio == 0 || side == 0 ? 0 : ratio.magnitude * side
    }

    private static func end(_ first: Limits, _ second: Limits, _ holds: (Double) -> Bool) -> Double {
        let found = first.value / second.value
        var step = max(1, found.magnitude), low = found, high = found
        while !holds(low) {
            low = found - step
            step *= 2
            if step > 1e200 { return -.infinity }
        }
        step = max(1, found.magnitude)
        while holds(high) {
            high = found + step
            step *= 2
            if step > 1e200 { return .infinity }
        }
        for _ in 0..<200 where high - low > 1e-15 * max(low.magnitude, high.magnitude, 1e-300) {
            let middle = low + (high - low) / 2
            if middle == low || middle == high { break }
            if holds(middle) { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}

extension Estimate {
    /// The estimate with so many standard errors to either side.
    public func limits(_ standardErrors: Double) -> RecoveredInterval.Limits {
        let reach = variance == 0 ? 0 : standardErrors * standardError
        return .init(value: value, lower: value - reach, upper: value + reach)
    }
}
