/// How an iterative fit went.
public struct Convergence: Sendable, Hashable, Codable {
    /// The Newton steps over all rows.
    public internal(set) var iterations: Int
    /// The Newton steps over a sample of the rows that came before; 0 where there were none.
    public internal(set) var sampleIterations = 0
    /// The Euclidean norm of the objective's gradient before the last step.
    public internal(set) var gradientNorm: Double
    /// The objective before each step over all rows; it never rises but for rounding.
    public internal(set) var losses: [Double]
}
