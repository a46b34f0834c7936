import Foundation
import Synchronization

/// Nodes and weights of Gauss and Legendre's rule: an integral as a weighted sum, exact for polynomials up to degree 2n − 1.
///
/// Source: Press et al. (2007), Numerical Recipes, 4.6.
struct GaussLegendre: Sendable {
    /// In (−1, 1), ascending.
    let nodes: [Double]
    let weights: [Double]

    init(_ count: Int) {
        var nodes = [Double](repeating: 0, count: count), weights = nodes
        for index in 0..<(count + 1) / 2 {
            var x = cos(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5)), slope = 1.0
            for _ in 0..<100 {
                var value = 1.0, before = 0.0
                for degree in 0..<count {
                    (value, before) = (
                        (Double(2 * degree + 1) * x * value - Double(degree) * before) / Double(degree + 1), value
                    )
                }
                slope = Double(count) * (x * value - before) / (x * x - 1)
                let step = value / slope
                x -= step
                if abs(step) < 1e-16 { break }
            }
            nodes[index] = -x
            nodes[count - 1 - index] = x
            weights[index] = 2 / ((1 - x * x) * slope * slope)
            weights[count - 1 - index] = weights[index]
        }
        self.nodes = nodes
        self.weights = weights
    }

    /// The rule of so many nodes, as it was worked out before. An integration over many looks asks for the same few again and again.
    static func rule(_ count: Int) -> GaussLegendre {
        if let known = known.withLock({ $0[count] }) { return known }
        let rule = GaussLegendre(count)
        known.withLock { $0[count] = rule }
        return rule
    }

    private static let known = Mutex<[Int: GaussLegendre]>([:])

    /// The nodes and weights on a range.
    func on(_ lower: Double, _ upper: Double) -> [(x: Double, weight: Double)] {
        let half = (upper - lower) / 2, middle = (upper + lower) / 2
        return zip(nodes, weights).map { (middle + half * $0, half * $1) }
    }

    /// The integral of a function over a range.
    func integral(_ lower: Double, _ upper: Double, _ function: (Double) -> Double) -> Double {
        on(lower, upper).reduce(0) { $0 + $1.weight * function($1.x) }
    }
}
