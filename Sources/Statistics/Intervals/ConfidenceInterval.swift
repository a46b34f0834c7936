/// The range of values that data do not contradict at a confidence level.
public struct ConfidenceInterval: Sendable, Hashable, Codable {
    /// The lower end.
    public let lower: Double
    /// The upper end, at least the lower.
    public let upper: Double
    /// The confidence level, in (0, 1).
    public let level: Double

    /// An interval of its ends.
    /// - Precondition: the ends are in order.
    public init(lower: Double, upper: Double, level: Double) {
        precondition(!(lower > upper), "the ends of an interval are in order")
        self.lower = lower
        self.upper = upper
        self.level = level
    }

    /// The interval around an estimate by the normal approximation.
    ///
    /// Edge cases: standard error 0 gives an interval of length 0.
    /// - Parameters:
    ///   - estimate: the middle.
    ///   - standardError: finite, at least 0.
    ///   - level: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public static func normal(estimate: Double, standardError: Double, level: Double) throws -> ConfidenceInterval {
        try around(estimate, standardError: standardError, level: level) { try Normal.standard.upperQuantile($0) }
    }

    /// The interval around an estimate by Student's t.
    /// - Parameters:
    ///   - estimate: the middle.
    ///   - standardError: finite, at least 0.
    ///   - degreesOfFreedom: above 0.
    ///   - level: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public static func studentT(
        estimate: Double, standardError: Double, degreesOfFreedom: Double, level: Double
    ) throws -> ConfidenceInterval {
        try around(estimate, standardError: standardError, level: level) {
            try StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile($0)
        }
    }

    /// The distance between the ends.
    public var width: Double { upper - lower }

    /// Whether a value lies between the ends, or on one.
    public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

    /// The interval with both ends passed through an increasing function.
    public func mapped(_ increasing: (Double) -> Double) -> ConfidenceInterval {
        ConfidenceInterval(lower: increasing(lower), upper: increasing(upper), level: level)
    }

    private static func around(
        _ estimate: Double, standardError: Double, level: Double, _ upperQuantile: (Double) throws -> Double
    ) throws -> ConfidenceInterval {
        try checkLevel(level)
        guard estimate.isFinite else { throw StatisticsError.parameter("The estimate", estimate, range: "finite") }
        guard standardError >= 0, standardError.isFinite else {
            throw StatisticsError.parameter("The standard error", standardError, range: "finite and at least 0")
        }
        let reach = try upperQuantile((1 - level) / 2) * standardError
        return ConfidenceInterval(lower: estimate - reach, upper: estimate + reach, level: level)
    }
}
