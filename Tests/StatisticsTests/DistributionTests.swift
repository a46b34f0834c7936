import Foundation
import Statistics
import Testing

@Suite struct DistributionTests {
    struct File: Decodable { let distributions: [Case] }

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Point: Decodable {
            let x: Double
            let cdf: Double?
            let sf: Double?
            let pdf: Double?
            /// By how much a relative error in x is magnified; nil for counts.
            let condition: Double?
        }

        struct Quantile: Decodable {
            let p: Double
            let x: Double
        }

        let distribution: String
        let parameters: [String: Double]
        let points: [Point]
        let quantiles: [Quantile]
        let upperQuantiles: [Quantile]

        var testDescription: String { "\(distribution) \(parameters)" }
    }

    static let cases = (try? ReferenceFile.load("distributions", as: File.self).distributions) ?? []

    @Test func theReferenceCoversAllDistributions() {
        #expect(
            Set(Self.cases.map(\.distribution)) == [
                "normal", "student_t", "chi_squared", "f", "beta", "gamma", "binomial",
            ])
    }

    /// Boost claims about fifty rounding errors for the incomplete functions beneath; a point itself is rounded, which `condition` magnifies.
    @Test(arguments: cases.filter { $0.distribution != "binomial" })
    func probabilitiesAgreeWithTheReferenceFarIntoBothTails(reference: Case) throws {
        let distribution = try continuous(reference)
        for point in reference.points {
            let tolerance = 2e-12 + 4 * Double.ulpOfOne * (point.condition ?? 0)
            if let cdf = point.cdf {
                #expect(isClose(distribution.cdf(point.x), cdf, relative: tolerance), "cdf at \(point.x)")
            }
            if let sf = point.sf {
                #expect(isClose(distribution.survival(point.x), sf, relative: tolerance), "survival at \(point.x)")
            }
            if let pdf = point.pdf {
                #expect(isClose(distribution.pdf(point.x), pdf, relative: tolerance), "pdf at \(point.x)")
            }
        }
    }

    @Test(arguments: cases.filter { $0.distribution != "binomial" })
    func quantilesAgreeWithTheReferenceOnBothSides(reference: Case) throws {
        let distribution = try continuous(reference)
        for quantile in reference.quantiles {
            let found = try distribution.quantile(quantile.p)
            #expect(isClose(found, quantile.x, relative: 1e-11, absolute: 1e-15), "quantile of \(quantile.p)")
        }
        for quantile in reference.upperQuantiles {
            let found = try distribution.upperQuantile(quantile.p)
            #expect(isClose(found, quantile.x, relative: 1e-11, absolute: 1e-15), "upper quantile of \(quantile.p)")
        }
    }

    @Test(arguments: cases.filter { $0.distribution == "binomial" })
    func theBinomialAgreesWithTheReference(reference: Case) throws {
        let binomial = try Binomial(
            trials: Int(reference.parameters["n"] ?? 0), probability: reference.parameters["p"] ?? 0)
        for point in reference.points {
            let k = Int(point.x)
            // A probability raised to the power n magnifies its rounding n times.
            let tolerance = 2e-12 + 4 * Double.ulpOfOne * Double(binomial.trials)
            if let cdf = point.cdf { #expect(isClose(binomial.cdf(k), cdf, relative: tolerance), "cdf at \(k)") }
            if let sf = point.sf { #expect(isClose(binomial.survival(k), sf, relative: tolerance), "survival at \(k)") }
            if let pdf = point.pdf { #expect(isClose(binomial.pmf(k), pdf, relative: tolerance), "pmf at \(k)") }
        }
        for quantile in reference.quantiles {
            #expect(try binomial.quantile(quantile.p) == Int(quantile.x), "quantile of \(quantile.p)")
        }
        for quantile in reference.upperQuantiles {
            #expect(try binomial.upperQuantile(quantile.p) == Int(quantile.x), "upper quantile of \(quantile.p)")
        }
    }

    private func continuous(_ reference: Case) throws -> any ContinuousDistribution {
        let parameters = reference.parameters
        func parameter(_ name: String) throws -> Double { try #require(parameters[name]) }
        return switch reference.distribution {
        case "normal": try Normal(mean: parameter("mean"), standardDeviation: parameter("sd"))
        case "student_t": try StudentT(degreesOfFreedom: parameter("df"))
        case "chi_squared": try ChiSquared(degreesOfFreedom: parameter("df"))
        case "f": try FisherF(numerator: parameter("numerator_df"), denominator: parameter("denominator_df"))
        case "beta": try Beta(alpha: parameter("a"), beta: parameter("b"))
        default: try Gamma(shape: parameter("shape"), scale: parameter("scale"))
        }
    }
}
