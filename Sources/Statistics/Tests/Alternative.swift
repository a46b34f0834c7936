/// What the data would have to show to speak against the null hypothesis.
public enum Alternative: String, Sendable, Hashable, Codable, CaseIterable {
    /// A difference in either direction.
    case twoSided
    /// The first is larger.
    case greater
    /// The first is smaller.
    case less

    /// The probability, under a symmetric distribution, of something at least as extreme as x.
    func pValue(_ x: Double, _ symmetric: some ContinuousDistribution) -> Double {
        switch self {
        case .twoSided: min(1, 2 * symmetric.survival(abs(x)))
        case .greater: symmetric.survival(x)
        case .less: symmetric.cdf(x)
        }
    }

    /// The values around an estimate that this alternative does not reject, where `upperQuantile` is of the estimate's own distribution in
    /// units of its standard error.
    func interval(
        estimate: Double, standardError: Double, level: Double, _ upperQuantile: (Double) throws -> Double
    ) throws -> ConfidenceInterval {
        try checkLevel(level)
        let reach = try upperQuantile(self == .twoSided ? (1 - level) / 2 : 1 - level) * standardError
        return ConfidenceInterval(
            lower: self == .less ? -.infinity : estimate - reach,
            upper: self == .greater ? .infinity : estimate + reach, level: level)
    }
}
