/// Which values were found and how often: all that a quantile needs to know of a sample. A warehouse can count, and parts merge.
///
/// Edge cases: −0 and 0 are one value; NaN and infinity are errors.
/// Reference: quantiles.json.
public struct ValueCounts: Sendable, Hashable {
    /// The distinct values, rising.
    public private(set) var values: [Double]
    /// For each value, how many lie at it or below.
    private var upTo: [Int]

    /// No values.
    public init() { (values, upTo) = ([], []) }

    /// The counts of values in any order.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    /// - Complexity: O(n log n)
    public init(_ sample: some Sequence<Double>) throws {
        self.init()
        for value in sample.sorted(by: <) {
            guard value.isFinite else { throw StatisticsError.parameter("A value", value, range: "finite") }
            append(value, 1)
        }
    }

    /// Values that were counted elsewhere, such as by `SELECT value, count(*) … GROUP BY value ORDER BY value`.
    /// - Parameters:
    ///   - values: finite, strictly rising.
    ///   - counts: each at least 1.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(values: [Double], counts: [Int]) throws {
        guard values.count == counts.count else {
            throw StatisticsError.parameter(
                "The number of counts", counts.count, range: "\(values.count), as that of the values")
        }
        self.init()
        for (value, count) in zip(values, counts) {
            guard value.isFinite, self.values.last.map({ $0 < value }) ?? true else {
                throw StatisticsError.parameter("A value", value, range: "finite and above the one before it")
            }
            guard count >= 1 else { throw StatisticsError.parameter("A count", count, range: "at least 1") }
            append(value, count)
        }
    }

    /// How many values there are, equal ones counted each.
    public var count: Int { upTo.last ?? 0 }

    /// How often each distinct value was found.
    public var counts: [Int] { zip(upTo, [0] + upTo).map { $0 - $1 } }

    /// Adds the values of other counts.
    /// - Complexity: O(distinct values of both)
    public mutating func merge(_ other: ValueCounts) {
        var merged = ValueCounts(), mine = 0, theirs = 0
        let counts = self.counts, otherCounts = other.counts
        while mine < values.count || theirs < other.values.count {
            if theirs == other.values.count || (mine < values.count && values[mine] <= other.values[theirs]) {
                merged.append(values[mine], counts[mine])
                mine += 1
            } else {
                merged.append(other.values[theirs], otherCounts[theirs])
                theirs += 1
            }
        }
        self = merged
    }

    /// The share of values at or below x, in 0...1; nil without values.
    public func share(atOrBelow x: Double) -> Double? {
        guard count > 0, !x.isNaN else { return nil }
        let place = firstIndex { values[$0] > x }
        return place == 0 ? 0 : Double(upTo[place - 1]) / Double(count)
    }

    /// The smallest value that has at least a share p of all at or below it (R's type 1): always a value that was found.
    /// - Parameter p: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`, `.insufficientData` without values.
    public func quantile(_ p: Double) throws -> Double {
        guard p > 0, p < 1 else {
            throw StatisticsError.parameter("The share below a quantile", p, range: "between 0 and 1, such as 0.9")
        }
        guard count > 0 else { throw StatisticsError.insufficientData("A quantile", needed: 1, found: 0) }
        // 0.7 × 10 is above 7 by rounding, and must not ask for the eighth.
        let exact = p * Double(count), rank = Int((exact - 4 * exact.ulp).rounded(.up))
        return values[min(values.count - 1, firstIndex { upTo[$0] >= rank })]
    }

    private mutating func append(_ value: Double, _ count: Int) {
        if let last = values.last, last == value {
            upTo[upTo.count - 1] += count
        } else {
            values.append(value)
            upTo.append(self.count + count)
        }
    }

    /// The first index of which something holds that holds of all after it; the number of values where it holds of none.
    private func firstIndex(where holds: (Int) -> Bool) -> Int {
        var low = 0, high = values.count
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
