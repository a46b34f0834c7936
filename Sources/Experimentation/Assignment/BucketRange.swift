/// A half-open range of buckets, [lower, upper).
public struct BucketRange: Sendable, Hashable, Codable {
    /// The first bucket, in 0...1.
    public let lower: Double
    /// The end, exclusive, in 0...1.
    public let upper: Double

    /// The buckets from `lower` up to, and without, `upper`.
    public init(_ lower: Double, _ upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// Whether a bucket lies in the range.
    public func contains(_ bucket: Double) -> Bool { bucket >= lower && bucket < upper }

    /// Weights that are all the same.
    public static func equalWeights(_ count: Int) -> [Double] {
        count < 1 ? [] : [Double](repeating: 1 / Double(count), count: count)
    }

    /// The ranges of the arms of an experiment. Each arm starts where it would at full coverage, so that raising the coverage moves nobody from
    /// one arm to another.
    ///
    /// Source: GrowthBook SDK specification, "getBucketRanges".
    /// - Parameters:
    ///   - coverage: the share of units that take part; values outside 0...1 count as the nearer end.
    ///   - weights: of the arms; equal ones where there are as many as arms and they do not sum to 1 within 0.01.
    public static func ranges(arms: Int, coverage: Double = 1, weights: [Double]? = nil) -> [BucketRange] {
        let coverage = min(1, max(0, coverage))
        var shares = weights ?? equalWeights(arms)
        if shares.count != arms || !(0.99...1.01).contains(shares.reduce(0, +)) { shares = equalWeights(arms) }
        var start = 0.0
        return shares.map { share in
            defer { start += share }
            return BucketRange(start, start + coverage * share)
        }
    }

    /// The arm into whose range a bucket falls; nil where it falls into none.
    public static func arm(_ bucket: Double, in ranges: [BucketRange]) -> Int? {
        ranges.firstIndex { $0.contains(bucket) }
    }
}

/// A range of units that experiments share out among themselves, so that nobody is in two of them.
///
/// Source: GrowthBook SDK specification, "inNamespace".
public struct Namespace: Sendable, Hashable, Codable {
    /// The name by which units are shared out.
    public let name: String
    /// The experiment's part of it.
    public let range: BucketRange

    /// A range within a namespace.
    public init(_ name: String, _ range: BucketRange) {
        self.name = name
        self.range = range
    }

    /// Whether a unit belongs to the experiment's part.
    public func contains(_ unit: String) -> Bool { range.contains(BucketHash.v1.bucket(unit, seed: seed)) }

    /// By which units are hashed.
    var seed: String { "__" + name }
}
