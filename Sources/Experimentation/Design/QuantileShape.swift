import LinearAlgebra
import Listening
import Statistics

/// What a quantile was measured on, to find the power of the order statistics by which two arms are compared.
///
/// The variance of a quantile is that of many units. With as many as a test has, the interval of the arm with the higher value reaches to where
/// values are dense, and that of the other one to where they thin out; how far depends on which units came. So the test is drawn: order
/// statistics of uniform values by gamma variates, carried over by the quantile function of the baseline.
/// Source: David and Nagaraja (2003), Order Statistics, 2.1 and 6.4 (ratios of gamma variates).
struct QuantileShape: Sendable, Hashable {
    let probability: Double
    let values: ValueCounts

    private static let draws = 60_000

    /// The share of tests that find a shift.
    /// - Parameters:
    ///   - shift: of the treatment's values, in their unit; below 0 where less is better.
    ///   - critical: the normal deviate that counts as found.
    func power(shift: Double, control: Int, treatment: Int, critical: Double) throws -> Double {
        // A shift down is a shift up of the other arm.
        let (higher, lower) = shift > 0 ? (treatment, control) : (control, treatment)
        guard let top = Ranks(probability, of: higher, critical), let bottom = Ranks(probability, of: lower, critical),
            let near = top.below, let far = bottom.above
        else { return 0 }
        var random = RandomGenerator(seed: 1), found = 0
        for _ in 0..<Self.draws {
            let first = random.beta(top.middle, higher + 1 - top.middle)
            let under = first * random.beta(near, top.middle - near)
            let second = random.beta(bottom.middle, lower + 1 - bottom.middle)
            let over = second + (1 - second) * random.beta(far - bottom.middle, lower + 1 - far)
            let high = try value(first), low = try value(second)
            let below = high - (try value(under)), above = try value(over) - low
            if high + shift.magnitude - low > (below * below + above * above).squareRoot() { found += 1 }
        }
        return Double(found) / Double(Self.draws)
    }

    private func value(_ share: Double) throws -> Double { try values.quantile(min(1 - 1e-12, max(1e-12, share))) }

    /// The ranks of a quantile and of the ends of its interval; an end is nil where no value lies so far out.
    private struct Ranks {
        let middle: Int
        let below: Int?
        let above: Int?

        init?(_ probability: Double, of units: Int, _ critical: Double) {
            guard units >= 2 else { return nil }
            let reach = critical * (probability * (1 - probability) / Double(units)).squareRoot()
            func rank(_ share: Double) -> Int? {
                guard share > 0, share < 1 else { return nil }
                let exact = share * Double(units)
                return min(units, max(1, Int(saturating: (exact - 4 * exact.ulp).rounded(.up))))
            }
            guard let middle = rank(probability) else { return nil }
            self.middle = middle
            below = rank(probability - reach)
            above = rank(probability + reach)
        }
    }
}

extension RandomGenerator {
    /// A beta variate of whole parameters; 1 where the second is 0, and 0 where the first is.
    fileprivate mutating func beta(_ first: Int, _ second: Int) -> Double {
        guard first > 0 else { return 0 }
        guard second > 0 else { return 1 }
        let one = gamma(shape: Double(first))
        return one / (one + gamma(shape: Double(second)))
    }
}
