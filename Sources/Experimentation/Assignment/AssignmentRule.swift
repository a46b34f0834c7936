/// Who takes part in an experiment, and how units are hashed to its arms.
public struct AssignmentRule: Sendable, Hashable, Codable {
    /// Makes the experiment divide units independently of others.
    public var seed: String
    /// The hash.
    public var hash: BucketHash
    /// The share of the eligible units that take part, in 0...1. Raising it moves nobody to another arm.
    public var coverage: Double
    /// The part of a namespace to which the experiment is confined, so that experiments which share it exclude one another.
    public var namespace: Namespace?
    /// The share of all units, in 0..<1, that no experiment with the same hold-out touches: what they do shows what all experiments together did.
    public var holdout: Holdout?
    /// Who is eligible.
    public var targeting: TargetingCondition?
    /// Whether a unit keeps the arm of its first exposure when weights, coverage or its own attributes change.
    public var sticky: Bool

    /// A rule. See the properties for what each value means.
    public init(
        seed: String, hash: BucketHash = .v2, coverage: Double = 1, namespace: Namespace? = nil,
        holdout: Holdout? = nil,
        targeting: TargetingCondition? = nil, sticky: Bool = false
    ) {
        self.seed = seed
        self.hash = hash
        self.coverage = coverage
        self.namespace = namespace
        self.holdout = holdout
        self.targeting = targeting
        self.sticky = sticky
    }

    /// The share of the eligible units that get an arm.
    public var reachableShare: Double {
        coverage * (1 - (holdout?.share ?? 0)) * (namespace.map { $0.range.upper - $0.range.lower } ?? 1)
    }

    /// Units that are kept out of all experiments which name the same hold-out.
    public struct Holdout: Sendable, Hashable, Codable {
        /// The name that experiments share.
        public let name: String
        /// The share that is kept out, in 0..<1.
        public let share: Double

        /// A hold-out with the share of listeners it keeps, in 0..<1.
        public init(_ name: String, share: Double) {
            self.name = name
            self.share = share
        }

        /// Whether a unit is kept out.
        public func contains(_ unit: String) -> Bool { BucketHash.v2.bucket(unit, seed: seed) < share }

        /// By which units are hashed.
        var seed: String { "holdout:" + name }
    }

    /// Decodes a rule in which nothing is needed.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        seed = try fields.decodeIfPresent(String.self, forKey: .seed) ?? ""
        hash = try fields.decodeIfPresent(BucketHash.self, forKey: .hash) ?? .v2
        coverage = try fields.decodeIfPresent(Double.self, forKey: .coverage) ?? 1
        namespace = try fields.decodeIfPresent(Namespace.self, forKey: .namespace)
        holdout = try fields.decodeIfPresent(Holdout.self, forKey: .holdout)
        targeting = try fields.decodeIfPresent(TargetingCondition.self, forKey: .targeting)
        sticky = try fields.decodeIfPresent(Bool.self, forKey: .sticky) ?? false
    }
}
