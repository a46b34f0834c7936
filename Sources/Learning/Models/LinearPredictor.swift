import LinearAlgebra

/// A weighted sum of features: what logistic and linear models have in common when they score.
///
/// Features are centred before they are weighted, so that large values with small differences keep their digits.
struct LinearPredictor: Sendable, Hashable {
    let featureNames: [String]
    let means: [Double]
    /// Change per unit of each feature.
    let weights: [Double]
    /// The value at the means.
    let center: Double

    init(names: [String], solution: [Double], means: [Double], scales: [Double]) {
        featureNames = names
        self.means = means
        weights = zip(solution.dropFirst(), scales).map { $0 / $1 }
        center = solution[0]
    }

    /// What a function makes of the value of every row.
    func values(
        of rows: FeatureRows, parallel: Parallel, _ transform: @escaping @Sendable (Double) -> Double = { $0 }
    ) throws -> [Double] {
        let design = ScaledDesign(
            rows: try rows.selecting(featureNames), means: means, scales: means.map { _ in 1 }, parallel: parallel)
        return design.product(with: [center] + weights, transform)
    }

    /// The value of one row.
    func value(of row: [Double]) throws -> Double {
        guard row.count == weights.count else {
            throw LearningError.length("feature values", expected: weights.count, found: row.count)
        }
        for (name, value) in zip(featureNames, row) where !value.isFinite {
            throw LearningError.notFinite(column: name, row: 0)
        }
        return row.indices.reduce(center) { $0 + (row[$1] - means[$1]) * weights[$1] }
    }
}
