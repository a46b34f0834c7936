import Foundation
import LinearAlgebra
import Statistics

/// Units as an experiment on listening meets them.
extension RandomGenerator {
    /// Minutes a listener: exponential, mean 40, standard deviation 40.
    mutating func minutes() -> Double { exponential() * Minutes.mean }

    /// Minutes that vary half as much: gamma with shape 4, mean 40, standard deviation 20.
    mutating func calmMinutes() -> Double {
        -log((1 - uniform()) * (1 - uniform()) * (1 - uniform()) * (1 - uniform())) * Minutes.mean / 4
    }

    /// Plays a listener, at least 1: geometric (negative binomial with dispersion 1), mean 30.
    mutating func plays() -> Int { 1 + Int(log(1 - uniform()) / Self.logOfMore) }

    private static let logOfMore = log(29.0 / 30)

    /// A value with a heavy tail: log-normal with σ = 1, mean 1.65.
    mutating func heavy() -> Double { exp(normal()) }

    /// Successes among trials of a probability, one by one.
    mutating func successes(_ trials: Int, _ probability: Double) -> Int {
        var hits = 0
        for _ in 0..<trials where uniform() < probability { hits += 1 }
        return hits
    }

    /// How likely a listener skips: beta(2, 3), which is how the second smallest of four uniform numbers is distributed. Mean: 0.4.
    mutating func tendency() -> Double {
        let a = uniform(), b = uniform(), c = uniform(), d = uniform()
        let low = min(a, b), high = max(a, b), otherLow = min(c, d), otherHigh = max(c, d)
        return min(max(low, otherLow), min(high, otherHigh))
    }

    /// A listener's plays and skips, by a tendency of the listener's own. Mean ratio: 0.4.
    mutating func listener() -> (plays: Double, skips: Double) {
        let plays = plays()
        return (Double(plays), Double(successes(plays, tendency())))
    }

    /// Minutes as of ``minutes()``, and those of the time before, with which they correlate.
    ///
    /// Source: the first-order exponential autoregression of Gaver and Lewis (1980), doi:10.2307/1426429.
    mutating func minutesAndBefore(correlation: Double) -> (minutes: Double, before: Double) {
        let before = minutes()
        return (following(before, correlation: correlation), before)
    }

    /// Minutes as of ``minutes()`` that correlate with given ones.
    mutating func following(_ before: Double, correlation: Double) -> Double {
        correlation * before + (uniform() < correlation ? 0 : minutes())
    }
}

/// The distribution of minutes.
enum Minutes {
    static let mean = 40.0
    static let variance = mean * mean
}

extension ValueCounts {
    /// The counts of values without ties.
    init(distinct values: [Double]) throws {
        try self.init(values: values.sorted(), counts: [Int](repeating: 1, count: values.count))
    }
}

extension Moments {
    /// The moments of so many draws.
    static func of(_ count: Int, _ random: inout RandomGenerator, _ draw: (inout RandomGenerator) -> Double) -> Moments
    {
        var sum = 0.0, squares = 0.0
        let pilot = draw(&random)
        for _ in 1..<count {
            let apart = draw(&random) - pilot
            sum += apart
            squares += apart * apart
        }
        let mean = sum / Double(count)
        // With two draws or more, and no draws far from the first, nothing can be out of range.
        return (try? Moments(count: count, mean: pilot + mean, m2: max(0, squares - sum * mean))) ?? Moments()
    }
}
