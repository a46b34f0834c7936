/// What can go wrong in statistics: parameters outside their range, and too little data.
public struct StatisticsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; more kinds may come.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The stable name, for example `statistics.parameter`.
        public let rawValue: String

        /// A kind of that name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A parameter lies outside its range.
        public static let parameter = Kind(rawValue: "statistics.parameter")
        /// There is too little data for the question.
        public static let insufficientData = Kind(rawValue: "statistics.insufficient-data")
        /// The data do not vary, so that nothing can be inferred from them.
        public static let noVariance = Kind(rawValue: "statistics.no-variance")
        /// A numerical search found no answer.
        public static let notConverged = Kind(rawValue: "statistics.not-converged")
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// What went wrong, and what can be done about it.
    public let message: String

    /// An error of a kind with its message.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The stable code of the kind.
    public var code: String { kind.rawValue }

    /// The message with its code.
    public var description: String { "\(message) [\(code)]" }
}

extension StatisticsError {
    static func parameter(_ name: String, _ value: some CustomStringConvertible, range: String) -> StatisticsError {
        StatisticsError(.parameter, "\(name) is \(value) and must be \(range). Give a value in that range.")
    }

    static func insufficientData(_ what: String, needed: Int, found: Int) -> StatisticsError {
        StatisticsError(
            .insufficientData,
            "\(what) needs at least \(needed) observations and has \(found). Gather more, or ask for less.")
    }

    static func noVariance(_ what: String) -> StatisticsError {
        StatisticsError(
            .noVariance,
            "\(what) needs data that vary, and these are all alike. Look whether the right metric was measured.")
    }

    static func constantSamples(_ difference: Double) -> StatisticsError {
        StatisticsError(
            .noVariance,
            "The values of each sample are all alike, and the samples differ by \(difference.magnitude): nothing says how uncertain that is. Look whether the value is a unit's own rather than its group's."
        )
    }

    static func notConverged(_ what: String) -> StatisticsError {
        StatisticsError(
            .notConverged,
            "\(what) could not be computed to full precision. Its parameters are too extreme; move them inwards.")
    }
}

/// Throws where a confidence level does not lie strictly between 0 and 1.
func checkLevel(_ level: Double) throws {
    guard level > 0, level < 1 else {
        throw StatisticsError.parameter("The confidence level", level, range: "between 0 and 1, such as 0.95")
    }
}

/// Throws where a significance level does not lie strictly between 0 and 1.
func checkSignificance(_ significance: Double) throws {
    guard significance > 0, significance < 1 else {
        throw StatisticsError.parameter("The significance level", significance, range: "between 0 and 1, such as 0.05")
    }
}

/// Throws where a power is none that a test of that level could be short of.
func checkPower(_ power: Double, above significance: Double) throws {
    guard power > significance, power < 1 else {
        throw StatisticsError.parameter(
            "The power", power, range: "between the significance level, \(significance), and 1")
    }
}

/// Throws where a ratio of arms is none.
func checkRatio(_ ratio: Double) throws {
    guard ratio > 0, ratio.isFinite else {
        throw StatisticsError.parameter("The ratio of the arms", ratio, range: "finite and above 0")
    }
}
