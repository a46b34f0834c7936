import Foundation
import Statistics

/// Which procedure a comparison is made by. There is one rule, and every report shows what it chose.
///
/// | metric | where | procedure |
/// |---|---|---|
/// | proportion | every count that equal proportions lead to expect is at least 5 | two-proportion z (score) test, Mee's and Koopman's intervals |
/// | proportion | otherwise | Fisher's exact test (margins: the exact test of a rate ratio), intervals widened to agree |
/// | mean, ratio, adjusted proportion | the test is not skewed (below) | Welch's t, Fieller's interval of the lift |
/// | mean, ratio | otherwise | no result, and how many units it takes |
/// | adjusted proportion | otherwise | as a proportion without adjustment |
/// | quantile | both arms have values on both sides of its interval | order statistics of both arms |
/// | quantile | otherwise | no result, and how many units it takes |
///
/// Under sequential monitoring the same procedures give the evidence of a look as a standard normal deviate, which is then judged; always-valid
/// methods, which are meant for many units, take t as it is.
enum InferenceRule {
    /// The counts that the normal approximation of a proportion asks for. Source: Cochran (1954), doi:10.2307/3001616.
    static let leastExpected = 5.0

    /// How skewed a difference of means may be for Welch's t test to hold its level: third cumulant over the cube of the standard error.
    ///
    /// Its share of false alarms at 5 % is .055 at this limit (exponential and log-normal values, arms of 1:4 and 1:9), and up to .14 beyond.
    static let mostSkewness = 0.2

    /// How skewed the difference of two means is if both arms have the same distribution: third cumulant over the cube of the standard error.
    ///
    /// It vanishes for arms of one size, whatever the values. Source: Hall (1992), The Bootstrap and Edgeworth Expansion, 2.6.
    /// - Parameter skewness: of the values.
    static func skewness(ofDifference skewness: Double, _ first: Int, _ second: Int) -> Double {
        let one = 1 / Double(max(1, first)), other = 1 / Double(max(1, second))
        return (skewness * (one - other) / (one + other).squareRoot()).magnitude
    }

    /// The skewness of values of which a share is 1 and the others are 0; infinite where all are alike.
    static func skewness(ofShare share: Double) -> Double {
        share > 0 && share < 1 ? (1 - 2 * share) / (share * (1 - share)).squareRoot() : .infinity
    }
}
