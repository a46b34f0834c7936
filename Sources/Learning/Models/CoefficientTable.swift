import LinearAlgebra
import Statistics

/// Turns what was fitted on the standardised scale into coefficients on both scales.
struct CoefficientTable {
    let intercept: Coefficient
    let coefficients: [Coefficient]

    /// - Parameters:
    ///   - solution: the intercept at the means of the features, then a weight per standard deviation of each feature.
    ///   - covariance: of the solution.
    ///   - degreesOfFreedom: of Student's t; nil for the normal distribution.
    init(
        names: [String], solution: [Double], covariance: Matrix, means: [Double], scales: [Double],
        degreesOfFreedom: Double?, level: Double
    ) throws {
        guard level > 0, level < 1 else {
            throw LearningError.parameter("The confidence level", level, range: "between 0 and 1")
        }
        let student = try degreesOfFreedom.map { try StudentT(degreesOfFreedom: $0) }
        let critical = try student?.upperQuantile((1 - level) / 2) ?? Normal.standard.upperQuantile((1 - level) / 2)

        func estimate(_ value: Double, variance: Double, scale: Double = 1) -> Estimate {
            let error = max(0, variance).squareRoot()
            let statistic = value == 0 ? 0 : value / max(error, .leastNormalMagnitude)
            let finite = min(Double.greatestFiniteMagnitude, max(-Double.greatestFiniteMagnitude, statistic))
            let tail = student?.survival(abs(finite)) ?? Normal.standard.survival(abs(finite))
            let reach = critical * error
            return Estimate(
                value: value / scale, standardError: error / scale, statistic: finite, pValue: min(1, 2 * tail),
                interval: ConfidenceInterval(
                    lower: (value - reach) / scale, upper: (value + reach) / scale, level: level))
        }

        coefficients = names.indices.map { column in
            let value = solution[column + 1], variance = covariance[column + 1, column + 1]
            return Coefficient(
                name: names[column], raw: estimate(value, variance: variance, scale: scales[column]),
                standardized: estimate(value, variance: variance))
        }
        // The intercept at zero is a linear combination of the solution, and so is its variance.
        let combination = [1] + names.indices.map { -means[$0] / scales[$0] }
        let moved = zip(combination, solution).reduce(0) { $0 + $1.0 * $1.1 }
        let variance = zip(combination, try covariance.multiplied(by: combination)).reduce(0) { $0 + $1.0 * $1.1 }
        intercept = Coefficient(
            name: Self.interceptName, raw: estimate(moved, variance: variance),
            standardized: estimate(solution[0], variance: covariance[0, 0]))
    }

    static let interceptName = "(intercept)"
}
