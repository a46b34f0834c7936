/// Who met which arm, counted: what the health of an experiment is read from.
public struct ExposureCounts: Sendable, Hashable, Codable {
    /// Units first exposed on a day.
    public struct Day: Sendable, Hashable, Codable {
        /// Such as `2026-01-31`, UTC.
        public let day: String
        /// By arm, in the order of the plan.
        public let units: [Int]

        /// The units exposed on a day, by arm.
        public init(day: String, units: [Int]) {
            self.day = day
            self.units = units
        }
    }

    /// Units that share a value of a dimension.
    public struct Part: Sendable, Hashable, Codable {
        /// The dimension's name.
        public let dimension: String
        /// The value that the units share.
        public let value: String
        /// By arm, in the order of the plan.
        public let units: [Int]

        /// The units that share a value of a dimension, by arm.
        public init(dimension: String, value: String, units: [Int]) {
            self.dimension = dimension
            self.value = value
            self.units = units
        }
    }

    /// Units with one arm, by arm, in the order of the plan.
    public let units: [Int]
    /// The same by day of exposure, in order.
    public let days: [Day]
    /// The same by part.
    public let parts: [Part]
    /// Units that met more than one arm, and are left out.
    public let multiple: Int
    /// Units with an arm that the plan does not know, by its name.
    public let unknownArms: [String: Int]
    /// Units whose first exposure lies before the start.
    public let beforeStart: Int
    /// Units that were exposed to another running experiment as well, by its key: how many, and the p-value of the arms being independent.
    public let overlaps: [Overlap]

    /// Units shared with another experiment.
    public struct Overlap: Sendable, Hashable, Codable {
        /// The other experiment's key.
        public let experiment: String
        /// Units of each arm here (rows) and there (columns).
        public let table: [[Int]]

        /// The units that are in another experiment too: rows are this one's arms.
        public init(experiment: String, table: [[Int]]) {
            self.experiment = experiment
            self.table = table
        }
    }

    /// See the properties for what each value means.
    public init(
        units: [Int], days: [Day] = [], parts: [Part] = [], multiple: Int = 0, unknownArms: [String: Int] = [:],
        beforeStart: Int = 0,
        overlaps: [Overlap] = []
    ) {
        self.units = units
        self.days = days
        self.parts = parts
        self.multiple = multiple
        self.unknownArms = unknownArms
        self.beforeStart = beforeStart
        self.overlaps = overlaps
    }

    private enum CodingKeys: String, CodingKey {
        case units, days, parts, multiple, overlaps
        case unknownArms = "unknown_arms"
        case beforeStart = "before_start"
    }
}
