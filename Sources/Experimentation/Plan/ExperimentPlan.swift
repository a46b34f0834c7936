/// What an experiment is to find out, and how it will be judged, written down before it starts.
public struct ExperimentPlan: Sendable, Hashable, Codable {
    /// The name by which the service and the ledger know it: letters, digits, `-` and `_`.
    public var key: String
    /// What is believed, in a sentence that can turn out to be wrong.
    public var hypothesis: String
    /// What is assigned and counted, such as `listener`.
    public var unit: String
    /// What is compared; the first arm is the control.
    public var arms: [Arm]
    /// Who takes part.
    public var assignment: AssignmentRule
    /// What is measured.
    public var metrics: [PlannedMetric]
    /// How often it may be looked at.
    public var monitoring: Monitoring
    /// The chance of a false alarm that is accepted, in (0, 1).
    public var significance: Double
    /// The chance to find the minimum effects if they are there, in (0, 1).
    public var power: Double
    /// A unit's outcomes are those of so many days after its exposure. It counts once they are over.
    public var windowDays: Int
    /// What a unit did in so many days before its exposure is what was known of it.
    public var covariateDays: Int
    /// Attributes by whose values results are broken down.
    public var dimensions: [String]
    /// One of the dimensions, by which arms are made comparable (post-stratification).
    public var poststratifiedBy: String?
    /// The units of all arms together that were planned; nil before the design was made.
    public var plannedUnits: Int?
    /// The days that were planned, from the start to the end of the last unit's window.
    public var plannedDays: Int?
    /// A statement whose rows (unit, arm, exposed_at and the dimensions) are the exposures, in place of the ledger.
    public var exposures: String?

    /// A plan; ``check()`` says whether it makes an experiment.
    public init(
        key: String, hypothesis: String = "", unit: String = "listener",
        arms: [Arm] = [Arm("control"), Arm("treatment")],
        assignment: AssignmentRule? = nil, metrics: [PlannedMetric], monitoring: Monitoring = .fixed,
        significance: Double = 0.05,
        power: Double = 0.8, windowDays: Int = 14, covariateDays: Int = 28, dimensions: [String] = [],
        poststratifiedBy: String? = nil,
        plannedUnits: Int? = nil, plannedDays: Int? = nil, exposures: String? = nil
    ) {
        self.key = key
        self.hypothesis = hypothesis
        self.unit = unit
        self.arms = arms
        self.assignment = assignment ?? AssignmentRule(seed: key)
        self.metrics = metrics
        self.monitoring = monitoring
        self.significance = significance
        self.power = power
        self.windowDays = windowDays
        self.covariateDays = covariateDays
        self.dimensions = dimensions
        self.poststratifiedBy = poststratifiedBy
        self.plannedUnits = plannedUnits
        self.plannedDays = plannedDays
        self.exposures = exposures
    }

    /// The control.
    /// - Precondition: the plan was checked.
    public var control: Arm { arms[0] }

    /// The arms that the control is compared with, by their places.
    public var treatments: Range<Int> { 1..<arms.count }

    /// The metrics of a role.
    public func metrics(_ role: PlannedMetric.Role) -> [PlannedMetric] { metrics.filter { $0.role == role } }

    /// How many comparisons decide: primary metrics times treatments that get units.
    public var primaryTests: Int { max(1, metrics(.primary).count * arms.dropFirst().filter { $0.weight > 0 }.count) }
}

extension ExperimentPlan {
    private enum CodingKeys: String, CodingKey {
        case key, hypothesis, unit, arms, assignment, metrics, monitoring, significance, power, dimensions, exposures
        case windowDays = "window_days"
        case covariateDays = "covariate_days"
        case poststratifiedBy = "poststratified_by"
        case plannedUnits = "planned_units"
        case plannedDays = "planned_days"
    }

    /// Decodes a plan in which only key and metrics are needed.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let key = try fields.decode(String.self, forKey: .key)
        var assignment =
            try fields.decodeIfPresent(AssignmentRule.self, forKey: .assignment) ?? AssignmentRule(seed: key)
        if assignment.seed.isEmpty { assignment.seed = key }
        self.init(
            key: key, hypothesis: try fields.decodeIfPresent(String.self, forKey: .hypothesis) ?? "",
            unit: try fields.decodeIfPresent(String.self, forKey: .unit) ?? "listener",
            arms: try fields.decodeIfPresent([Arm].self, forKey: .arms) ?? [Arm("control"), Arm("treatment")],
            assignment: assignment,
            metrics: try fields.decode([PlannedMetric].self, forKey: .metrics),
            monitoring: try fields.decodeIfPresent(Monitoring.self, forKey: .monitoring) ?? .fixed,
            significance: try fields.decodeIfPresent(Double.self, forKey: .significance) ?? 0.05,
            power: try fields.decodeIfPresent(Double.self, forKey: .power) ?? 0.8,
            windowDays: try fields.decodeIfPresent(Int.self, forKey: .windowDays) ?? 14,
            covariateDays: try fields.decodeIfPresent(Int.self, forKey: .covariateDays) ?? 28,
            dimensions: try fields.decodeIfPresent([String].self, forKey: .dimensions) ?? [],
            poststratifiedBy: try fields.decodeIfPresent(String.self, forKey: .poststratifiedBy),
            plannedUnits: try fields.decodeIfPresent(Int.self, forKey: .plannedUnits),
            plannedDays: try fields.decodeIfPresent(Int.self, forKey: .plannedDays),
            exposures: try fields.decodeIfPresent(String.self, forKey: .exposures))
    }

    /// Encodes all fields, defaults included.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(key, forKey: .key)
        try fields.encode(hypothesis, forKey: .hypothesis)
        try fields.encode(unit, forKey: .unit)
        try fields.encode(arms, forKey: .arms)
        try fields.encode(assignment, forKey: .assignment)
        try fields.encode(metrics, forKey: .metrics)
        try fields.encode(monitoring, forKey: .monitoring)
        try fields.encode(significance, forKey: .significance)
        try fields.encode(power, forKey: .power)
        try fields.encode(windowDays, forKey: .windowDays)
        try fields.encode(covariateDays, forKey: .covariateDays)
        try fields.encode(dimensions, forKey: .dimensions)
        try fields.encodeIfPresent(poststratifiedBy, forKey: .poststratifiedBy)
        try fields.encodeIfPresent(plannedUnits, forKey: .plannedUnits)
        try fields.encodeIfPresent(plannedDays, forKey: .plannedDays)
        try fields.encodeIfPresent(exposures, forKey: .exposures)
    }
}
