/// Decides which arm a unit gets. The same unit gets the same answer on every machine, without anything to look up.
///
/// Source: GrowthBook SDK specification, so that its SDKs assign alike where there is no hold-out.
/// - Complexity: O(length of the unit + number of arms), plus the targeting condition.
public struct Assigner: Sendable {
    /// What became of a unit.
    public enum Outcome: Sendable, Hashable {
        /// It has an arm, by its place among the arms.
        case arm(Int)
        /// It takes no part.
        case excluded(Reason)
    }

    /// Why a unit takes no part.
    public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
        /// It has no name to hash.
        case noUnit = "no_unit"
        /// The service does not let it take part, for example without consent.
        case notEligible = "not_eligible"
        /// It is kept out of all experiments.
        case heldOut = "held_out"
        /// Its part of the namespace belongs to another experiment.
        case otherNamespace = "other_namespace"
        /// The targeting condition does not hold for it.
        case notTargeted = "not_targeted"
        /// It lies outside the coverage.
        case notCovered = "not_covered"
    }

    /// The arms, in order.
    public let arms: [Arm]
    /// Whether the arm of a unit's first exposure decides, where there was one.
    public let isSticky: Bool
    private let ranges: [BucketRange]
    private let hash: SeededHash
    private let holdout: (hash: SeededHash, share: Double)?
    private let namespace: (hash: SeededHash, range: BucketRange)?
    private let targeting: TargetingCondition?
    private let isEligible: (@Sendable (String) -> Bool)?

    /// The assigner of an experiment.
    /// - Parameters:
    ///   - arms: at least one of a weight above 0.
    ///   - isEligible: what else a unit has to fulfil, such as consent; asked before anything else.
    public init(arms: [Arm], rule: AssignmentRule, isEligible: (@Sendable (_ unit: String) -> Bool)? = nil) {
        self.arms = arms
        self.isEligible = isEligible
        isSticky = rule.sticky
        hash = SeededHash(rule.hash, seed: rule.seed)
        holdout = rule.holdout.map { (SeededHash(.v2, seed: $0.seed), $0.share) }
        namespace = rule.namespace.map { (SeededHash(.v1, seed: $0.seed), $0.range) }
        targeting = rule.targeting
        let total = arms.reduce(0) { $0 + $1.weight }
        ranges = BucketRange.ranges(arms: arms.count, coverage: rule.coverage, weights: arms.map { $0.weight / total })
    }

    /// The assigner of a plan.
    public init(_ plan: ExperimentPlan, isEligible: (@Sendable (_ unit: String) -> Bool)? = nil) {
        self.init(arms: plan.arms, rule: plan.assignment, isEligible: isEligible)
    }

    /// The arm of a unit.
    /// - Parameters:
    ///   - attributes: an object with what is known of the unit.
    ///   - first: the arm of the unit's first exposure, for sticky experiments.
    public func assign(_ unit: String, attributes: AttributeValue = .null, first: String? = nil) -> Outcome {
        guard !unit.isEmpty else { return .excluded(.noUnit) }
        if let isEligible, !isEligible(unit) { return .excluded(.notEligible) }
        if isSticky, let first, let arm = arms.firstIndex(where: { $0.key == first }) { return .arm(arm) }
        if let holdout, holdout.hash.bucket(unit) < holdout.share { return .excluded(.heldOut) }
        if let namespace, !namespace.range.contains(namespace.hash.bucket(unit)) { return .excluded(.otherNamespace) }
        if let targeting, !targeting.holds(for: attributes) { return .excluded(.notTargeted) }
        guard let arm = BucketRange.arm(hash.bucket(unit), in: ranges) else { return .excluded(.notCovered) }
        return .arm(arm)
    }
}
