import Foundation
import Statistics

/// Judges evidence as the plan's monitoring demands: p-values and intervals that hold however it is looked at.
struct SequentialInference {
    private let plan: ExperimentPlan
    private let look: Look

    init(_ plan: ExperimentPlan, _ look: Look) {
        self.plan = plan
        self.look = look
    }

    /// A p-value, and how many deviates the interval that belongs to it reaches to either side.
    struct TestResult {
        let pValue: Double
        let reach: Double
    }

    /// Judges a difference.
    /// - Parameter significance: of both sides together.
    func judge(_ contrast: any Contrast, units: Int, significance: Double) throws -> TestResult {
        let reach = try reach(units: units, significance: significance, isTwoSided: true)
        let pValue =
            plan.monitoring == .fixed
            ? contrast.pValue : try self.pValue(contrast.deviate.magnitude, units: units, significance, true)
        return TestResult(
            pValue: pValue, reach: Self.drawn(reach, pValue <= significance, contrast.drawnDeviate, deviate(contrast)))
    }

    /// Judges, to one side only, that the treatment is above a multiple of the control (`sign` 1) or below it (−1).
    func judge(_ contrast: any Contrast, overRatio ratio: Double, sign: Double, units: Int, significance: Double) throws
        -> TestResult
    {
        let deviate = sign * contrast.deviate(overRatio: ratio)
        let reach = try reach(units: units, significance: significance, isTwoSided: false)
        let pValue = try self.pValue(deviate, units: units, significance, false)
        let drawn = sign * contrast.drawnDeviate(overRatio: ratio)
        return TestResult(
            pValue: pValue, reach: Self.drawn(reach, pValue <= significance, max(0, drawn), max(0, deviate)))
    }

    /// The reach of an interval that belongs to one of many comparisons, of which those with a p-value of at most `threshold` were found.
    func drawnReach(_ contrast: any Contrast, units: Int, significance: Double, threshold: Double, pValue: Double)
        throws -> Double
    {
        let reach = try reach(units: units, significance: significance, isTwoSided: true, threshold: threshold)
        return Self.drawn(reach, pValue <= threshold, contrast.drawnDeviate, deviate(contrast))
    }

    /// The deviate that decides: at a single look that of the p-value.
    private func deviate(_ contrast: any Contrast) -> Double {
        plan.monitoring == .fixed
            ? max(0, normalDeviate(contrast.pValue / 2, orAtLeast: contrast.drawnDeviate.magnitude))
            : contrast.deviate.magnitude
    }

    /// Where an exact test decides otherwise than the statistic that intervals are drawn by, the interval is drawn as far as that test has it.
    private static func drawn(_ reach: Double, _ isFound: Bool, _ drawn: Double, _ deciding: Double) -> Double {
        let drawn = drawn.magnitude
        guard reach.isFinite, isFound != (drawn > reach) else { return reach }
        if isFound { return drawn * (1 - 1e-9) }
        return deciding > 0 ? max(drawn * reach / deciding, drawn * (1 + 1e-9)) : drawn * (1 + 1e-9)
    }

    // MARK: What a monitoring demands

    /// How many deviates it takes for a p-value of `threshold`, which is the level where none is given.
    private func reach(units: Int, significance: Double, isTwoSided: Bool, threshold: Double? = nil) throws -> Double {
        let level = threshold ?? significance
        switch plan.monitoring {
        case .fixed: return try Normal.standard.upperQuantile(isTwoSided ? level / 2 : level)
        case .groupSequential(_, let spending):
            let design = try GroupSequentialDesign(
                information: information, significance: level, isTwoSided: isTwoSided, spending: spending)
            return design.boundaries[design.boundaries.count - 1]
        case .alwaysValid(let tunedFor):
            // The sequence stays tuned as it is; ConfidenceSequence.pValue solved for the statistic.
            let rho = try sequence(tunedFor, significance, isTwoSided).rho
            let information = Double(max(1, units)) * rho * rho, both = isTwoSided ? level : Self.doubled(level)
            return (2 * (information + 1) / information * log((information + 1).squareRoot() / both)).squareRoot()
        case .mixture:
            let mixture = try mixture(units, significance, isTwoSided), both = isTwoSided ? level : Self.doubled(level)
            return try mixture.interval(estimate: 0, variance: 1, level: 1 - both).upper
        }
    }

    /// The p-value of a deviate; of one side it is that of a large one.
    private func pValue(_ deviate: Double, units: Int, _ significance: Double, _ isTwoSided: Bool) throws -> Double {
        switch plan.monitoring {
        case .fixed:
            let tail = Normal.standard.survival(deviate)
            return isTwoSided ? min(1, 2 * tail) : tail
        case .groupSequential(_, let spending):
            return try GroupSequentialDesign.repeatedPValue(
                statistic: deviate, information: information, isTwoSided: isTwoSided, spending: spending)
        case .alwaysValid(let tunedFor):
            let both = try sequence(tunedFor, significance, isTwoSided)
                .pValue(estimate: deviate, standardError: 1, count: max(1, units))
            return isTwoSided ? both : (deviate > 0 ? both / 2 : 1)
        case .mixture:
            let both = try mixture(units, significance, isTwoSided).pValue(estimate: deviate, variance: 1)
            return isTwoSided ? both : (deviate > 0 ? both / 2 : 1)
        }
    }

    private var information: [Double] { look.earlier + [max(look.information, 1e-6)] }

    /// One side at a level is two sides at twice that.
    private static func doubled(_ level: Double) -> Double { min(0.999, 2 * level) }

    private func sequence(_ tunedFor: Int, _ significance: Double, _ isTwoSided: Bool) throws -> ConfidenceSequence {
        try ConfidenceSequence(tunedFor: tunedFor, level: 1 - (isTwoSided ? significance : Self.doubled(significance)))
    }

    /// Narrowest at the units planned: the effects that are mixed over vary as an estimate of all of them would at the edge of the test.
    private func mixture(_ units: Int, _ significance: Double, _ isTwoSided: Bool) throws -> MixtureSPRT {
        let level = isTwoSided ? significance : Self.doubled(significance)
        let z = try Normal.standard.upperQuantile(level / 2)
        return try MixtureSPRT(
            mixingVariance: z * z * Double(max(1, units)) / Double(max(1, plan.plannedUnits ?? 5000)))
    }
}
