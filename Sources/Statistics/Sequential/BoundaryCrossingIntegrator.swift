import Foundation

/// A Brownian motion with drift that is looked at now and then, as far as it has not crossed a boundary.
struct BoundaryCrossingIntegrator {
    private let drift: Double
    private let isTwoSided: Bool
    private(set) var time = 0.0
    /// Where it may be, in ascending order, with the probability of being there and not having crossed.
    private(set) var places: [(x: Double, probability: Double)] = [(0, 1)]

    init(drift: Double, isTwoSided: Bool) {
        self.drift = drift
        self.isTwoSided = isTwoSided
    }

    /// The probabilities to be beyond a boundary of the z statistic at a later time.
    func exit(at later: Double, _ boundary: Double) -> (upper: Double, lower: Double) {
        let step = later - time, deviation = step.squareRoot(), edge = boundary * later.squareRoot()
        guard boundary.isFinite else { return (0, 0) }
        var upper = 0.0, lower = 0.0
        for place in places {
            let mean = place.x + drift * step
            upper += place.probability * Normal.standard.survival((edge - mean) / deviation)
            if isTwoSided { lower += place.probability * Normal.standard.cdf((-edge - mean) / deviation) }
        }
        return (upper, lower)
    }

    /// The boundary that is crossed upwards with a probability.
    func boundary(at later: Double, exitingWith probability: Double) throws -> Double {
        // What lies beyond eight deviations cannot be told from nothing.
        guard probability > 1e-15 else { return .infinity }
        var low = -9.0, high = 9.0
        if exit(at: later, high).upper > probability || exit(at: later, low).upper < probability {
            throw StatisticsError.notConverged("A boundary")
        }
        for _ in 0..<80 where high - low > 1e-13 {
            let middle = (low + high) / 2
            if exit(at: later, middle).upper > probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Goes on to a later time, and forgets what has crossed.
    mutating func advance(to later: Double, _ boundary: Double) {
        let step = later - time, deviation = step.squareRoot(), root = later.squareRoot()
        let far = 9 * root, centre = drift * later
        let upper = min(boundary.isFinite ? boundary * root : .infinity, centre + far)
        let lower = max(isTwoSided && boundary.isFinite ? -boundary * root : -.infinity, centre - far)
        guard upper > lower else {
            places = []
            time = later
            return
        }
        // Enough points that the kernel of one step is smooth between them.
        let count = max(48, Int(min(600, 24 + 5 * (upper - lower) / deviation)))
        let scale = 1 / (deviation * (2 * Double.pi).squareRoot())
        // Both lie in ascending order. From farther than ten deviations nothing comes that a sum could hold.
        let before = places, reach = 10 * deviation
        var nearest = 0
        places = GaussLegendre.rule(count).on(lower, upper).map { x, weight in
            let from = x - drift * step
            while nearest < before.count, before[nearest].x < from - reach { nearest += 1 }
            var density = 0.0, index = nearest
            while index < before.count, before[index].x <= from + reach {
                let z = (from - before[index].x) / deviation
                density += before[index].probability * exp(-z * z / 2)
                index += 1
            }
            return (x, weight * density * scale)
        }
        time = later
    }
}
