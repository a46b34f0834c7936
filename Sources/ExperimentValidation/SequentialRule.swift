import Experimentation
import Statistics

/// Judges a comparison look by look as the analysis does, with boundaries that are worked out once.
struct SequentialRule: Sendable {
    /// How often is looked.
    let looks: Int
    private let monitoring: Monitoring
    private let significance: Double
    private let isOneSided: Bool
    private let planned: Int
    private let boundaries: [Double]

    /// - Parameters:
    ///   - significance: of one side where there is only one.
    ///   - planned: the units of all arms.
    init(_ monitoring: Monitoring, significance: Double, isOneSided: Bool, planned: Int) throws {
        self.monitoring = monitoring
        self.isOneSided = isOneSided
        self.planned = planned
        // What judges both sides judges one at twice its level.
        self.significance = isOneSided ? 2 * significance : significance
        switch monitoring {
        case .fixed: (looks, boundaries) = (1, [])
        case .groupSequential(let count, let spending):
            looks = count
            boundaries = try GroupSequentialDesign(
                looks: count, significance: significance, isTwoSided: !isOneSided, spending: spending
            )
            .boundaries
        case .alwaysValid, .mixture: (looks, boundaries) = (30, [])
        }
    }

    /// Whether a normal deviate is found at one of the looks of a plan that has few, from 0.
    func finds(deviate: Double, look: Int) throws -> Bool {
        let boundary = boundaries.isEmpty ? try Normal.standard.upperQuantile(significance / 2) : boundaries[look]
        return (isOneSided ? deviate : deviate.magnitude) >= boundary
    }

    /// Whether a comparison is found at a look, from 0.
    func finds(_ test: WelchTest, units: Int, look: Int) throws -> Bool {
        if isOneSided, test.difference <= 0 { return false }
        switch monitoring {
        case .fixed: return test.pValue <= significance
        case .groupSequential: return abs(test.statistic) >= boundaries[look]
        case .alwaysValid(let tunedFor):
            let sequence = try ConfidenceSequence(tunedFor: tunedFor, level: 1 - significance)
            return try sequence.pValue(estimate: test.difference, standardError: test.standardError, count: units)
                <= significance
        case .mixture:
            let variance = test.standardError * test.standardError,
                z = try Normal.standard.upperQuantile(significance / 2)
            let mixture = try MixtureSPRT(mixingVariance: z * z * variance * Double(units) / Double(planned))
            return try mixture.pValue(estimate: test.difference, variance: variance) <= significance
        }
    }
}
