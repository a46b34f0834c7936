import LinearAlgebra
import Statistics
import Testing

/// What our functions say of a recorded comparison, where theirs and ours ask the same.
struct GrowthBookComparison {
    let estimate: Double
    let standardError: Double
    let pValue: Double
    let interval: ConfidenceInterval
    /// The units of both arms.
    let units: Int
    /// The control's own value, without adjustment.
    let base: Double
    /// Whether the arms have a covariate.
    let isAdjusted: Bool
    /// A lift by our own definitions, where theirs are others: with degrees of freedom of its own; of adjusted arms, over the adjusted base,
    /// with the coefficient that is pooled within the arms.
    private(set) var own: RelativeLift?

    init(_ vector: GrowthBookVector, alternative: Alternative = .twoSided) throws {
        let strata = try vector.strata.map { try $0.map(GrowthBookArm.init) }
        var control = strata[0][0], treatment = strata[0][1]
        for stratum in strata.dropFirst() {
            control = control.merged(with: stratum[0])
            treatment = treatment.merged(with: stratum[1])
        }
        let level = 1 - vector.config.alpha
        if let first = try treatment.estimate, let second = try control.estimate {
            units = first.count + second.count
            base = second.value
            isAdjusted = false
            if vector.isRelative {
                let lift = try RelativeLift(
                    first, over: second, alternative: alternative, degreesOfFreedom: .ofDifference)
                (estimate, standardError, pValue) = (lift.estimate, lift.standardError, lift.pValue)
                interval = try lift.interval(level: level)
                own = try RelativeLift(first, over: second, alternative: alternative)
            } else {
                let test = try WelchTest(first, second, alternative: alternative)
                (estimate, standardError, pValue) = (test.difference, test.standardError, test.pValue)
                interval = try test.interval(level: level)
            }
            return
        }
        let adjusted = try Adjusted(control, treatment)
        let test = try WelchTest(adjusted.first, adjusted.second)
        units = adjusted.first.count + adjusted.second.count
        base = adjusted.base
        isAdjusted = true
        if vector.isRelative {
            estimate = test.difference / base
            standardError = adjusted.varianceOfLift.squareRoot()
            let distribution = try StudentT(degreesOfFreedom: test.degreesOfFreedom)
            pValue = 2 * distribution.survival(abs(estimate / standardError))
            interval = try .studentT(
                estimate: estimate, standardError: standardError, degreesOfFreedom: test.degreesOfFreedom, level: level)
            own = try RelativeLift(adjusted.ownFirst, over: adjusted.ownSecond)
        } else {
            (estimate, standardError, pValue) = (test.difference, test.standardError, test.pValue)
            interval = try test.interval(level: level)
        }
    }
}

/// Two arms that are adjusted by a covariate, with their coefficient and with ours.
private struct Adjusted {
    let first, second, ownFirst, ownSecond: Estimate
    let base: Double
    /// Of the adjusted difference over the control's value without adjustment, by the delta method.
    let varianceOfLift: Double

    init(_ control: GrowthBookArm, _ treatment: GrowthBookArm) throws {
        switch (control, treatment) {
        case (.adjusted(let control), .adjusted(let treatment)):
            // Their coefficient is of both arms as one sample; ours is pooled within the arms.
            let joint = {
                var all = control; all.merge(treatment); return all
            }()
            let adjustment = try RegressionAdjustment([joint]), theta = adjustment.coefficients[0]
            (first, second) = (try adjustment.estimate(treatment), try adjustment.estimate(control))
            let own = try RegressionAdjustment([control, treatment])
            (ownFirst, ownSecond) = (try own.estimate(treatment), try own.estimate(control))
            base = control.means[0]
            // Their slope of the lift by the base is that of the lift without adjustment.
            let ratio = treatment.means[0] / base
            varianceOfLift =
                try (treatment.estimate(of: [1, -theta]).variance + control.estimate(of: [ratio, -theta]).variance)
                / (base * base)
        case (.adjustedRatio(let control), .adjustedRatio(let treatment)):
            // Their coefficient gives both arms the same weight, ours a weight by units.
            let equal = try [control, treatment].map { arm in
                var products = arm.products
                for i in 0..<4 { for j in 0..<4 { products[i, j] /= Double(arm.count - 1) } }
                return try JointMoments(count: 2, means: arm.means, products: products)
            }
            let theta = try RatioAdjustment(equal).coefficient
            let adjustment = try RatioAdjustment(coefficient: theta, [control, treatment])
            (first, second) = (try adjustment.estimate(treatment), try adjustment.estimate(control))
            let own = try RatioAdjustment([control, treatment])
            (ownFirst, ownSecond) = (try own.estimate(treatment), try own.estimate(control))
            base = control.means[0] / control.means[1]
            let slope = 1 + (first.value - second.value) / base
            let parts = Self.parts(control),
                weights = zip(parts.outcome, parts.covariate).map { slope * $0 - theta * $1 }
            varianceOfLift = try (first.variance + control.estimate(of: weights).variance) / (base * base)
        default: throw StatisticsError(.parameter, "These arms have no covariate.")
        }
    }

    /// The weights of the columns in a unit's part in the ratio, and in the ratio before.
    private static func parts(_ arm: JointMoments) -> (outcome: [Double], covariate: [Double]) {
        let means = arm.means
        return (
            [1 / means[1], -means[0] / (means[1] * means[1]), 0, 0],
            [0, 0, 1 / means[3], -means[2] / (means[3] * means[3])]
        )
    }
}

extension WorstError {
    /// Compares an interval with the recorded one, end by end.
    mutating func note(_ found: ConfidenceInterval, _ vector: GrowthBookVector) {
        guard case .one(let ends) = vector.result.ci, ends.count == 2 else {
            Issue.record("\(vector.name) has no interval")
            return
        }
        for (found, theirs) in [(found.lower, ends[0]), (found.upper, ends[1])] {
            if theirs.isInfinite {
                #expect(found == theirs, "\(vector.name)")
            } else {
                note(found, theirs, within: 1e-9, "an end of \(vector.name)")
            }
        }
    }
}
