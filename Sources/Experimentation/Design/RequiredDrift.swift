import Foundation
import Listening
import Statistics
import Synchronization

/// What a plan's monitoring demands of a z statistic, whatever the metric.
struct RequiredDrift: Sendable, Hashable {
    let monitoring: Monitoring
    let significance: Double
    let isTwoSided: Bool
    /// The units for which a mixture was tuned; nil for as many as there are.
    let planned: Int?
    /// The share of the units that are in the two arms of a comparison: an analysis counts those.
    let comparedShare: Double

    /// The looks that stand for looking all the time.
    static let looks = 30

    /// Where the z statistic has to come to, look by look.
    func boundary(units: Double) throws -> any CrossingBoundary {
        let level = isTwoSided ? significance : min(0.999, 2 * significance), compared = units * comparedShare
        switch monitoring {
        case .fixed: return SingleLook(significance: significance, isTwoSided: isTwoSided, units: compared)
        case .groupSequential(let looks, let spending):
            return try GroupSequentialDesign(
                looks: looks, significance: significance, isTwoSided: isTwoSided, spending: spending)
        case .alwaysValid(let tunedFor):
            let sequence = try ConfidenceSequence(tunedFor: tunedFor, level: 1 - level)
            return try crossing {
                try sequence.interval(estimate: 0, standardError: 1, count: max(1, Int(saturating: compared * $0)))
                    .upper
            }
        case .mixture:
            let z = try Normal.standard.upperQuantile(level / 2)
            // The mixing variance in squared standard errors at full information.
            let mixture = try MixtureSPRT(
                mixingVariance: z * z * (planned.map { compared / Double($0) } ?? comparedShare))
            return try crossing {
                try mixture.interval(estimate: 0, variance: 1 / $0, level: 1 - level).upper * $0.squareRoot()
            }
        }
    }

    private func crossing(_ boundary: (Double) throws -> Double) throws -> any CrossingBoundary {
        let information = (1...Self.looks).map { Double($0) / Double(Self.looks) }
        return PreparedCrossing(
            try BoundaryCrossing(
                information: information, boundaries: information.map(boundary), isTwoSided: isTwoSided))
    }

    /// Whether the boundary is the same however many units there are.
    private var ignoresUnits: Bool {
        switch monitoring {
        case .groupSequential: true
        case .mixture: planned == nil
        case .fixed, .alwaysValid: false
        }
    }

    /// The mean of the z statistic at all units with which it is found with a power.
    ///
    /// It is asked for the same again and again: by every metric, and by a calculator. So answers are remembered.
    func drift(power: Double, units: Double) throws -> Double {
        let key = Key(demand: self, power: power, units: ignoresUnits ? 0 : units)
        if let known = Self.known.withLock({ $0[key] }) { return known }
        let boundary = try boundary(units: units)
        var low = 0.0, high = 3.0
        while try boundary.power(drift: high) < power {
            low = high
            high += 3
            guard high < 60 else {
                throw ExperimentationError.plan("power", "\(power) cannot be reached. Ask for less.")
            }
        }
        // Regula falsi (Illinois): the power is smooth and rises.
        var below = try boundary.power(drift: low) - power, above = try boundary.power(drift: high) - power
        var side = 0, middle = high
        for _ in 0..<60 where high - low > 1e-7 {
            middle = (low * above - high * below) / (above - below)
            let found = try boundary.power(drift: middle) - power
            if found.magnitude < 1e-7 { break }
            if found > 0 {
                (high, above) = (middle, found)
                if side == 1 { below /= 2 }
                side = 1
            } else {
                (low, below) = (middle, found)
                if side == -1 { above /= 2 }
                side = -1
            }
        }
        let answer = middle
        Self.known.withLock { known in
            if known.count > 10_000 { known.removeAll() }
            known[key] = answer
        }
        return answer
    }

    private struct Key: Hashable {
        let demand: RequiredDrift
        let power: Double
        let units: Double
    }

    private static let known = Mutex<[Key: Double]>([:])
}

/// What decides when a z statistic has come far enough.
protocol CrossingBoundary {
    func power(drift: Double) throws -> Double
    func expectedInformation(drift: Double) -> Double
}

extension GroupSequentialDesign: CrossingBoundary {}
extension PreparedCrossing: CrossingBoundary {}

/// A single look, by the t distribution.
private struct SingleLook: CrossingBoundary {
    let significance: Double
    let isTwoSided: Bool
    let units: Double

    func power(drift: Double) throws -> Double {
        // So few units leave no degree of freedom.
        guard units > 2 else { return 0 }
        do {
            let test = try PowerOfMeans(
                standardDeviation: 1, significance: significance, alternative: isTwoSided ? .twoSided : .greater)
            // The same noncentrality with two arms of equal size: drift = δ √(n/4) for n units.
            let power = try test.power(difference: 2 * drift / units.squareRoot(), first: units / 2)
            if power.isFinite { return power }
        } catch let error as StatisticsError {
            throw ExperimentationError(error, of: "The power of a single look")
        }
        throw ExperimentationError(
            "power", "The power of a single look at \(units) units could not be computed. Ask for a larger effect.")
    }

    func expectedInformation(drift: Double) -> Double { 1 }
}
