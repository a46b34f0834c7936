/// A distribution on the real line: its density, its probabilities on both sides, and the inverse of these.
///
/// `survival` and `upperQuantile` keep full relative precision in the far upper tail, where `1 - cdf` would round to zero.
/// Edge cases: NaN in gives NaN out; outside the support the density is 0 and the probabilities are 0 or 1.
public protocol ContinuousDistribution: Sendable, Hashable {
    /// Where the density may be above zero.
    var support: ClosedRange<Double> { get }

    /// The probability density.
    func pdf(_ x: Double) -> Double

    /// P(X ≤ x).
    func cdf(_ x: Double) -> Double

    /// P(X > x).
    func survival(_ x: Double) -> Double

    /// The x with P(X ≤ x) = p.
    /// - Parameter p: in 0...1; 0 and 1 give the ends of the support.
    /// - Throws: ``StatisticsError`` of kind `.parameter` for any other p.
    func quantile(_ p: Double) throws -> Double

    /// The x with P(X > x) = p.
    /// - Parameter p: in 0...1; 0 and 1 give the upper and the lower end of the support.
    /// - Throws: ``StatisticsError`` of kind `.parameter` for any other p.
    func upperQuantile(_ p: Double) throws -> Double
}

/// The side of x on which a probability lies, as the functions beneath number it.
enum Tail: Int32 {
    case lower = 0
    case upper = 1

    /// The probability of a side, with the ends of the support taken care of.
    func probability(_ x: Double, in support: ClosedRange<Double>, _ inside: (Double, Int32) -> Double) -> Double {
        if x.isNaN { return .nan }
        if x <= support.lowerBound { return self == .lower ? 0 : 1 }
        if x >= support.upperBound { return self == .lower ? 1 : 0 }
        return min(1, max(0, inside(x, rawValue)))
    }

    /// The quantile of a side, with the ends of the support taken care of.
    func quantile(_ p: Double, in support: ClosedRange<Double>, _ inside: (Double, Int32) -> Double) throws -> Double {
        guard p >= 0, p <= 1 else { throw StatisticsError.parameter("The probability", p, range: "in 0...1") }
        if p == 0 || p == 1 { return (p == 0) == (self == .lower) ? support.lowerBound : support.upperBound }
        let x = inside(p, rawValue)
        guard !x.isNaN else { throw StatisticsError.notConverged("The quantile of \(p)") }
        return x
    }
}

/// The density with the ends of the support taken care of.
func density(_ x: Double, in support: ClosedRange<Double>, _ inside: (Double) -> Double) -> Double {
    if x.isNaN { return .nan }
    return x.isFinite && support.contains(x) ? inside(x) : 0
}
