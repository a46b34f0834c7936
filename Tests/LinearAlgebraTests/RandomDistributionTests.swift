import Foundation
import LinearAlgebra
import Testing

/// Means and variances of draws lie within five standard errors of the truth, at fixed seeds.
@Suite struct RandomDistributionTests {
    struct Truth: Sendable, CustomTestStringConvertible {
        let name: String
        let mean: Double
        let variance: Double
        /// The fourth central moment, for the standard error of the variance.
        let fourth: Double
        let draw: @Sendable (inout RandomGenerator) -> Double

        var testDescription: String { name }
    }

    private static func normal() -> Truth { Truth(name: "normal", mean: 0, variance: 1, fourth: 3) { $0.normal() } }

    private static func scaledNormal() -> Truth {
        Truth(name: "normal 5 ± 2", mean: 5, variance: 4, fourth: 48) { $0.normal(mean: 5, standardDeviation: 2) }
    }

    private static func exponential(_ rate: Double) -> Truth {
        Truth(name: "exponential \(rate)", mean: 1 / rate, variance: 1 / (rate * rate), fourth: 9 / pow(rate, 4)) {
            $0.exponential(rate: rate)
        }
    }

    private static func gamma(_ shape: Double, _ scale: Double) -> Truth {
        Truth(
            name: "gamma \(shape), \(scale)", mean: shape * scale, variance: shape * scale * scale,
            fourth: (3 * shape * shape + 6 * shape) * pow(scale, 4)
        ) { $0.gamma(shape: shape, scale: scale) }
    }

    private static func poisson(_ mean: Double) -> Truth {
        Truth(name: "Poisson \(mean)", mean: mean, variance: mean, fourth: mean * (1 + 3 * mean)) {
            Double($0.poisson(mean))
        }
    }

    static let truths = [
        normal(), scaledNormal(), exponential(1), exponential(0.2), gamma(0.1, 1), gamma(0.45, 3), gamma(1, 1),
        gamma(2.5, 0.5),
        gamma(400, 1), poisson(0.01), poisson(1), poisson(9.99), poisson(10), poisson(33.3), poisson(1e6),
    ]

    @Test(arguments: truths)
    func meanAndVarianceAreThoseOfTheDistribution(truth: Truth) {
        var random = RandomGenerator(seed: 11)
        let count = 200_000
        let draws = (0..<count).map { _ in truth.draw(&random) }
        let mean = draws.reduce(0, +) / Double(count)
        let variance = draws.reduce(0) { $0 + ($1 - truth.mean) * ($1 - truth.mean) } / Double(count)
        #expect(abs(mean - truth.mean) < 5 * (truth.variance / Double(count)).squareRoot())
        #expect(
            abs(variance - truth.variance) < 5
                * ((truth.fourth - truth.variance * truth.variance) / Double(count)).squareRoot())
    }

    @Test(arguments: [-2.0, -1, -0.5, 0, 0.3, 1, 1.96, 3])
    func theShareOfNormalDrawsBelowAPointIsItsProbability(point: Double) {
        var random = RandomGenerator(seed: 12)
        let count = 200_000
        let below = (0..<count).lazy.count { _ in random.normal() < point }
        let probability = 0.5 * erfc(-point / 2.0.squareRoot())
        #expect(
            abs(Double(below) / Double(count) - probability) < 5
                * (probability * (1 - probability) / Double(count)).squareRoot())
    }

    @Test(arguments: [3.0, 12])
    func poissonCountsHaveTheirProbabilities(mean: Double) {
        var random = RandomGenerator(seed: 13)
        let draws = 200_000
        var counts = [Int](repeating: 0, count: 60)
        for _ in 0..<draws { counts[min(59, random.poisson(mean))] += 1 }
        for count in 0..<25 {
            let probability = exp(Double(count) * log(mean) - mean - lgamma(Double(count + 1)))
            let deviation = (Double(draws) * probability * (1 - probability)).squareRoot()
            #expect(abs(Double(counts[count]) - Double(draws) * probability) <= 5 * deviation + 1)
        }
    }

    @Test func aPoissonMeanOfZeroDrawsZero() {
        var random = RandomGenerator(seed: 14)
        for _ in 0..<100 { #expect(random.poisson(0) == 0) }
    }
}
