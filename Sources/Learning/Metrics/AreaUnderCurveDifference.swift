public import Statistics

/// The difference between the areas under the curves of two scores on the same rows, by DeLong's paired test.
///
/// Edge cases: fewer than two rows in either class throw `.insufficientData`. Where both scores order all pairs alike, the difference and
/// its standard error are 0 and there is no test: statistic and p-value are nil.
/// Source: DeLong, DeLong and Clarke-Pearson (1988), doi:10.2307/2531595; Sun and Xu (2014), doi:10.1109/LSP.2014.2337313.
/// Reference: metrics.json.
public struct AreaUnderCurveDifference: Sendable, Hashable, Codable {
    /// The first area minus the second.
    public let value: Double
    /// The standard error of the difference, with the correlation of the two areas taken into account.
    public let standardError: Double
    /// The difference over its standard error.
    public let statistic: Double?
    /// The probability of a difference at least as large where there is none; two-sided.
    public let pValue: Double?
    /// The normal interval.
    public let interval: ConfidenceInterval

    /// Compares two scores.
    /// - Parameters:
    ///   - first: n finite scores.
    ///   - second: n finite scores of the same rows.
    ///   - labels: n labels, of both classes.
    ///   - level: of the interval, in (0, 1).
    /// - Throws: ``LearningError`` of kind `.shape`, `.insufficientData`, `.notFinite` or `.oneClass`.
    /// - Complexity: O(n)
    public init(_ first: [Double], _ second: [Double], labels: [Bool], level: Double = 0.95) throws {
        let placements = (
            try ScoreRanking(scores: first, labels: labels).placements(),
            try ScoreRanking(scores: second, labels: labels).placements()
        )
        var positive = Moments(), negative = Moments()
        for row in labels.indices {
            let difference = placements.0[row] - placements.1[row]
            if labels[row] { positive.add(difference) } else { negative.add(difference) }
        }
        guard let ofPositives = positive.standardError, let ofNegatives = negative.standardError else {
            throw LearningError.insufficientData(
                "A comparison of areas", needed: 2, found: min(positive.count, negative.count))
        }
        let error = (ofPositives * ofPositives + ofNegatives * ofNegatives).squareRoot()
        value = positive.mean
        standardError = error
        statistic = error > 0 ? positive.mean / error : nil
        pValue = statistic.map { 2 * Normal.standard.survival(abs($0)) }
        interval = try .normal(estimate: positive.mean, standardError: error, level: level)
    }
}
