import Foundation
import Statistics

/// How far predictions of a number are from what came.
///
/// Intervals: of the mean absolute error and the mean error Student's t interval over rows; of the root mean squared error the square
/// roots of the t interval of the mean squared error, cut at 0; of R² the normal interval by the delta method, with the influence
/// φᵢ = −(eᵢ² − MSE)/V + MSE (dᵢ² − V)/V² of row i, where eᵢ is its error, dᵢ its distance from the mean target and V the mean of dᵢ²; its
/// variance is Σ φᵢ²/n². They hold for independent rows. Reference: metrics.json.
public struct RegressionMetrics: Sendable, Hashable, Codable {
    /// The number of rows.
    public let count: Int
    /// 1 − Σ (target − prediction)² / Σ (target − mean target)²; below 0 where the mean would have been the better prediction.
    public let rSquared: MetricValue
    /// The square root of the mean squared error.
    ///
    /// Unit: that of the target, as of the two that follow.
    public let rootMeanSquaredError: MetricValue
    /// The mean of |target − prediction|.
    public let meanAbsoluteError: MetricValue
    /// The mean of prediction − target: above 0 where the model foretells too much.
    public let meanError: MetricValue

    /// The metrics of predictions.
    /// - Parameters:
    ///   - predictions: n finite numbers.
    ///   - targets: n finite numbers that are not all equal.
    ///   - level: of the intervals, in (0, 1).
    /// - Throws: ``LearningError`` of kind `.shape`, `.insufficientData` below two rows, `.notFinite` or `.constantTarget`.
    /// - Complexity: O(n)
    public init(predictions: [Double], targets: [Double], level: Double = 0.95) throws {
        let target = try Target(targets, rows: predictions.count)
        if let row = predictions.firstIndex(where: { !$0.isFinite }) {
            throw LearningError.notFinite("prediction", row: row)
        }
        var errors = Moments(), distances = Moments(), squares = Moments()
        for row in targets.indices {
            let error = predictions[row] - targets[row]
            errors.add(error)
            distances.add(abs(error))
            squares.add(error * error)
        }
        let n = Double(targets.count)
        let spread = target.squares / n
        var influence = 0.0
        for row in targets.indices {
            let error = predictions[row] - targets[row], apart = targets[row] - target.mean
            let share =
                -(error * error - squares.mean) / spread + squares.mean * (apart * apart - spread) / (spread * spread)
            influence += share * share
        }
        count = targets.count
        let explained = 1 - squares.mean / spread
        rSquared = MetricValue(
            explained,
            interval: try .normal(estimate: explained, standardError: influence.squareRoot() / n, level: level))
        rootMeanSquaredError = MetricValue(
            squares.mean.squareRoot(),
            interval: try squares.meanInterval(level: level).mapped { max(0, $0).squareRoot() })
        meanAbsoluteError = try MetricValue(mean: distances, level: level)
        meanError = try MetricValue(mean: errors, level: level)
    }

    /// The metrics by name, for a model's card: r_squared, rmse, mae, mean_error.
    public var named: [String: MetricValue] {
        ["r_squared": rSquared, "rmse": rootMeanSquaredError, "mae": meanAbsoluteError, "mean_error": meanError]
    }
}
