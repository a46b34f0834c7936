/// The joint moments of pairs: what a covariance, a correlation, a ratio's variance or a covariate's adjustment needs to know.
///
/// Edge cases: NaN or infinity in makes the moments NaN.
/// Source: Chan, Golub and LeVeque (1983), doi:10.1080/00031305.1983.10483115; for the cross term Bennett et al. (2009),
/// doi:10.1109/CLUSTR.2009.5289161. Reference: moments.json.
public struct CoMoments: Sendable, Hashable {
    /// The number of pairs.
    public private(set) var count: Int
    /// The mean of the first members.
    public private(set) var meanX: Double
    /// The mean of the second members.
    public private(set) var meanY: Double
    /// The sum of squared deviations of the first members.
    public private(set) var m2X: Double
    /// The sum of squared deviations of the second members.
    public private(set) var m2Y: Double
    /// The sum of products of both deviations.
    public private(set) var crossXY: Double

    /// No pairs.
    public init() {
        count = 0
        (meanX, meanY, m2X, m2Y, crossXY) = (0, 0, 0, 0, 0)
    }

    /// Joint moments that were summed up elsewhere.
    /// - Parameters:
    ///   - x: count, mean and squared deviations of the first members.
    ///   - y: those of the second members, with the same count.
    ///   - crossXY: the sum of products of both deviations; |crossXY| is at most √(x.m2 · y.m2), but for rounding.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(x: Moments, y: Moments, crossXY: Double) throws {
        guard x.count == y.count else {
            throw StatisticsError.parameter("The second count", y.count, range: "equal to the first, \(x.count)")
        }
        let bound = (x.m2.squareRoot() * y.m2.squareRoot()) * (1 + 1e-9)
        guard abs(crossXY) <= bound else {
            throw StatisticsError.parameter(
                "The cross moment", crossXY, range: "within ±\(bound), as Cauchy and Schwarz demand")
        }
        count = x.count
        (meanX, meanY, m2X, m2Y, self.crossXY) = (x.mean, y.mean, x.m2, y.m2, crossXY)
    }

    /// The joint moments of two samples, pair by pair.
    /// - Throws: ``StatisticsError`` of kind `.parameter` where they differ in length.
    public init(_ xs: [Double], _ ys: [Double]) throws {
        guard xs.count == ys.count else {
            throw StatisticsError.parameter(
                "The second sample's length", ys.count, range: "\(xs.count), as the first's")
        }
        self.init()
        for (x, y) in zip(xs, ys) { add(x, y) }
    }

    /// Adds one pair.
    public mutating func add(_ x: Double, _ y: Double) {
        count += 1
        let beforeX = x - meanX, beforeY = y - meanY
        meanX += beforeX / Double(count)
        meanY += beforeY / Double(count)
        m2X += beforeX * (x - meanX)
        m2Y += beforeY * (y - meanY)
        crossXY += beforeX * (y - meanY)
    }

    /// Adds the pairs of other joint moments.
    public mutating func merge(_ other: CoMoments) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let share = Double(other.count) / Double(count + other.count)
        let apartX = other.meanX - meanX, apartY = other.meanY - meanY
        let weight = Double(count) * share
        m2X += other.m2X + apartX * apartX * weight
        m2Y += other.m2Y + apartY * apartY * weight
        crossXY += other.crossXY + apartX * apartY * weight
        meanX += apartX * share
        meanY += apartY * share
        count += other.count
    }

    /// The unbiased covariance, over count − 1; nil below two pairs.
    public var covariance: Double? { count > 1 ? crossXY / Double(count - 1) : nil }

    /// Pearson's correlation, in −1...1; nil where either side does not vary.
    public var correlation: Double? {
        guard m2X > 0, m2Y > 0 else { return nil }
        return min(1, max(-1, crossXY / (m2X.squareRoot() * m2Y.squareRoot())))
    }

    /// The least-squares slope of y on x; nil where x does not vary.
    public var slope: Double? { m2X > 0 ? crossXY / m2X : nil }
}
