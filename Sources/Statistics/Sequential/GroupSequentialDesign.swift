/// A test that may look at the data a few times and stop, without more false alarms than a single look would give.
///
/// The boundaries follow from the spending function and the information at each look by recursive integration, so that looks need not be
/// evenly spaced, nor their number be kept to.
/// Source: Jennison and Turnbull (2000), Group Sequential Methods, chapters 7 and 19; Armitage, McPherson and Rowe (1969),
/// doi:10.2307/2343787. Reference: sequential.json.
public struct GroupSequentialDesign: Sendable, Hashable {
    /// The share of the planned information at each look, ascending, in (0, 1].
    public let information: [Double]
    /// The level of the whole test, of both sides together where it has two.
    public let significance: Double
    /// Whether a difference in either direction counts. Otherwise only a positive one does.
    public let isTwoSided: Bool
    /// How the level is spent.
    public let spending: SpendingFunction
    /// At each look: reject where the z statistic (for two sides, its size) is at least this. Infinite where next to nothing may be spent.
    public let boundaries: [Double]

    /// The design for looks at given shares of the information.
    /// - Parameters:
    ///   - information: ascending, in (0, 1]. Give those of the looks so far to learn the boundary of the latest.
    ///   - significance: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(
        information: [Double], significance: Double = 0.05, isTwoSided: Bool = true,
        spending: SpendingFunction = .obrienFleming
    ) throws {
        guard let last = information.last, last <= 1, information[0] > 0,
            zip(information, information.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw StatisticsError.parameter(
                "The information of the looks", information.description, range: "ascending, in (0, 1]")
        }
        try checkSignificance(significance)
        if case .power(let power) = spending, !(power > 0) {
            throw StatisticsError.parameter("The power of the spending function", power, range: "above 0")
        }
        self.information = information
        self.significance = significance
        self.isTwoSided = isTwoSided
        self.spending = spending
        let side = isTwoSided ? significance / 2 : significance
        var boundaries: [Double] = [], walk = BoundaryCrossingIntegrator(drift: 0, isTwoSided: isTwoSided), before = 0.0
        for time in information {
            let spent = try spending.spent(at: time, of: side)
            let boundary = try walk.boundary(at: time, exitingWith: max(0, spent - before))
            walk.advance(to: time, boundary)
            boundaries.append(boundary)
            before = spent
        }
        self.boundaries = boundaries
    }

    /// The design of evenly spaced looks, the last at full information.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(
        looks: Int, significance: Double = 0.05, isTwoSided: Bool = true, spending: SpendingFunction = .obrienFleming
    ) throws {
        guard looks >= 1 else { throw StatisticsError.parameter("The number of looks", looks, range: "at least 1") }
        try self.init(
            information: (1...looks).map { Double($0) / Double(looks) }, significance: significance,
            isTwoSided: isTwoSided,
            spending: spending)
    }

    /// The probability to reject at each look (and not before), where the z statistic at full information has a mean of `drift`.
    public func rejections(drift: Double) -> [Double] { crossing.probabilities(drift: drift) }

    /// The probability to reject at any look.
    public func power(drift: Double) -> Double { min(1, rejections(drift: drift).reduce(0, +)) }

    /// The mean of the z statistic at full information with which the test rejects with a power.
    /// - Parameter power: between the significance level and 1.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func drift(power: Double) throws -> Double {
        try checkPower(power, above: significance)
        return try bisect(from: 0) { self.power(drift: $0) >= power }
    }

    /// How many times the units of a fixed design it takes, at most, for the same power: at least 1.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func inflation(power: Double) throws -> Double {
        let fixed = try GroupSequentialDesign(
            looks: 1, significance: significance, isTwoSided: isTwoSided, spending: spending)
        let apart = try drift(power: power) / fixed.drift(power: power)
        return apart * apart
    }

    /// The share of the planned information that is used on average.
    public func expectedInformation(drift: Double) -> Double { crossing.expectedInformation(drift: drift) }

    private var crossing: BoundaryCrossing { BoundaryCrossing(unchecked: information, boundaries, isTwoSided) }

    /// The interval of an effect at a look that covers at its level however often was looked: it leaves out 0 exactly where the test rejects.
    /// - Parameters:
    ///   - estimate: of the effect at that look.
    ///   - look: from 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func interval(estimate: Double, standardError: Double, look: Int) throws -> ConfidenceInterval {
        guard boundaries.indices.contains(look) else {
            throw StatisticsError.parameter("The look", look, range: "in 0...\(boundaries.count - 1)")
        }
        guard standardError >= 0, standardError.isFinite, estimate.isFinite else {
            throw StatisticsError.parameter("The standard error", standardError, range: "finite and at least 0")
        }
        let reach = boundaries[look].isFinite ? boundaries[look] * standardError : .infinity
        return ConfidenceInterval(
            lower: estimate - reach, upper: isTwoSided ? estimate + reach : .infinity, level: 1 - significance)
    }

    /// The p-value of having got to a look with a z statistic: the probability, without an effect, to stop earlier or to be as far out
    /// there (stagewise ordering).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func pValue(statistic: Double, look: Int) throws -> Double {
        guard boundaries.indices.contains(look) else {
            throw StatisticsError.parameter("The look", look, range: "in 0...\(boundaries.count - 1)")
        }
        guard statistic.isFinite else { throw StatisticsError.parameter("The statistic", statistic, range: "finite") }
        var walk = BoundaryCrossingIntegrator(drift: 0, isTwoSided: isTwoSided), sum = 0.0
        for earlier in 0..<look {
            let exit = walk.exit(at: information[earlier], boundaries[earlier])
            sum += exit.upper + exit.lower
            walk.advance(to: information[earlier], boundaries[earlier])
        }
        let exit = walk.exit(at: information[look], isTwoSided ? abs(statistic) : statistic)
        return min(1, sum + exit.upper + exit.lower)
    }
}
