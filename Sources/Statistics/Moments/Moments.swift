/// Count, mean and sum of squared deviations: all that a mean, a variance and most tests need to know of a sample.
///
/// It can be built value by value, and parts merge into the whole, so that a warehouse may sum up and statistics may judge. The mean is
/// subtracted before squaring: at mean 10⁹ and deviation 1 the variance keeps its digits, which a sum of squares would lose.
/// Edge cases: NaN or infinity in makes the moments NaN.
/// Source: Welford (1962), doi:10.1080/00401706.1962.10490022; Chan, Golub and LeVeque (1983), doi:10.1080/00031305.1983.10483115.
/// Reference: moments.json.
public struct Moments: Sendable, Hashable {
    /// The number of values.
    public private(set) var count: Int
    /// Their mean; 0 where there are none.
    public private(set) var mean: Double
    /// The sum of their squared deviations from the mean.
    public private(set) var m2: Double

    /// No values.
    public init() {
        count = 0
        mean = 0
        m2 = 0
    }

    /// Moments that were summed up elsewhere.
    /// - Parameters:
    ///   - count: at least 0.
    ///   - mean: the mean of the values.
    ///   - m2: the sum of squared deviations, at least 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(count: Int, mean: Double, m2: Double) throws {
        guard count >= 0 else { throw StatisticsError.parameter("The count", count, range: "at least 0") }
        guard mean.isFinite else { throw StatisticsError.parameter("The mean", mean, range: "finite") }
        guard m2 >= 0, m2.isFinite else {
            throw StatisticsError.parameter("The sum of squared deviations", m2, range: "finite and at least 0")
        }
        self.count = count
        self.mean = count == 0 ? 0 : mean
        self.m2 = count == 0 ? 0 : m2
    }

    /// Moments that are known to be in range.
    init(unchecked count: Int, mean: Double, m2: Double) {
        self.count = count
        self.mean = mean
        self.m2 = m2
    }

    /// The moments of values.
    ///
    /// Distances from the first value are summed up, which keeps more digits than adding the values one by one.
    /// - Complexity: O(n)
    @inlinable
    public init(_ values: some Sequence<Double>) {
        self.init()
        var pilot: Double?
        for value in values {
            let origin = pilot ?? value
            pilot = origin
            add(value - origin)
        }
        move(by: pilot ?? 0)
    }

    /// Adds one value.
    public mutating func add(_ value: Double) {
        count += 1
        let before = value - mean
        mean += before / Double(count)
        m2 += before * (value - mean)
    }

    /// Adds the same number to every value.
    @usableFromInline
    mutating func move(by distance: Double) { mean += distance }

    /// Adds the values of other moments.
    public mutating func merge(_ other: Moments) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let total = Double(count + other.count)
        let apart = other.mean - mean
        mean += apart * (Double(other.count) / total)
        m2 += other.m2 + apart * apart * (Double(count) * (Double(other.count) / total))
        count += other.count
    }

    /// These moments and others together.
    public func merged(with other: Moments) -> Moments {
        var result = self
        result.merge(other)
        return result
    }

    /// The sum of the values.
    public var sum: Double { mean * Double(count) }

    /// The unbiased variance, over count − 1; nil below two values.
    public var variance: Double? { count > 1 ? m2 / Double(count - 1) : nil }

    /// The variance of the values as a whole population, over count; nil without values.
    public var populationVariance: Double? { count > 0 ? m2 / Double(count) : nil }

    /// The square root of the unbiased variance; nil below two values.
    public var standardDeviation: Double? { variance?.squareRoot() }

    /// The standard error of the mean; nil below two values.
    public var standardError: Double? { variance.map { ($0 / Double(count)).squareRoot() } }
}
