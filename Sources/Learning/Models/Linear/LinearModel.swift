public import LinearAlgebra
import Statistics

/// A fitted linear regression.
public struct LinearModel: FittedModel {
    /// A score is the expected value of the target.
    public static let kind = ModelArtifact.Kind.linear

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
    /// The covariance of intercept and coefficients on the standardised scale, as ``LinearRegression`` explains it.
    ///
    /// Shape: (k + 1) × (k + 1), the intercept first.
    public let covariance: Matrix
    /// Columns that were dropped because their values are all equal.
    public let droppedColumns: [String]
    /// The share of the target's variance that the model explains in the training rows.
    public let rSquared: Double
    /// The same, corrected for the number of features: 1 − (1 − R²)(n − 1)/(n − k − 1).
    public let adjustedRSquared: Double
    /// The standard deviation of the residuals, over n − k − 1.
    ///
    /// Unit: that of the target.
    public let sigma: Double
    /// n − k − 1.
    public let degreesOfFreedom: Int
    /// The F statistic of all features together, on k and n − k − 1 degrees of freedom; nil with a penalty or without features.
    public let fStatistic: Double?
    /// The probability of an F at least as large where no feature matters.
    public let fPValue: Double?
    /// The number of training rows.
    public let rowCount: Int

    private let predictor: LinearPredictor

    init(
        equations: NormalEquations, solution: [Double], factor: Cholesky, penalties: [Double], residualSquares: Double,
        target: Target,
        names: [String], means: [Double], scales: [Double], constantColumns: [String], level: Double
    ) throws {
        let degrees = target.count - names.count - 1
        let variance = residualSquares / Double(degrees)
        let inverse = factor.inverse
        var covariance = inverse
        let isPenalised = penalties.contains { $0 > 0 }
        if isPenalised {
            covariance = try inverse.multiplied(by: equations.gram).multiplied(by: inverse)
        }
        var scaled = Matrix(rows: covariance.rows, columns: covariance.columns)
        for row in 0..<covariance.rows {
            for column in 0...row { scaled[row, column] = covariance[row, column] * variance }
        }
        scaled.mirrorLowerTriangle()
        var point = solution
        point[0] += target.mean
        let table = try CoefficientTable(
            names: names, solution: point, covariance: scaled, means: means, scales: scales,
            degreesOfFreedom: Double(degrees), level: level
        )
        featureNames = names
        self.means = means
        self.scales = scales
        intercept = table.intercept
        coefficients = table.coefficients
        self.covariance = scaled
        droppedColumns = constantColumns
        rSquared = 1 - residualSquares / target.squares
        adjustedRSquared = 1 - variance / (target.squares / Double(target.count - 1))
        sigma = variance.squareRoot()
        degreesOfFreedom = degrees
        if isPenalised || names.isEmpty {
            (fStatistic, fPValue) = (nil, nil)
        } else {
            let statistic = max(0, target.squares - residualSquares) / Double(names.count) / variance
            fStatistic = min(.greatestFiniteMagnitude, statistic)
            fPValue = try FisherF(numerator: Double(names.count), denominator: Double(degrees)).survival(statistic)
        }
        rowCount = target.count
        predictor = LinearPredictor(names: names, solution: point, means: means, scales: scales)
    }

    /// The expected target for every row.
    ///
    /// The rows may have more columns than the model, in any order.
    /// - Parameters:
    ///   - rows: n rows with the model's features among their columns.
    ///   - parallel: how many threads share the work; the answer does not depend on it.
    /// - Returns: n values.
    /// - Throws: ``LearningError`` of kind `.shape` where a feature is missing.
    public func predictions(_ rows: FeatureRows, parallel: Parallel = .automatic) throws -> [Double] {
        try predictor.values(of: rows, parallel: parallel)
    }

    /// The expected target for one row.
    /// - Parameter row: one value for each of `featureNames`, in their order.
    /// - Throws: ``LearningError`` of kind `.shape` or `.notFinite`.
    public func prediction(row: [Double]) throws -> Double { try predictor.value(of: row) }
}
