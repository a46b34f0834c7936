/// One thing that can be wrong with the data of an experiment, and whether it is.
public struct HealthCheck: Sendable, Hashable, Codable {
    /// What is looked at.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Whether arms have the units that their weights say.
        case sampleRatio = "sample_ratio"
        /// The same at every moment since the start.
        case sampleRatioOverTime = "sample_ratio_over_time"
        /// The same in each part of the units.
        case sampleRatioByPart = "sample_ratio_by_part"
        /// Units that met more than one arm.
        case multipleExposure = "multiple_exposure"
        /// Arms in the ledger that the plan does not know.
        case unknownArm = "unknown_arm"
        /// Exposures before the start.
        case exposureBeforeStart = "exposure_before_start"
        /// Changes of the plan while the experiment ran.
        case planChanged = "plan_changed"
        /// Looking when one should not.
        case peeking
        /// Units whose windows are not over.
        case maturity
        /// Values that are infinite or not a number.
        case values
        /// Units in several experiments whose arms are not independent.
        case interference
    }

    /// How it stands.
    public enum Status: String, Sendable, Hashable, Codable, Comparable {
        case good, warning, failed

        /// Whether the left status is the better one.
        public static func < (left: Status, right: Status) -> Bool { left.rank < right.rank }
        private var rank: Int { self == .good ? 0 : (self == .warning ? 1 : 2) }
    }

    /// What was checked.
    public let kind: Kind
    /// How it came out.
    public let status: Status
    /// What was found, in a sentence.
    public let finding: String
    /// The p-value behind it, if there is one.
    public let pValue: Double?

    /// A check with what it found, in a sentence.
    public init(_ kind: Kind, _ status: Status, _ finding: String, pValue: Double? = nil) {
        self.kind = kind
        self.status = status
        self.finding = finding
        self.pValue = pValue
    }

    private enum CodingKeys: String, CodingKey {
        case kind, status, finding
        case pValue = "p_value"
    }
}

extension HealthCheck.Kind {
    /// What people call it.
    public var title: String {
        switch self {
        case .sampleRatio: "Sample ratio"
        case .sampleRatioOverTime: "Sample ratio over time"
        case .sampleRatioByPart: "Sample ratio by part"
        case .multipleExposure: "One arm each"
        case .unknownArm: "Known arms"
        case .exposureBeforeStart: "Exposed after the start"
        case .planChanged: "Plan kept"
        case .peeking: "Looks as planned"
        case .maturity: "Windows over"
        case .values: "Values that count"
        case .interference: "Independent of other experiments"
        }
    }
}
