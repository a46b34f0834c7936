/// The chances that a z statistic, looked at now and then, crosses given boundaries: those of any sequential test.
///
/// Source: Armitage, McPherson and Rowe (1969), doi:10.2307/2343787. Reference: sequential.json.
public struct BoundaryCrossing: Sendable, Hashable {
    /// The share of the planned information at each look, ascending, in (0, 1].
    public let information: [Double]
    /// What the z statistic (for two sides, its size) has to reach at each look; may be infinite.
    public let boundaries: [Double]
    /// Whether either direction counts. Otherwise only a positive one does.
    public let isTwoSided: Bool

    /// Boundaries at given shares of the information.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(information: [Double], boundaries: [Double], isTwoSided: Bool = true) throws {
        guard let last = information.last, last <= 1, information[0] > 0,
            zip(information, information.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw StatisticsError.parameter(
                "The information of the looks", information.description, range: "ascending, in (0, 1]")
        }
        guard boundaries.count == information.count, boundaries.allSatisfy({ !$0.isNaN }) else {
            throw StatisticsError.parameter(
                "The boundaries", boundaries.description, range: "\(information.count) numbers, one for each look")
        }
        self.init(unchecked: information, boundaries, isTwoSided)
    }

    init(unchecked information: [Double], _ boundaries: [Double], _ isTwoSided: Bool) {
        self.information = information
        self.boundaries = boundaries
        self.isTwoSided = isTwoSided
    }

    /// The probability to cross at each look (and not before), where the z statistic at full information has a mean of `drift`.
    public func probabilities(drift: Double) -> [Double] {
        var walk = BoundaryCrossingIntegrator(drift: drift, isTwoSided: isTwoSided)
        return zip(information, boundaries).map { time, boundary in
            defer { walk.advance(to: time, boundary) }
            let exit = walk.exit(at: time, boundary)
            return exit.upper + exit.lower
        }
    }

    /// The probability to cross at any look.
    public func power(drift: Double) -> Double { min(1, probabilities(drift: drift).reduce(0, +)) }

    /// The share of the planned information that is used on average.
    public func expectedInformation(drift: Double) -> Double {
        Self.expectedInformation(probabilities(drift: drift), information)
    }

    static func expectedInformation(_ crossings: [Double], _ information: [Double]) -> Double {
        let stopped = zip(crossings, information).dropLast().reduce(0) { $0 + $1.0 * $1.1 }
        return stopped + (1 - crossings.dropLast().reduce(0, +)) * (information.last ?? 1)
    }
}
