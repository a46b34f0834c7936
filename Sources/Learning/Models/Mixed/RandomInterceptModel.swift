import Foundation
public import Statistics

/// A fitted logistic regression with a random intercept for each group.
public struct RandomInterceptModel: Sendable, Hashable, Codable {
    /// The features that have a coefficient, in the order of the training columns.
    public let featureNames: [String]
    /// The means of the features in the training rows.
    public let means: [Double]
    /// The standard deviations of the features in the training rows.
    public let scales: [Double]
    /// The intercept of a group like most: raw where all features are zero, standardised where all are at their means.
    public let intercept: Coefficient
    /// One for each feature: the change of the log odds within a group.
    public let coefficients: [Coefficient]
    /// The standard deviation σ of the groups' intercepts on the log-odds scale.
    public let groupDeviation: Double
    /// The interval of σ.
    public let groupDeviationInterval: ConfidenceInterval
    /// The logarithm of the likelihood, by Laplace's approximation.
    public let logLikelihood: Double
    /// Columns that were dropped because their values are all equal.
    public let droppedColumns: [String]
    /// The steps over all rows.
    public let iterations: Int
    /// The number of training rows.
    public let rowCount: Int
    /// The number of groups.
    public let groupCount: Int

    init(
        outcome: RandomInterceptNewtonSolver.Outcome, names: [String], means: [Double], scales: [Double],
        constantColumns: [String],
        rowCount: Int,
        groupCount: Int, level: Double
    ) throws {
        let table = try CoefficientTable(
            names: names, solution: outcome.point.weights, covariance: outcome.covariance, means: means, scales: scales,
            degreesOfFreedom: nil, level: level)
        featureNames = names
        self.means = means
        self.scales = scales
        intercept = table.intercept
        coefficients = table.coefficients
        let reach =
            try Normal.standard.upperQuantile((1 - level) / 2)
            / max(outcome.information, .leastNormalMagnitude).squareRoot()
        groupDeviation = outcome.isFlat ? 0 : outcome.point.deviation
        groupDeviationInterval = ConfidenceInterval(
            lower: outcome.isFlat ? 0 : outcome.point.deviation * exp(-reach),
            upper: outcome.point.deviation * exp(min(reach, 50)),
            level: level)
        logLikelihood = outcome.logLikelihood
        droppedColumns = constantColumns
        iterations = outcome.iterations
        self.rowCount = rowCount
        self.groupCount = groupCount
    }
}
