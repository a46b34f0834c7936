public import LinearAlgebra

/// Logistic regression with a normal random intercept for each group: what moves an outcome within a listener, all else equal.
///
/// logit P(yᵢⱼ = 1) = β₀ + xᵢⱼ·β + uᵢ with uᵢ ~ N(0, σ²) for row j of group i. Where groups differ in ways that no column tells, a plain
/// logistic regression draws every coefficient towards zero; this one does not. Maximises the likelihood with the uᵢ integrated out by
/// Laplace's approximation, as `lme4::glmer` does with one quadrature point.
///
/// The covariance of β is the inverse information at the estimated σ (that of `vcov(use.hessian = FALSE)` in lme4); the interval of σ is
/// normal on the scale of its logarithm, from the outer product of the groups' scores. Constant columns are dropped and reported.
///
/// Edge cases: where the groups differ by no more than chance, σ comes out as 0. Few rows in a group (under ten) with a large σ (over 2)
/// make Laplace's approximation biased. Labels of one class throw `.oneClass`; linearly dependent columns `.collinear`.
/// Source: Breslow and Clayton (1993), doi:10.1080/01621459.1993.10594284; Bates and others (2015), doi:10.18637/jss.v067.i01.
/// Reference: mixed.json (lme4).
public struct RandomInterceptLogisticRegression: Sendable, Hashable {
    /// The most steps over all rows, at least 1.
    public var maximumIterations = 200
    /// The fit ends with a step that is shorter than this, in units of the standard errors.
    public var tolerance = 1e-5
    /// From this many groups on, the search starts from the fit of a sixteenth of them. The answer is the same to the tolerance.
    public var warmStartGroups = 2000
    /// The confidence level of the intervals, in (0, 1).
    public var level = 0.95
    /// How many threads share the work; the answer does not depend on it.
    public var parallel = Parallel.automatic

    /// A fit with the defaults.
    public init() {}

    /// Fits the model.
    /// - Parameters:
    ///   - rows: the features, n rows.
    ///   - labels: n labels.
    ///   - groups: n names of groups, in any order.
    /// - Returns: the coefficients with their uncertainty, and how far the groups differ.
    /// - Throws: ``LearningError`` of kind `.shape`, `.parameter`, `.insufficientData`, `.oneClass`, `.collinear` or `.notConverged`.
    /// - Complexity: O(n k²) for each step over k features, of which there are seldom more than fifteen.
    public func fit(_ rows: FeatureRows, labels: [Bool], groups: [Int]) throws -> RandomInterceptModel {
        try check(rows, labels: labels, groups: groups)
        let standardization = try Standardization(rows, parallel: parallel)
        let names = standardization.varyingColumns
        let (means, scales) = standardization.selecting(names)
        let design = ScaledDesign(rows: try rows.selecting(names), means: means, scales: scales, parallel: parallel)
        let grouped = GroupedRows(design, labels: labels, groups: groups)
        guard grouped.groupCount > 1 else {
            throw LearningError.insufficientGroups(needed: 2, found: grouped.groupCount)
        }
        let search = RandomInterceptNewtonSolver(
            objective: RandomInterceptObjective(rows: grouped, parallel: parallel), names: names,
            maximumIterations: maximumIterations,
            tolerance: tolerance)
        let outcome = try search.run(warmStart: grouped.groupCount >= warmStartGroups)
        return try RandomInterceptModel(
            outcome: outcome, names: names, means: means, scales: scales,
            constantColumns: standardization.constantColumns,
            rowCount: rows.count, groupCount: grouped.groupCount, level: level)
    }

    private func check(_ rows: FeatureRows, labels: [Bool], groups: [Int]) throws {
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
        guard groups.count == rows.count else {
            throw LearningError.length("groups", expected: rows.count, found: groups.count)
        }
        guard let first = labels.first, labels.contains(!first) else {
            throw LearningError.oneClass(labels.first ?? false)
        }
    }
}
