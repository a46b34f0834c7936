import Foundation
public import LinearAlgebra

/// A fitted logistic regression.
public struct LogisticModel: FittedModel {
    /// A score is the probability of a positive label.
    public static let kind = ModelArtifact.Kind.logistic

    /// The features that have a coefficient, in the order of the training columns.
    public let featureNames: [String]
    /// The means of the features in the training rows.
    public let means: [Double]
    /// The standard deviations of the features in the training rows.
    public let scales: [Double]
    /// The intercept: raw where all features are zero, standardised where all are at their means.
    public let intercept: Coefficient
    /// One for each feature.
    public let coefficients: [Coefficient]
    /// The covariance of intercept and coefficients on the standardised scale, as ``LogisticRegression`` explains it.
    ///
    /// Shape: (k + 1) × (k + 1), the intercept first.
    public let covariance: Matrix
    /// Columns that were dropped because their values are all equal.
    public let droppedColumns: [String]
    /// Whether the model classifies every training row correctly; without the penalty its coefficients would be infinite.
    public let isSeparated: Bool
    /// How the search went.
    public let convergence: Convergence
    /// The number of training rows.
    public let rowCount: Int
    /// The number of training rows with a positive label.
    public let positives: Int

    private let predictor: LinearPredictor

    init(
        outcome: LogisticNewtonSolver.Outcome, names: [String], means: [Double], scales: [Double],
        constantColumns: [String],
        rowCount: Int,
        positives: Int, level: Double
    ) throws {
        let table = try CoefficientTable(
            names: names, solution: outcome.point, covariance: outcome.covariance, means: means, scales: scales,
            degreesOfFreedom: nil,
            level: level)
        featureNames = names
        self.means = means
        self.scales = scales
        intercept = table.intercept
        coefficients = table.coefficients
        covariance = outcome.covariance
        droppedColumns = constantColumns
        isSeparated = outcome.isSeparated
        convergence = outcome.convergence
        self.rowCount = rowCount
        self.positives = positives
        predictor = LinearPredictor(names: names, solution: outcome.point, means: means, scales: scales)
    }

    /// The probability of a positive label for every row.
    ///
    /// The rows may have more columns than the model, in any order.
    /// - Parameters:
    ///   - rows: n rows with the model's features among their columns.
    ///   - parallel: how many threads share the work; the answer does not depend on it.
    /// - Returns: n probabilities.
    /// - Throws: ``LearningError`` of kind `.shape` where a feature is missing.
    public func probabilities(_ rows: FeatureRows, parallel: Parallel = .automatic) throws -> [Double] {
        try predictor.values(of: rows, parallel: parallel, logistic)
    }

    /// The log odds of a positive label for every row.
    /// - Throws: ``LearningError`` of kind `.shape` where a feature is missing.
    public func logOdds(_ rows: FeatureRows, parallel: Parallel = .automatic) throws -> [Double] {
        try predictor.values(of: rows, parallel: parallel)
    }

    /// The probability of a positive label for one row.
    /// - Parameter row: one value for each of `featureNames`, in their order.
    /// - Throws: ``LearningError`` of kind `.shape` or `.notFinite`.
    public func probability(row: [Double]) throws -> Double { logistic(try predictor.value(of: row)) }
}

/// 1 / (1 + exp(−x)), without overflow on either side.
func logistic(_ x: Double) -> Double {
    let small = exp(-abs(x))
    return (x >= 0 ? 1 : small) / (1 + small)
}
