/// A number that was estimated, and how far it would vary from sample to sample.
public struct Estimate: Sendable, Hashable {
    /// The estimated number.
    public let value: Double
    /// The variance of the estimate, not of the values behind it.
    public let variance: Double
    /// How many independent units stand behind it.
    public let count: Int

    /// An estimate of its parts.
    /// - Parameters:
    ///   - variance: at least 0.
    ///   - count: at least 2.
    /// - Throws: ``StatisticsError`` of kind `.parameter`, `.insufficientData`.
    public init(value: Double, variance: Double, count: Int) throws {
        guard value.isFinite else { throw StatisticsError.parameter("An estimate", value, range: "finite") }
        guard variance >= 0, variance.isFinite else {
            throw StatisticsError.parameter("The variance of an estimate", variance, range: "finite and at least 0")
        }
        guard count >= 2 else { throw StatisticsError.insufficientData("An estimate", needed: 2, found: count) }
        self.value = value
        self.variance = variance
        self.count = count
    }

    /// The square root of the variance.
    public var standardError: Double { variance.squareRoot() }
}

extension Moments {
    /// The mean, as an estimate.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` below two values.
    public func meanEstimate() throws -> Estimate {
        guard let variance else {
            throw StatisticsError.insufficientData("An estimate of a mean", needed: 2, found: count)
        }
        return try Estimate(value: mean, variance: variance / Double(count), count: count)
    }
}

extension CoMoments {
    /// The ratio of the sums, y over x, as an estimate whose units are the pairs: for rates such as skips per play, where listeners are
    /// drawn and not plays. Its variance is the delta method's.
    ///
    /// Edge cases: denominators that sum to 0 are an error.
    /// Source: Deng, Knoblich and Lu (2018), doi:10.1145/3219819.3219919. Reference: effects.json.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` below two pairs, `.parameter` for a denominator of 0.
    public func ratioEstimate() throws -> Estimate {
        guard count > 1 else {
            throw StatisticsError.insufficientData("An estimate of a ratio", needed: 2, found: count)
        }
        guard meanX != 0 else {
            throw StatisticsError.parameter("The mean of the denominators", meanX, range: "other than 0")
        }
        let ratio = meanY / meanX
        // Of y − ratio·x, whose mean is 0; rounding may leave less than nothing.
        let spread = max(0, m2Y - 2 * ratio * crossXY + ratio * ratio * m2X) / Double(count - 1)
        return try Estimate(value: ratio, variance: spread / (Double(count) * meanX * meanX), count: count)
    }
}

extension WelchTest {
    /// Compares two estimates, such as ratios or adjusted means.
    /// - Throws: ``StatisticsError`` of kind `.noVariance` where neither varies.
    public init(_ first: Estimate, _ second: Estimate, alternative: Alternative = .twoSided) throws {
        try self.init(
            difference: first.value - second.value, varianceOfFirst: first.variance, varianceOfSecond: second.variance,
            first.count,
            second.count, alternative)
    }
}
