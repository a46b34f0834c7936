/// A fast random generator whose draws are the same on every machine for the same seed and stream.
///
/// xoshiro256** with a period of 2²⁵⁶ − 1. Streams of one seed begin from different states; they are what parallel work draws from, one
/// stream for each listener, arm or resample, so that neither the order of the work nor the number of threads changes a draw.
/// Not for secrets: the draws can be predicted.
/// Source: Blackman and Vigna (2021), doi:10.1145/3460772.
public struct RandomGenerator: RandomNumberGenerator, Sendable, Hashable {
    @usableFromInline var first: UInt64
    @usableFromInline var second: UInt64
    @usableFromInline var third: UInt64
    @usableFromInline var fourth: UInt64
    /// The second normal draw of a pair, kept for the next call.
    var spareNormal: Double?

    /// The generator of a seed and a stream.
    /// - Parameters:
    ///   - seed: any value.
    ///   - stream: any value; different streams of one seed are independent of one another.
    public init(seed: UInt64, stream: UInt64 = 0) {
        var seeds = SplitMix64(seed: seed)
        var streams = SplitMix64(seed: stream ^ 0x6a09_e667_f3bc_c908)
        self.init(
            state: (
                seeds.next() ^ streams.next(), seeds.next() ^ streams.next(), seeds.next() ^ streams.next(),
                seeds.next() ^ streams.next()
            ))
    }

    /// The generator of a state, which must not be zero throughout.
    init(state: (UInt64, UInt64, UInt64, UInt64)) {
        (first, second, third, fourth) = state
        if first | second | third | fourth == 0 { first = 1 }
    }

    /// A generator of its own that begins from the present state; this one is not advanced.
    /// - Parameter stream: any value; equal states and streams give equal generators, and different streams independent ones.
    public func split(stream: UInt64) -> RandomGenerator {
        RandomGenerator(
            seed: first ^ Self.rotated(second, by: 17) ^ Self.rotated(third, by: 31) ^ Self.rotated(fourth, by: 47),
            stream: ~stream)
    }

    /// The next 64 bits.
    /// - Complexity: O(1), about a nanosecond.
    @inlinable @inline(__always)
    public mutating func next() -> UInt64 {
        let result = Self.rotated(second &* 5, by: 7) &* 9
        let shifted = second &<< 17
        third ^= first
        fourth ^= second
        second ^= third
        first ^= fourth
        third ^= shifted
        fourth = Self.rotated(fourth, by: 45)
        return result
    }

    /// A number in [0, 1), a multiple of 2⁻⁵³.
    @inlinable @inline(__always)
    public mutating func uniform() -> Double { Double(next() &>> 11) * 0x1p-53 }

    /// A whole number in 0..<bound, each equally likely.
    ///
    /// Source: Lemire (2019), doi:10.1145/3230636.
    /// - Parameter bound: at least 1.
    @inlinable
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "there is no whole number in an empty range")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return Int(truncatingIfNeeded: product.high)
    }

    @inlinable @inline(__always)
    static func rotated(_ word: UInt64, by count: UInt64) -> UInt64 { (word &<< count) | (word &>> (64 &- count)) }
}
