public import LinearAlgebra

/// Linear least squares, with or without an L2 penalty (ridge regression), in closed form.
///
/// Minimises Σ (yᵢ − β₀ − xᵢ·β)² + λ ‖β‖²; the intercept β₀ is not penalised. λ = `alpha` of scikit-learn. The normal equations are
/// built on centred, standardised columns and their solution is refined from the residuals, which restores the digits that squaring
/// the condition number costs. Constant columns are dropped and reported.
///
/// Covariance: σ² A⁻¹ ZᵀZ A⁻¹ with A = ZᵀZ + λI and σ² = RSS / (n − k − 1) over k features; with λ = 0 that is the classical σ² (ZᵀZ)⁻¹.
/// With λ > 0 it is the variance around the penalised coefficients' own expectation; its intervals do not correct for their bias.
///
/// Edge cases: a constant target throws `.constantTarget`, fewer than k + 2 rows `.insufficientData`; with λ = 0 linearly dependent
/// columns throw `.collinear`.
/// Source: Hoerl and Kennard (1970), doi:10.1080/00401706.1970.10488634; Björck, Numerical Methods for Least Squares Problems (1996),
/// §2.9.3, on refining. Reference: ridge.json.
public struct LinearRegression: Sendable, Hashable {
    /// The penalty λ, at least 0.
    public var l2: Double
    /// Whether the penalty is on weights per standard deviation (as it should be) or per unit of the feature.
    public var standardize = true
    /// The confidence level of the intervals, in (0, 1).
    public var level = 0.95
    /// How many threads share the work; the answer does not depend on it.
    public var parallel = Parallel.automatic

    /// A fit with a penalty.
    /// - Parameter l2: λ, at least 0; 0 is ordinary least squares.
    public init(l2: Double = 0) { self.l2 = l2 }

    /// A column whose share not explained by the columns before it is below this depends on them.
    private static let leastPivotShare = 1e-12

    /// Fits the model.
    /// - Parameters:
    ///   - rows: the features, n rows of k columns.
    ///   - targets: n values.
    /// - Throws: ``LearningError`` of kind `.shape`, `.parameter`, `.notFinite`, `.insufficientData`, `.constantTarget` or `.collinear`.
    /// - Complexity: O(n k²)
    public func fit(_ rows: FeatureRows, targets: [Double]) throws -> LinearModel {
        guard l2 >= 0, l2.isFinite else {
            throw LearningError.parameter("The L2 penalty", l2, range: "finite and at least 0")
        }
        let target = try Target(targets, rows: rows.count)
        let standardization = try Standardization(rows, parallel: parallel)
        let names = standardization.varyingColumns
        guard rows.count > names.count + 1 else {
            throw LearningError.insufficientData(
                "A linear regression on \(names.count) features", needed: names.count + 2, found: rows.count)
        }
        let (means, scales) = standardization.selecting(names)
        let design = ScaledDesign(rows: try rows.selecting(names), means: means, scales: scales, parallel: parallel)
        let equations = NormalEquations(design: design, targets: targets, center: target.mean)
        let penalties = [0] + scales.map { standardize ? l2 : l2 / ($0 * $0) }
        let factor = try factorise(equations.gram, penalties: penalties, names: names)
        let (solution, residualSquares) = try refine(equations, factor, penalties: penalties)
        return try LinearModel(
            equations: equations, solution: solution, factor: factor, penalties: penalties,
            residualSquares: residualSquares,
            target: target,
            names: names, means: means, scales: scales, constantColumns: standardization.constantColumns, level: level)
    }

    private func factorise(_ gram: Matrix, penalties: [Double], names: [String]) throws -> Cholesky {
        var penalised = gram
        for index in penalties.indices { penalised[index, index] += penalties[index] }
        do {
            let factor = try Cholesky(penalised)
            for column in 1..<max(1, penalties.count) where penalties[column] == 0 {
                let pivot = factor.factor[column, column]
                if pivot * pivot < Self.leastPivotShare * gram[column, column] {
                    throw LearningError.collinear(names[column - 1])
                }
            }
            return factor
        } catch let error as LinearAlgebraError {
            guard let pivot = error.pivot, pivot > 0 else { throw error }
            throw LearningError.collinear(names[pivot - 1])
        }
    }

    /// The solution, corrected by what the residuals still correlate with the columns, and the sum of squared residuals.
    private func refine(_ equations: NormalEquations, _ factor: Cholesky, penalties: [Double]) throws -> (
        [Double], Double
    ) {
        var solution = try factor.solve(equations.cross)
        let left = equations.residuals(of: solution).cross
        let correction = try factor.solve(solution.indices.map { left[$0] - penalties[$0] * solution[$0] })
        for index in solution.indices { solution[index] += correction[index] }
        return (solution, equations.residuals(of: solution).squares)
    }
}
