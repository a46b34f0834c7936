import Foundation

/// The chances of a ``BoundaryCrossing`` for many drifts: the integration is done once, without drift, and each drift reweighs it.
///
/// Before it crosses, a Brownian motion with drift θ is at x at time t with the density of one without drift times exp(θx − θ²t/2).
/// Source: Girsanov's theorem; Jennison and Turnbull (2000), chapter 19. Reference: the same chances by ``BoundaryCrossing``.
/// - Complexity: to make, that of one integration; a drift then takes a pass over its points instead of over pairs of them.
public struct PreparedCrossing: Sendable {
    /// Where the motion without drift may be just before a look.
    private struct Stage: Sendable {
        let time: Double
        let places: [(x: Double, probability: Double)]
    }

    /// The boundaries with their looks.
    public let crossing: BoundaryCrossing
    private let stages: [Stage]

    /// Prepares what does not depend on the drift.
    public init(_ crossing: BoundaryCrossing) {
        self.crossing = crossing
        var walk = BoundaryCrossingIntegrator(drift: 0, isTwoSided: crossing.isTwoSided)
        stages = zip(crossing.information, crossing.boundaries).map { time, boundary in
            defer { walk.advance(to: time, boundary) }
            return Stage(time: walk.time, places: walk.places)
        }
    }

    /// The probability to cross at each look (and not before), where the z statistic at full information has a mean of `drift`.
    public func probabilities(drift: Double) -> [Double] {
        guard reaches(drift) else { return crossing.probabilities(drift: drift) }
        return crossing.information.indices.map { look in
            let stage = stages[look], later = crossing.information[look], boundary = crossing.boundaries[look]
            guard boundary.isFinite else { return 0 }
            let step = later - stage.time, deviation = step.squareRoot(), edge = boundary * later.squareRoot()
            var sum = 0.0
            for place in stage.places {
                let mean = place.x + drift * step, up = (edge - mean) / deviation, down = (edge + mean) / deviation
                guard up < Self.farthest || (crossing.isTwoSided && down < Self.farthest) else { continue }
                let beyond = Self.survival(up) + (crossing.isTwoSided ? Self.survival(down) : 0)
                sum += place.probability * exp(drift * (place.x - drift * stage.time / 2)) * beyond
            }
            return sum
        }
    }

    /// The probability to cross at any look.
    public func power(drift: Double) -> Double { min(1, probabilities(drift: drift).reduce(0, +)) }

    /// The share of the planned information that is used on average.
    public func expectedInformation(drift: Double) -> Double {
        BoundaryCrossing.expectedInformation(probabilities(drift: drift), crossing.information)
    }

    /// Of the standard normal: as ``Normal``, without its way through C++, since it is asked for by the ten thousand.
    private static func survival(_ z: Double) -> Double { 0.5 * erfc(z * 0.5.squareRoot()) }

    /// What lies beyond so many deviations cannot be told from nothing.
    private static let farthest = 8.5

    /// Whether the points that were made without drift lie where a motion with it is. They reach to the boundaries, and to nine deviations at most.
    private func reaches(_ drift: Double) -> Bool {
        guard drift >= 0 || crossing.isTwoSided else { return false }
        return zip(crossing.information, crossing.boundaries).allSatisfy {
            $1 <= 9 || drift.magnitude * $0.squareRoot() <= 2
        }
    }
}
