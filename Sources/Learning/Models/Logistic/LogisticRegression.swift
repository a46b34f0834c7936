public import LinearAlgebra

/// Logistic regression with an L2 penalty, fitted by Newton's method.
///
/// Minimises Σ wᵢ ln(1 + exp(−yᵢ ηᵢ)) + λ/2 ‖β‖², with yᵢ = ±1 and ηᵢ = β₀ + xᵢ·β; the intercept β₀ is not penalised. λ = 1/C of
/// scikit-learn. Constant columns are dropped and reported. Steps are halved until the objective does not rise.
///
/// With λ = 0 the covariance is the inverse information (XᵀWX)⁻¹, as a classical table has it; weights count as frequencies. With λ > 0
/// it is (XᵀWX + λI)⁻¹, the inverse Hessian of what is minimised: the normal approximation of the posterior under independent normal
/// priors with variance 1/λ. Its intervals do not correct for the bias towards zero that a penalty brings.
///
/// Edge cases: labels of one class throw `.oneClass`. With λ = 0, classes that can be told apart without error throw `.separated` and
/// linearly dependent columns `.collinear`; with λ > 0 both have a unique answer, and the model says where it was separated.
/// Source: McCullagh and Nelder, Generalized Linear Models, 2nd ed. (1989), §4.4; Albert and Anderson (1984),
/// doi:10.1093/biomet/71.1.1, on separation. Reference: logistic.json.
public struct LogisticRegression: Sendable, Hashable {
    /// The penalty λ, at least 0.
    public var l2: Double
    /// Whether the penalty is on weights per standard deviation (as it should be) or per unit of the feature.
    public var standardize = true
    /// How much the rows of each class count.
    public var classWeights = ClassWeights.none
    /// The most Newton steps over all rows, at least 1.
    public var maximumIterations = 100
    /// The fit ends with a step whose largest element, per standard deviation, is below this.
    ///
    /// Coefficients are then exact to about its square; standard errors, which are those before the last step, to about itself.
    public var tolerance = 1e-7
    /// From this many rows on, the search starts from the fit of a twentieth of them. The answer is the same to the tolerance.
    public var warmStartRows = 200_000
    /// The confidence level of the intervals, in (0, 1).
    public var level = 0.95
    /// How many threads share the work; the answer does not depend on it.
    public var parallel = Parallel.automatic

    /// A fit with a penalty.
    /// - Parameter l2: λ, at least 0.
    public init(l2: Double = 1) { self.l2 = l2 }

    /// Fits the model.
    /// - Parameters:
    ///   - rows: the features, n rows.
    ///   - labels: n labels.
    ///   - weights: n weights, finite and at least 0; nil where every row counts once.
    /// - Returns: the model with its coefficients, their uncertainty, and how the search went.
    /// - Throws: ``LearningError`` of kind `.shape`, `.parameter`, `.notFinite`, `.oneClass`, `.collinear`, `.separated` or `.notConverged`.
    /// - Complexity: O(n k²) for each Newton step over k features, of which there are seldom more than eight.
    public func fit(_ rows: FeatureRows, labels: [Bool], weights: [Double]? = nil) throws -> LogisticModel {
        try check(rows, labels: labels, weights: weights)
        let positives = labels.lazy.count { $0 }
        let standardization = try Standardization(rows, parallel: parallel)
        let names = standardization.varyingColumns
        let (means, scales) = standardization.selecting(names)
        let design = ScaledDesign(rows: try rows.selecting(names), means: means, scales: scales, parallel: parallel)
        let penalties = [0] + scales.map { standardize ? l2 : l2 / ($0 * $0) }
        let objective = LogisticObjective(
            design: design, labels: labels, weights: weights,
            classWeights: try classWeights.weights(positives: positives, of: labels.count),
            penalties: penalties)
        let search = LogisticNewtonSolver(
            objective: objective, names: names, maximumIterations: maximumIterations, tolerance: tolerance)
        let outcome = try search.run(warmStart: rows.count >= warmStartRows)
        return try LogisticModel(
            outcome: outcome, names: names, means: means, scales: scales,
            constantColumns: standardization.constantColumns,
            rowCount: rows.count, positives: positives, level: level)
    }

    private func check(_ rows: FeatureRows, labels: [Bool], weights: [Double]?) throws {
        guard l2 >= 0, l2.isFinite else {
            throw LearningError.parameter("The L2 penalty", l2, range: "finite and at least 0")
        }
        guard maximumIterations > 0 else {
            throw LearningError.parameter("The number of iterations", maximumIterations, range: "at least 1")
        }
        guard tolerance > 0 else { throw LearningError.parameter("The tolerance", tolerance, range: "above 0") }
        guard rows.count > 1 else {
            throw LearningError.insufficientData("A logistic regression", needed: 2, found: rows.count)
        }
        guard labels.count == rows.count else {
            throw LearningError.length("labels", expected: rows.count, found: labels.count)
        }
        var seen = (negative: false, positive: false)
        if let weights {
            guard weights.count == rows.count else {
                throw LearningError.length("weights", expected: rows.count, found: weights.count)
            }
            for (row, weight) in weights.enumerated() {
                guard weight.isFinite else { throw LearningError.notFinite("weight", row: row) }
                guard weight >= 0 else {
                    throw LearningError.parameter("The weight of row \(row)", weight, range: "at least 0")
                }
                if weight > 0 { if labels[row] { seen.positive = true } else { seen.negative = true } }
            }
        } else {
            seen = (labels.contains(false), labels.contains(true))
        }
        guard seen.negative && seen.positive else { throw LearningError.oneClass(seen.positive) }
    }
}
