import LinearAlgebra

/// Takes out of a comparison what was known before it began (CUPED): the outcome less its regression on covariates, whose coefficients are
/// pooled over the arms, so that no arm is favoured.
///
/// What remains of the variance is 1 − ρ², where ρ is the multiple correlation of outcome and covariates.
/// Edge cases: covariates that do not vary, or that repeat others, are left out.
/// Source: Deng, Xu, Kohavi and Walker (2013), doi:10.1145/2433396.2433413. Reference: adjustment.json.
public struct RegressionAdjustment: Sendable, Hashable {
    /// The coefficient of each covariate, in units of outcome per unit of covariate; 0 for those that were left out.
    public let coefficients: [Double]
    /// The mean of each covariate over all arms, to which every arm is adjusted.
    public let means: [Double]
    /// How much of the outcome's variance within arms is left, in 0...1.
    public let remainingVariance: Double

    /// Learns the coefficients from the arms of a comparison.
    /// - Parameter arms: joint moments whose first column is the outcome and whose others are the covariates.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` without an arm or with too few rows, `.noVariance` where the outcome does
    ///   not vary, `.parameter` where arms differ in their columns.
    public init(_ arms: [JointMoments]) throws {
        guard let first = arms.first else {
            throw StatisticsError.insufficientData("An adjustment's arms", needed: 1, found: 0)
        }
        let columns = first.means.count
        for arm in arms where arm.means.count != columns {
            throw StatisticsError.parameter(
                "The number of columns of an arm", arm.means.count, range: "\(columns), as of the first")
        }
        let rows = arms.reduce(0) { $0 + $1.count }
        guard rows > columns + arms.count else {
            throw StatisticsError.insufficientData("An adjustment", needed: columns + arms.count + 1, found: rows)
        }
        var within = Matrix(rows: columns, columns: columns), all = JointMoments(columns: columns)
        for arm in arms {
            for i in 0..<columns {
                for j in 0..<columns { within[i, j] += arm.products[i, j] }
            }
            all.merge(arm)
        }
        guard within[0, 0] > 0 else { throw StatisticsError.noVariance("An adjustment") }
        means = Array(all.means.dropFirst())
        (coefficients, remainingVariance) = Self.regress(within)
    }

    /// Gaussian elimination on the correlations, one covariate after the other; what an earlier one explains wholly is passed over.
    private static func regress(_ within: Matrix) -> (coefficients: [Double], remaining: Double) {
        let size = within.rows
        let scale = (0..<size).map { within[$0, $0].squareRoot() }
        var work = Matrix(rows: size, columns: size)
        for i in 0..<size {
            for j in 0..<size { work[i, j] = scale[i] > 0 && scale[j] > 0 ? within[i, j] / (scale[i] * scale[j]) : 0 }
        }
        var used: [Int] = []
        // The sweep operator; source: Goodnight (1979), doi:10.1080/00031305.1979.10482685.
        for pivot in 1..<max(1, size) where work[pivot, pivot] > 1e-10 {
            let d = work[pivot, pivot]
            for j in 0..<size where j != pivot { work[pivot, j] /= d }
            for i in 0..<size where i != pivot {
                let b = work[i, pivot]
                for j in 0..<size where j != pivot { work[i, j] -= b * work[pivot, j] }
                work[i, pivot] = -b / d
            }
            work[pivot, pivot] = 1 / d
            used.append(pivot)
        }
        var coefficients = [Double](repeating: 0, count: max(0, size - 1))
        for covariate in used { coefficients[covariate - 1] = work[covariate, 0] * scale[0] / scale[covariate] }
        return (coefficients, min(1, max(0, work[0, 0])))
    }

    /// The adjusted mean of an arm's outcome, with its sampling variance.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` below two rows.
    public func estimate(_ arm: JointMoments) throws -> Estimate {
        let shift = zip(coefficients, means).reduce(0) { $0 + $1.0 * $1.1 }
        return try arm.estimate(of: [1] + coefficients.map { -$0 }, plus: shift)
    }
}
