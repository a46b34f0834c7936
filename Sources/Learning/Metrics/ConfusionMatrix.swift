public import Statistics

/// Right and wrong decisions at a threshold: a row counts as positive where its score is at least the threshold.
///
/// Edge cases: what has no denominator is nil, such as the precision where no row counts as positive.
/// Reference: metrics.json.
public struct ConfusionMatrix: Sendable, Hashable, Codable {
    /// The threshold.
    public let threshold: Double
    /// Positives that count as positive.
    public let truePositives: Int
    /// Negatives that count as positive.
    public let falsePositives: Int
    /// Negatives that count as negative.
    public let trueNegatives: Int
    /// Positives that count as negative.
    public let falseNegatives: Int

    /// The number of rows.
    public var count: Int { truePositives + falsePositives + trueNegatives + falseNegatives }

    /// The share of rows that are decided rightly.
    public var accuracy: Double? { Self.share(truePositives + trueNegatives, of: count) }

    /// The share of true positives among what counts as positive.
    public var precision: Double? { Self.share(truePositives, of: truePositives + falsePositives) }

    /// The share of positives that are found.
    public var recall: Double? { Self.share(truePositives, of: truePositives + falseNegatives) }

    /// The share of negatives that are left alone.
    public var specificity: Double? { Self.share(trueNegatives, of: trueNegatives + falsePositives) }

    /// The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).
    public var f1: Double? { Self.share(2 * truePositives, of: 2 * truePositives + falsePositives + falseNegatives) }

    /// Wilson's interval of the accuracy; nil without rows.
    public func accuracyInterval(level: Double = 0.95) throws -> ConfidenceInterval? {
        try Self.wilson(truePositives + trueNegatives, of: count, level: level)
    }

    /// Wilson's interval of the precision; nil where no row counts as positive.
    public func precisionInterval(level: Double = 0.95) throws -> ConfidenceInterval? {
        try Self.wilson(truePositives, of: truePositives + falsePositives, level: level)
    }

    /// Wilson's interval of the recall; nil without positives.
    public func recallInterval(level: Double = 0.95) throws -> ConfidenceInterval? {
        try Self.wilson(truePositives, of: truePositives + falseNegatives, level: level)
    }

    private static func share(_ part: Int, of whole: Int) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }

    private static func wilson(_ part: Int, of whole: Int, level: Double) throws -> ConfidenceInterval? {
        whole > 0 ? try Proportion(successes: part, trials: whole).wilson(level: level) : nil
    }
}
