/// A quantile with its uncertainty, by Woodruff's method: the interval of the share that lies below, carried over to the values.
///
/// Nothing is assumed of the density. What is independent are values, or clusters of them: events of a listener resemble each other, and an
/// interval that took them for independent would be too narrow.
/// Edge cases: where a share of the values as large as the interval of the share is tied, the interval has length 0; too few values for both
/// ends to exist is an error.
/// Source: Woodruff (1952), doi:10.1080/01621459.1952.10483443; clustered: Deng, Knoblich and Lu (2018), doi:10.1145/3219819.3219919.
/// Reference: quantiles.json.
public struct QuantileEstimate: Sendable, Hashable {
    /// The share that lies at or below the quantile, in (0, 1).
    public let probability: Double
    /// The quantile of the sample.
    public let value: Double
    /// Woodruff's interval of the quantile, which need not be symmetric.
    public let interval: ConfidenceInterval
    /// Half the width of the interval, in units of the normal quantile of its level.
    public let standardError: Double
    /// How many independent units stand behind it.
    public let count: Int

    /// A quantile of independent values.
    /// - Parameters:
    ///   - probability: in (0, 1).
    ///   - level: of the interval, from whose width the standard error is taken.
    /// - Throws: ``StatisticsError`` of kind `.parameter`, `.insufficientData`.
    public init(_ probability: Double, of values: ValueCounts, level: Double = 0.95) throws {
        let value = try values.quantile(probability)
        guard values.count > 1 else {
            throw StatisticsError.insufficientData("A quantile's error", needed: 2, found: values.count)
        }
        let variance = probability * (1 - probability) / Double(values.count)
        try self.init(probability, value, values, shareError: variance.squareRoot(), units: values.count, level)
    }

    /// A quantile of values that come in clusters, of which the clusters are independent.
    /// - Parameters:
    ///   - probability: in (0, 1).
    ///   - values: of all clusters together.
    ///   - clusters: for each cluster, how many values it has (x), and how many of them are at or below the quantile (y), which is to be asked
    ///     of ``ValueCounts/quantile(_:)`` before.
    ///   - level: of the interval, from whose width the standard error is taken.
    /// - Throws: ``StatisticsError`` of kind `.parameter`, also where the clusters do not sum up to the values; `.insufficientData`.
    public init(_ probability: Double, of values: ValueCounts, clusters: CoMoments, level: Double = 0.95) throws {
        let value = try values.quantile(probability)
        let share = try clusters.ratioEstimate(), all = clusters.meanX * Double(clusters.count)
        guard abs(all - Double(values.count)) < 0.5 else {
            throw StatisticsError.parameter(
                "The number of values in clusters", all, range: "\(values.count), as in the counts")
        }
        let below = values.share(atOrBelow: value) ?? 0
        guard abs(share.value - below) * all < 0.5 else {
            throw StatisticsError.parameter(
                "The share at or below \(value) in clusters", share.value, range: "\(below), as in the counts")
        }
        try self.init(probability, value, values, shareError: share.standardError, units: clusters.count, level)
    }

    private init(
        _ probability: Double, _ value: Double, _ values: ValueCounts, shareError: Double, units: Int, _ level: Double
    ) throws {
        try checkLevel(level)
        let z = try Normal.standard.upperQuantile((1 - level) / 2), reach = z * shareError
        guard probability - reach > 0, probability + reach < 1 else {
            // The share's error falls with the root of the units.
            let room = min(probability, 1 - probability), needed = Double(units) * (reach / room) * (reach / room)
            throw StatisticsError.insufficientData(
                "An interval of the quantile at \(probability)", needed: Int(min(1e15, needed)) + 1, found: units)
        }
        self.probability = probability
        self.value = value
        count = units
        interval = ConfidenceInterval(
            lower: min(value, try values.quantile(probability - reach)),
            upper: max(value, try values.quantile(probability + reach)),
            level: level)
        standardError = interval.width / (2 * z)
    }

    /// The quantile with its ends so many standard errors of the share away; infinite where no value lies so far out.
    ///
    /// Both ends are values that were found: where values are tied, or whole numbers, they are as far apart as these are.
    /// - Throws: ``StatisticsError`` of kind `.parameter`, `.insufficientData` without values.
    public static func limits(
        _ probability: Double, of values: ValueCounts, standardErrors: Double
    ) throws -> RecoveredInterval.Limits {
        let value = try values.quantile(probability)
        let reach = standardErrors * (probability * (1 - probability) / Double(values.count)).squareRoot()
        let low = probability - reach, high = probability + reach
        return .init(
            value: value, lower: low > 0 ? try values.quantile(low) : -.infinity,
            upper: high < 1 ? try values.quantile(high) : .infinity)
    }

    /// The quantile as an estimate, to be compared by ``WelchTest`` or ``RelativeLift``.
    public var estimate: Estimate {
        get throws { try Estimate(value: value, variance: standardError * standardError, count: count) }
    }
}
