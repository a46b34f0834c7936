/// Welch's t test of two means, which does not assume equal variances.
///
/// Edge cases: where neither sample varies there is no test, only a difference: an error, not p = 0 or 1.
/// Source: Welch (1947), doi:10.1093/biomet/34.1-2.28; Satterthwaite (1946), doi:10.2307/3002019. Reference: tests.json.
public struct WelchTest: Sendable, Hashable {
    /// The first mean less the second.
    public let difference: Double
    /// The standard error of the difference.
    public let standardError: Double
    /// Welch and Satterthwaite's degrees of freedom.
    public let degreesOfFreedom: Double
    /// What counts as evidence against equal means.
    public let alternative: Alternative

    /// Compares the means of two samples.
    /// - Parameters:
    ///   - first: the moments of, say, the treatment.
    ///   - second: the moments of, say, the control.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` below two values in either, `.noVariance` where neither varies.
    public init(_ first: Moments, _ second: Moments, alternative: Alternative = .twoSided) throws {
        for sample in [first, second] where sample.count < 2 {
            throw StatisticsError.insufficientData("Each sample of a t test", needed: 2, found: sample.count)
        }
        try self.init(
            difference: first.mean - second.mean,
            varianceOfFirst: first.m2 / Double(first.count - 1) / Double(first.count),
            varianceOfSecond: second.m2 / Double(second.count - 1) / Double(second.count), first.count, second.count,
            alternative)
    }

    /// Compares two estimates whose sampling variances are known from elsewhere, as for ratios or adjusted means.
    /// - Parameters:
    ///   - varianceOfFirst: the squared standard error of the first estimate.
    ///   - countOfFirst: the independent observations behind it.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData`, `.noVariance`.
    init(
        difference: Double, varianceOfFirst: Double, varianceOfSecond: Double, _ countOfFirst: Int,
        _ countOfSecond: Int,
        _ alternative: Alternative
    ) throws {
        let variance = varianceOfFirst + varianceOfSecond
        guard variance > 0 else {
            throw difference == 0 ? StatisticsError.noVariance("A t test") : .constantSamples(difference)
        }
        self.difference = difference
        self.alternative = alternative
        standardError = variance.squareRoot()
        // As shares of the whole, so that tiny variances do not vanish when squared.
        let first = varianceOfFirst / variance, second = varianceOfSecond / variance
        degreesOfFreedom = 1 / (first * first / Double(countOfFirst - 1) + second * second / Double(countOfSecond - 1))
    }

    /// Welch's t.
    public var statistic: Double { difference / standardError }

    /// The probability of a t at least as extreme if the means were equal.
    public var pValue: Double { alternative.pValue(statistic, distribution) }

    /// The differences that the test does not reject.
    /// - Parameter level: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func interval(level: Double = 0.95) throws -> ConfidenceInterval {
        try alternative.interval(
            estimate: difference, standardError: standardError, level: level, distribution.upperQuantile)
    }

    private var distribution: StudentT { StudentT(unchecked: degreesOfFreedom) }
}
