public import Statistics

/// How often what was foretold came true, over bins of the foretold probability.
///
/// Reference: metrics.json.
public struct CalibrationCurve: Sendable, Hashable, Codable {
    /// How rows are put into bins.
    public enum Binning: Sendable, Hashable, Codable {
        /// So many bins of equal width; each holds its lower bound, and the last also 1.
        case equalWidth(Int)
        /// So many bins of about equal numbers of rows: of n rows, one goes to bin ⌊bins · (rows with a lower probability) / n⌋. Rows of
        /// equal probability share a bin, so that the order of the data does not matter.
        case equalCount(Int)
    }

    /// One bin that holds rows.
    public struct Bin: Sendable, Hashable, Codable {
        /// The lowest probability: of the bin itself where widths are equal, else of its rows.
        public let lower: Double
        /// The highest probability, likewise.
        public let upper: Double
        /// The number of rows.
        public let count: Int
        /// The mean of the foretold probabilities.
        public let meanProbability: Double
        /// The number of positive rows.
        public let positives: Int
        /// Wilson's interval of the share of positive rows.
        public let interval: ConfidenceInterval

        /// The share of positive rows.
        public var rate: Double { Double(positives) / Double(count) }
    }

    /// The bins that hold rows, from the lowest probability to the highest.
    public let bins: [Bin]
    /// The mean distance between foretold probability and share of positives: Σ (rows of the bin / rows) · |mean probability − rate|.
    public let expectedCalibrationError: Double

    /// The curve of probabilities.
    /// - Parameters:
    ///   - probabilities: n numbers in 0...1.
    ///   - labels: n labels, of both classes.
    ///   - binning: ten bins of equal width unless told.
    ///   - level: of the intervals, in (0, 1).
    /// - Throws: ``LearningError``, or ``StatisticsError`` of kind `.parameter` for a level out of range.
    /// - Complexity: O(n)
    public init(probabilities: [Double], labels: [Bool], binning: Binning = .equalWidth(10), level: Double = 0.95)
        throws
    {
        try ProbabilityLosses.check(probabilities)
        try self.init(ScoreRanking(scores: probabilities, labels: labels), binning: binning, level: level)
    }

    init(_ ranking: ScoreRanking, binning: Binning, level: Double) throws {
        let binCount =
            switch binning {
            case .equalWidth(let count), .equalCount(let count): count
            }
        guard binCount > 0 else { throw LearningError.parameter("The number of bins", binCount, range: "at least 1") }
        var tallies = [Tally](repeating: Tally(), count: binCount)
        var below = 0
        ranking.forEachGroup { group in
            switch binning {
            case .equalWidth(let count): tallies[min(count - 1, Int(group.score * Double(count)))].add(group)
            case .equalCount(let count): tallies[count * below / ranking.count].add(group)
            }
            below += group.positives + group.negatives
        }
        bins = try tallies.enumerated().compactMap { place, tally in
            switch binning {
            case .equalWidth(let count):
                try tally.bin(from: Double(place) / Double(count), to: Double(place + 1) / Double(count), level: level)
            case .equalCount: try tally.bin(from: tally.lowest, to: tally.highest, level: level)
            }
        }
        let total = Double(ranking.count)
        expectedCalibrationError = bins.reduce(0) { $0 + Double($1.count) / total * abs($1.meanProbability - $1.rate) }
    }

    private struct Tally {
        var count = 0
        var positives = 0
        var sum = 0.0
        var lowest = 0.0
        var highest = 0.0

        /// Groups come in rising order.
        mutating func add(_ group: ScoreRanking.Group) {
            if count == 0 { lowest = group.score }
            highest = group.score
            count += group.positives + group.negatives
            positives += group.positives
            sum += group.score * Double(group.positives + group.negatives)
        }

        func bin(from lower: Double, to upper: Double, level: Double) throws -> Bin? {
            guard count > 0 else { return nil }
            return Bin(
                lower: lower, upper: upper, count: count, meanProbability: sum / Double(count), positives: positives,
                interval: try Proportion(successes: positives, trials: count).wilson(level: level))
        }
    }
}
