/// The receiver operating characteristic: the share of positives found against the share of negatives mistaken, as the threshold falls.
///
/// Thinned to a number of points that lie evenly along the curve; the first is (0, 0) and the last (1, 1).
public struct RocCurve: Sendable, Hashable, Codable {
    /// One point of the curve.
    public struct Point: Sendable, Hashable, Codable {
        /// Rows that score at least this count as positive; nil at the origin, where none does.
        public let threshold: Double?
        /// The share of negatives that count as positive.
        public let falsePositiveRate: Double
        /// The share of positives that count as positive.
        public let truePositiveRate: Double
    }

    /// The points, from the highest threshold to the lowest.
    public let points: [Point]

    /// The curve of scores.
    /// - Parameters:
    ///   - scores: n finite numbers.
    ///   - labels: n labels, of both classes.
    ///   - pointLimit: the most points, at least 2.
    /// - Throws: ``LearningError`` of kind `.shape`, `.insufficientData`, `.notFinite`, `.oneClass` or `.parameter`.
    /// - Complexity: O(n)
    public init(scores: [Double], labels: [Bool], pointLimit: Int = 200) throws {
        guard pointLimit > 1 else {
            throw LearningError.parameter("The number of points", pointLimit, range: "at least 2")
        }
        self.init(try ScoreRanking(scores: scores, labels: labels), pointLimit: pointLimit)
    }

    init(_ ranking: ScoreRanking, pointLimit: Int) {
        let positives = Double(ranking.positives), negatives = Double(ranking.negatives)
        var groups = 0
        ranking.forEachGroup { _ in groups += 1 }
        // Between the origin and the end, which are always kept, a point for every so much of the way; the way is 2 long.
        let spacing = groups < pointLimit ? 0 : 2 / Double(pointLimit - 1)
        var points = [Point(threshold: nil, falsePositiveRate: 0, truePositiveRate: 0)]
        var found = (positive: 0.0, negative: 0.0)
        var seen = 0, next = spacing
        ranking.forEachGroup(descending: true) { group in
            found.positive += Double(group.positives)
            found.negative += Double(group.negatives)
            seen += group.positives + group.negatives
            let point = Point(
                threshold: group.score, falsePositiveRate: found.negative / negatives,
                truePositiveRate: found.positive / positives)
            let way = point.falsePositiveRate + point.truePositiveRate
            guard way >= next || seen == ranking.count else { return }
            points.append(point)
            while spacing > 0, next <= way { next += spacing }
        }
        self.points = points
    }
}
