public import Statistics

/// The area under the receiver operating characteristic: the probability that a positive row scores above a negative one, where equals
/// count one half.
///
/// The variance is DeLong's, through ranks. Edge cases: it is nil with fewer than two rows in either class; a perfect ranking has an
/// interval of length 0.
/// Source: DeLong, DeLong and Clarke-Pearson (1988), doi:10.2307/2531595; Sun and Xu (2014), doi:10.1109/LSP.2014.2337313.
/// Reference: metrics.json.
public struct AreaUnderCurve: Sendable, Hashable, Codable {
    /// The area, in 0...1; one half is chance.
    public let value: Double
    /// DeLong's standard error.
    public let standardError: Double?
    /// The normal interval, cut to 0...1.
    public let interval: ConfidenceInterval?

    /// The area under the curve of scores.
    /// - Parameters:
    ///   - scores: n finite numbers, higher for rows that are more likely positive.
    ///   - labels: n labels, of both classes.
    ///   - level: of the interval, in (0, 1).
    /// - Throws: ``LearningError`` of kind `.shape`, `.insufficientData`, `.notFinite`, `.oneClass` or `.parameter`.
    /// - Complexity: O(n)
    public init(scores: [Double], labels: [Bool], level: Double = 0.95) throws {
        try self.init(ScoreRanking(scores: scores, labels: labels), level: level)
    }

    init(_ ranking: ScoreRanking, level: Double) throws {
        let positives = Double(ranking.positives), negatives = Double(ranking.negatives)
        var won = 0.0, below = 0.0
        ranking.forEachGroup { group in
            won += Double(group.positives) * (below + 0.5 * Double(group.negatives))
            below += Double(group.negatives)
        }
        let area = won / (positives * negatives)
        value = area
        guard ranking.positives > 1, ranking.negatives > 1 else {
            standardError = nil
            interval = nil
            return
        }
        var squares = (positive: 0.0, negative: 0.0)
        var seen = (positive: 0.0, negative: 0.0)
        ranking.forEachGroup { group in
            let groupPositives = Double(group.positives), groupNegatives = Double(group.negatives)
            let ofPositive = (seen.negative + 0.5 * groupNegatives) / negatives - area
            let ofNegative = (positives - seen.positive - 0.5 * groupPositives) / positives - area
            squares.positive += groupPositives * ofPositive * ofPositive
            squares.negative += groupNegatives * ofNegative * ofNegative
            seen.positive += groupPositives
            seen.negative += groupNegatives
        }
        let variance = squares.positive / (positives - 1) / positives + squares.negative / (negatives - 1) / negatives
        standardError = variance.squareRoot()
        interval = try ConfidenceInterval.normal(estimate: area, standardError: variance.squareRoot(), level: level)
            .mapped { min(1, max(0, $0)) }
    }

    /// The area with its interval, for a table of metrics.
    public var metric: MetricValue { MetricValue(value, interval: interval) }
}
