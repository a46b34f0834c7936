import LinearAlgebra
import Statistics

/// The arms' values of one metric as estimates: as they are, and with what was known beforehand taken out.
struct ArmEstimates {
    /// As they are.
    let plain: [Estimate]
    /// What comparisons use: adjusted where that was asked for and possible.
    let compared: [Estimate]
    /// The share of the variance that the adjustment left; nil where there was none.
    let remainingVariance: Double?
    /// Whether the arms were weighed by strata.
    let isPoststratified: Bool

    /// - Parameters:
    ///   - adjusted: whether to use the covariates.
    ///   - strata: the arms' moments in each stratum, to weigh them alike; only means and proportions can be.
    init(_ metric: Metric, _ arms: [JointMoments], adjusted: Bool, strata: [[JointMoments]] = []) throws {
        for (index, arm) in arms.enumerated() where arm.count < 2 {
            throw StatisticsError(
                .insufficientData,
                "Arm \(index + 1) has \(arm.count) unit\(arm.count == 1 ? "" : "s") and needs at least 2. Wait for more."
            )
        }
        // Covariates without a denominator say nothing; a pair is used where every arm has one.
        let pairs = metric.isRatio ? Self.pairs(arms) : []
        let columns = try arms.map { try Self.linearised($0, metric, pairs: pairs) }
        plain = try columns.map { try $0.moments(0).meanEstimate() }
        var adjustment: RegressionAdjustment?
        if adjusted, let first = columns.first, first.means.count > 1,
            columns.allSatisfy({ $0.means.count == first.means.count })
        {
            adjustment = try? RegressionAdjustment(columns)
        }
        remainingVariance = adjustment.flatMap { $0.coefficients.contains { $0 != 0 } ? $0.remainingVariance : nil }
        if remainingVariance == nil { adjustment = nil }
        let usable = metric.isRatio ? [] : strata.filter { $0.allSatisfy { $0.count >= 2 } }
        isPoststratified = usable.count > 1
        guard isPoststratified else {
            compared = try adjustment.map { adjustment in try columns.map { try adjustment.estimate($0) } } ?? plain
            return
        }
        let weights = usable.map { Double($0.reduce(0) { $0 + $1.count }) }
        compared = try arms.indices.map { arm in
            let parts = try usable.map { stratum in
                try adjustment.map { try $0.estimate(stratum[arm]) } ?? stratum[arm].moments(0).meanEstimate()
            }
            return try PostStratification.estimate(parts, weights: weights)
        }
    }

    /// Estimates that were made elsewhere.
    init(_ estimates: [Estimate]) {
        plain = estimates
        compared = estimates
        remainingVariance = nil
        isPoststratified = false
    }

    /// The pairs of columns whose denominators sum to 0 in no arm, and the outcome's.
    private static func pairs(_ arms: [JointMoments]) -> [Int] {
        let all = 0..<((arms.map(\.means.count).min() ?? 0) / 2)
        return all.filter { pair in pair == 0 || arms.allSatisfy { $0.means[2 * pair + 1] != 0 } }
    }

    /// Joint moments whose first column is the arm's value of a unit: for a ratio the linearised one, whose mean is the ratio and whose
    /// variance is the delta method's.
    /// - Parameter used: the pairs of columns to keep, the outcome's first; those that have a denominator where none are given.
    static func linearised(_ arm: JointMoments, _ metric: Metric, pairs used: [Int]? = nil) throws -> JointMoments {
        guard metric.isRatio else { return arm }
        let used = used ?? pairs([arm])
        guard arm.means[1] != 0 else {
            throw StatisticsError(
                .parameter,
                "The denominators of an arm sum to 0, so that there is no ratio. Look whether the right column was measured."
            )
        }
        var transform = Matrix(rows: used.count, columns: arm.means.count)
        var means: [Double] = []
        for (row, pair) in used.enumerated() {
            let denominator = arm.means[2 * pair + 1], ratio = arm.means[2 * pair] / denominator
            transform[row, 2 * pair] = 1 / denominator
            transform[row, 2 * pair + 1] = -ratio / denominator
            means.append(ratio)
        }
        var products = Matrix(rows: used.count, columns: used.count)
        for i in 0..<used.count {
            for j in 0..<used.count {
                var sum = 0.0
                for k in arm.means.indices where transform[i, k] != 0 {
                    for l in arm.means.indices where transform[j, l] != 0 {
                        sum += transform[i, k] * arm.products[k, l] * transform[j, l]
                    }
                }
                products[i, j] = i == j ? max(0, sum) : sum
            }
        }
        return try JointMoments(count: arm.count, means: means, products: products)
    }
}
