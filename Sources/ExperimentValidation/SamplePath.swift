import LinearAlgebra
import Statistics

/// The course of an experiment as somebody sees who looks again and again.
struct SamplePath {
    /// What is known at one look.
    struct Point {
        /// The units of both arms.
        let units: Int
        let difference: Double
        let variance: Double
        /// The difference in standard errors.
        var z: Double { difference / variance.squareRoot() }
    }

    let points: [Point]

    /// An experiment that is looked at whenever each arm has got a batch of units more.
    init(
        looks: Int, batch: Int, _ random: inout RandomGenerator, control: (inout RandomGenerator) -> Double,
        treatment: (inout RandomGenerator) -> Double
    ) {
        var first = Moments(), second = Moments()
        points = (1...looks).map { look in
            second.merge(.of(batch, &random, control))
            first.merge(.of(batch, &random, treatment))
            let variance = ((first.variance ?? 0) + (second.variance ?? 0)) / Double(first.count)
            return Point(units: 2 * batch * look, difference: first.mean - second.mean, variance: variance)
        }
    }

    /// Those looks at which there was something to be seen: both arms did not have one value only.
    func visible(from units: Int = 0) -> [Point] { points.filter { $0.variance > 0 && $0.units >= units } }

    /// Whether the z statistic reaches a design's boundary at one of its looks.
    func crosses(_ design: GroupSequentialDesign, truth: Double = 0) -> Bool {
        zip(design.information, design.boundaries).contains { information, boundary in
            let point = points[Int((information * Double(points.count)).rounded()) - 1]
            guard point.variance > 0 else { return false }
            let z = (point.difference - truth) / point.variance.squareRoot()
            return (design.isTwoSided ? abs(z) : z) >= boundary
        }
    }
}
