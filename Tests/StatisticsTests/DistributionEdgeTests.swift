import Foundation
import Statistics
import Testing

@Suite struct DistributionEdgeTests {
    private func samples() throws -> [any ContinuousDistribution] {
        [
            Normal.standard, try StudentT(degreesOfFreedom: 3), try ChiSquared(degreesOfFreedom: 4),
            try FisherF(numerator: 3, denominator: 9),
            try Beta(alpha: 2, beta: 3), try Gamma(shape: 2, scale: 5),
        ]
    }

    @Test func outsideTheSupportNothingIsProbable() throws {
        for distribution in try samples() {
            let (below, above) = (
                max(-Double.greatestFiniteMagnitude, distribution.support.lowerBound - 1),
                distribution.support.upperBound
            )
            if distribution.support.lowerBound.isFinite {
                #expect(
                    distribution.pdf(below) == 0 && distribution.cdf(below) == 0 && distribution.survival(below) == 1)
            }
            #expect(distribution.cdf(above) == 1 && distribution.survival(above) == 0)
            #expect(distribution.cdf(-.infinity) == 0 && distribution.survival(-.infinity) == 1)
            #expect(distribution.pdf(.infinity) == 0 && distribution.pdf(-.infinity) == 0)
            #expect(distribution.cdf(.nan).isNaN && distribution.survival(.nan).isNaN && distribution.pdf(.nan).isNaN)
        }
    }

    @Test func theQuantilesOfZeroAndOneAreTheEndsOfTheSupport() throws {
        for distribution in try samples() {
            #expect(try distribution.quantile(0) == distribution.support.lowerBound)
            #expect(try distribution.quantile(1) == distribution.support.upperBound)
            #expect(try distribution.upperQuantile(0) == distribution.support.upperBound)
            #expect(try distribution.upperQuantile(1) == distribution.support.lowerBound)
        }
    }

    @Test(arguments: [-0.1, 1.1, .nan, .infinity])
    func aProbabilityOutsideTheUnitIntervalIsRefused(p: Double) throws {
        for distribution in try samples() {
            #expect(throws: StatisticsError.self) { try distribution.quantile(p) }
            #expect(throws: StatisticsError.self) { try distribution.upperQuantile(p) }
        }
        let error = #expect(throws: StatisticsError.self) { try Binomial(trials: 3, probability: 0.5).quantile(p) }
        #expect(error?.kind == .parameter)
    }

    @Test(arguments: [0.0, -1, .nan, .infinity])
    func aParameterOutOfRangeIsRefused(value: Double) {
        #expect(throws: StatisticsError.self) { try Normal(mean: 0, standardDeviation: value) }
        #expect(throws: StatisticsError.self) { try ChiSquared(degreesOfFreedom: value) }
        #expect(throws: StatisticsError.self) { try FisherF(numerator: value, denominator: 1) }
        #expect(throws: StatisticsError.self) { try FisherF(numerator: 1, denominator: value) }
        #expect(throws: StatisticsError.self) { try Beta(alpha: value, beta: 1) }
        #expect(throws: StatisticsError.self) { try Gamma(shape: 1, scale: value) }
        if value != .infinity { #expect(throws: StatisticsError.self) { try StudentT(degreesOfFreedom: value) } }
    }

    @Test func studentsTWithInfiniteDegreesOfFreedomIsTheNormal() throws {
        let student = try StudentT(degreesOfFreedom: .infinity)
        for x in [-3.0, -0.5, 0, 2] { #expect(isClose(student.cdf(x), Normal.standard.cdf(x), relative: 1e-14)) }
    }

    @Test(arguments: [1e-12, 1e-3, 0.5, 1, 7, 1e6, 1e40])
    func theSquareOfACauchyVariableHasTheFDistributionOnOneAndOne(x: Double) throws {
        let cauchy = try StudentT(degreesOfFreedom: 1), square = try FisherF(numerator: 1, denominator: 1)
        #expect(isClose(square.survival(x * x), 2 * cauchy.survival(x), relative: 1e-15))
        #expect(isClose(square.cdf(x * x), cauchy.cdf(x) - cauchy.cdf(-x), relative: 1e-15, absolute: 1e-16))
    }

    @Test(arguments: [1.2, 1.9])
    func theTailOfStudentsTStaysAPowerWhereTheSquareOverflows(degreesOfFreedom: Double) throws {
        let student = try StudentT(degreesOfFreedom: degreesOfFreedom)
        let near = student.survival(1e150), far = student.survival(1e152)
        #expect(isClose(near / far, pow(100, degreesOfFreedom), relative: 1e-11))
        #expect(isClose(student.cdf(-1e152), far, relative: 1e-15))
        #expect(student.cdf(1e152) == 1)
    }

    @Test func theGammaDensityAtZeroDependsOnItsShape() throws {
        #expect(try Gamma(shape: 0.5, scale: 2).pdf(0) == .infinity)
        #expect(try Gamma(shape: 1, scale: 2).pdf(0) == 0.5)
        #expect(try Gamma(shape: 2, scale: 2).pdf(0) == 0)
    }

    @Test(arguments: [0, 1, 5, 100])
    func aCertainBinomialHasAllItsMassOnOneCount(trials: Int) throws {
        for (probability, count) in [(0.0, 0), (1.0, trials)] {
            let binomial = try Binomial(trials: trials, probability: probability)
            #expect(binomial.pmf(count) == 1 && binomial.cdf(count) == 1 && binomial.survival(count) == 0)
            #expect(binomial.pmf(count + 1) == 0 && binomial.cdf(count - 1) == 0)
            #expect(try binomial.quantile(0.5) == count)
        }
    }

    @Test func theQuantileOfTheProbabilityUpToACountIsThatCount() throws {
        let binomial = try Binomial(trials: 40, probability: 0.35)
        for k in 2...30 {
            #expect(try binomial.quantile(binomial.cdf(k)) == k)
            #expect(try binomial.upperQuantile(binomial.survival(k)) == k)
        }
        #expect(abs((0...40).reduce(0) { $0 + binomial.pmf($1) } - 1) < 1e-14)
        #expect(binomial.pmf(-1) == 0 && binomial.cdf(-1) == 0 && binomial.survival(-1) == 1)
        #expect(binomial.pmf(41) == 0 && binomial.cdf(41) == 1 && binomial.survival(41) == 0)
    }
}
