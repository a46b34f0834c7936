/// Everything that is asked of a classifier, from its probabilities and what came of them.
///
/// The rows should be ones the model has not seen. Intervals hold for independent rows.
/// Reference: metrics.json.
public struct BinaryClassificationMetrics: Sendable, Hashable, Codable {
    /// The number of rows.
    public let count: Int
    /// The number of positive rows.
    public let positives: Int
    /// How well the probabilities rank, with DeLong's interval.
    public let areaUnderCurve: AreaUnderCurve
    /// The curve whose area that is, in at most 200 points.
    public let rocCurve: RocCurve
    /// Σ (recallₙ − recallₙ₋₁) · precisionₙ over falling thresholds; its value for chance is the share of positives.
    public let averagePrecision: Double
    /// Logarithmic loss and Brier score.
    public let losses: ProbabilityLosses
    /// The decisions at the threshold that was asked for.
    public let decisions: ConfusionMatrix
    /// The decisions at the threshold with the largest F1 on these rows; that F1 is therefore an optimist's.
    public let bestF1: ConfusionMatrix
    /// Calibration over ten bins of equal width.
    public let calibration: CalibrationCurve
    /// Calibration over ten bins of equal numbers of rows.
    public let calibrationByCount: CalibrationCurve

    /// The metrics of probabilities.
    /// - Parameters:
    ///   - probabilities: n numbers in 0...1.
    ///   - labels: n labels, of both classes.
    ///   - threshold: from which probability on a row counts as positive.
    ///   - level: of the intervals, in (0, 1).
    /// - Throws: ``LearningError`` of kind `.shape`, `.insufficientData`, `.parameter` or `.oneClass`.
    /// - Complexity: O(n)
    public init(probabilities: [Double], labels: [Bool], threshold: Double = 0.5, level: Double = 0.95) throws {
        losses = try ProbabilityLosses(probabilities: probabilities, labels: labels, level: level)
        let ranking = try ScoreRanking(scores: probabilities, labels: labels)
        let thresholds = ThresholdCurve(ranking: ranking)
        count = ranking.count
        positives = ranking.positives
        areaUnderCurve = try AreaUnderCurve(ranking, level: level)
        rocCurve = RocCurve(ranking, pointLimit: 200)
        averagePrecision = thresholds.averagePrecision()
        decisions = thresholds.decisions(at: threshold)
        bestF1 = thresholds.bestF1()
        calibration = try CalibrationCurve(ranking, binning: .equalWidth(10), level: level)
        calibrationByCount = try CalibrationCurve(ranking, binning: .equalCount(10), level: level)
    }

    /// The metrics by name, for a model's card.
    ///
    /// Names: auc, log_loss, brier, average_precision, accuracy, precision, recall, f1, ece, ece_equal_count. What is not defined is left
    /// out, such as the precision where no row counts as positive.
    public func named(level: Double = 0.95) throws -> [String: MetricValue] {
        var metrics = [
            "auc": areaUnderCurve.metric, "log_loss": losses.logLoss, "brier": losses.brierScore,
            "average_precision": MetricValue(averagePrecision),
            "ece": MetricValue(calibration.expectedCalibrationError),
            "ece_equal_count": MetricValue(calibrationByCount.expectedCalibrationError),
        ]
        metrics["accuracy"] = MetricValue(decisions.accuracy, interval: try decisions.accuracyInterval(level: level))
        metrics["precision"] = MetricValue(decisions.precision, interval: try decisions.precisionInterval(level: level))
        metrics["recall"] = MetricValue(decisions.recall, interval: try decisions.recallInterval(level: level))
        metrics["f1"] = MetricValue(decisions.f1, interval: nil)
        return metrics
    }
}
