import Foundation
import Statistics

/// Judges estimated differences as the plan's monitoring demands: p-values and intervals that hold however it is looked at.
struct Judge {
    private let plan: ExperimentPlan
    private let look: Look

    init(_ plan: ExperimentPlan, _ look: Look) {
        self.plan = plan
        self.look = look
    }

    /// A p-value and how many standard errors the interval that belongs to it reaches to either side.
    struct Finding {
        let pValue: Double
        let reach: Double
    }

    /// Judges a difference.
    /// - Parameters:
    ///   - significance: of both sides together.
    ///   - exact: the p-value of a fixed look where another test than Welch's applies.
    func judge(_ test: WelchTest, units: Int, significance: Double, exact: Double? = nil) throws -> Finding {
        switch plan.monitoring {
        case .fixed:
            let interval = try test.interval(level: 1 - significance)
            let reach = (interval.upper - test.difference) / test.standardError
            guard let exact, (exact <= significance) != (test.pValue <= significance) else {
                return Finding(pValue: exact ?? test.pValue, reach: reach)
            }
            // The interval is drawn as far as the test that decides would have it.
            let found = try Normal.standard.upperQuantile(exact / 2)
            let needed = try Normal.standard.upperQuantile(significance / 2)
            return Finding(pValue: exact, reach: found > 0 ? test.statistic.magnitude / found * needed : .infinity)
        case .groupSequential(_, let spending):
            let design = try GroupSequentialDesign(
                information: look.earlier + [max(look.information, 1e-6)], significance: significance, spending: spending)
            return try finding(design, test.statistic.magnitude)
        case .alwaysValid(let tunedFor):
            let sequence = try ConfidenceSequence(tunedFor: tunedFor, level: 1 - significance)
            let interval = try sequence.interval(estimate: test.difference, standardError: test.standardError, count: units)
            return Finding(
                pValue: try sequence.pValue(estimate: test.difference, standardError: test.standardError, count: units),
                reach: (interval.upper - test.difference) / test.standardError)
        case .mixture:
            let variance = test.standardError * test.standardError
            let mixture = try mixture(variance, units, significance)
            let interval = try mixture.interval(estimate: test.difference, variance: variance, level: 1 - significance)
            return Finding(
                pValue: try mixture.pValue(estimate: test.difference, variance: variance),
                reach: (interval.upper - test.difference) / test.standardError)
        }
    }

    /// How many standard errors away a difference has to lie for a p-value of `threshold`, by the same test: what an interval reaches that
    /// belongs to one of many comparisons. Nil for group-sequential designs, whose p-values are those of looks and not of statistics.
    func reach(_ test: WelchTest, units: Int, significance: Double, threshold: Double, exact: Double?) throws -> Double? {
        switch plan.monitoring {
        case .fixed: return try judge(test, units: units, significance: threshold, exact: exact).reach
        case .groupSequential: return nil
        case .alwaysValid(let tunedFor):
            // The sequence stays tuned as it is; ConfidenceSequence.pValue solved for the statistic.
            let rho = try ConfidenceSequence(tunedFor: tunedFor, level: 1 - significance).rho, information = Double(units) * rho * rho
            return (2 * (information + 1) / information * log((information + 1).squareRoot() / threshold)).squareRoot()
        case .mixture:
            let variance = test.standardError * test.standardError
            let interval = try mixture(variance, units, significance).interval(estimate: 0, variance: variance, level: 1 - threshold)
            return interval.upper / test.standardError
        }
    }

    /// Narrowest at the units planned: the effects that are mixed over vary as an estimate of all of them would at the edge of the test.
    private func mixture(_ variance: Double, _ units: Int, _ significance: Double) throws -> MixtureSPRT {
        let z = try Normal.standard.upperQuantile(significance / 2)
        return try MixtureSPRT(mixingVariance: z * z * variance * Double(units) / Double(plan.plannedUnits ?? 5000))
    }

    /// The p-value at the latest look of a design is that of stopping there, by the stagewise ordering. Where the boundary is not crossed
    /// nothing stops: the level that later looks have yet to spend is added, so that the p-value exceeds the level until it is crossed.
    private func finding(_ design: GroupSequentialDesign, _ statistic: Double) throws -> Finding {
        let look = design.boundaries.count - 1, boundary = design.boundaries[look]
        let pValue = try design.pValue(statistic: statistic, look: look)
        guard statistic < boundary else { return Finding(pValue: pValue, reach: boundary) }
        // Nothing comes forty deviations far.
        let spent = try design.pValue(statistic: min(40, boundary), look: look)
        return Finding(pValue: min(1, pValue + max(0, design.significance - spent)), reach: boundary)
    }

    /// Judges a difference to one side only: the p-value against a difference of at most 0, and the reach of its bound.
    func judgeUpward(_ test: WelchTest, units: Int, significance: Double) throws -> Finding {
        if case .groupSequential(_, let spending) = plan.monitoring {
            let design = try GroupSequentialDesign(
                information: look.earlier + [max(look.information, 1e-6)], significance: significance, isTwoSided: false, spending: spending
            )
            return try finding(design, test.statistic)
        }
        let both = try judge(test, units: units, significance: min(0.999, 2 * significance))
        return Finding(pValue: test.difference >= 0 ? both.pValue / 2 : 1 - both.pValue / 2, reach: both.reach)
    }
}
