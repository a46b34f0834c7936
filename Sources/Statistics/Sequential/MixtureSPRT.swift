import Foundation

/// A test that may be looked at after every unit: the mixture sequential probability ratio test, with its always-valid p-value and interval.
///
/// The likelihood ratio is averaged over effects that are normal around 0 with the mixing variance τ. It holds asymptotically, for
/// estimates that are normal with a known variance.
/// Edge cases: a variance of 0 is an error.
/// Source: Johari, Koomen, Pekelis and Walsh (2022), doi:10.1287/opre.2021.2135; Robbins (1970), doi:10.1214/aoms/1177696786.
/// Reference: sequential.json.
public struct MixtureSPRT: Sendable, Hashable {
    /// The variance τ of the effects that are mixed over, in squared units of the effect. The interval is narrowest for effects of about √τ.
    public let mixingVariance: Double

    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(mixingVariance: Double) throws {
        guard mixingVariance > 0, mixingVariance.isFinite else {
            throw StatisticsError.parameter("The mixing variance", mixingVariance, range: "finite and above 0")
        }
        self.mixingVariance = mixingVariance
    }

    /// Statsig's choice of the mixing variance: z²_{α/2} (s²_T + s²_C) / (n_T + n_C).
    /// - Throws: ``StatisticsError`` of kind `.parameter`, `.insufficientData`.
    public init(_ first: Moments, _ second: Moments, significance: Double = 0.05) throws {
        guard let one = first.variance, let other = second.variance else {
            throw StatisticsError.insufficientData(
                "Each sample of a sequential test", needed: 2, found: min(first.count, second.count))
        }
        try checkLevel(1 - significance)
        let z = try Normal.standard.upperQuantile(significance / 2)
        try self.init(mixingVariance: z * z * (one + other) / Double(first.count + second.count))
    }

    /// The likelihood ratio of the mixture against no effect. Above 0.
    public func likelihoodRatio(estimate: Double, variance: Double) throws -> Double {
        try check(variance)
        let whole = variance + mixingVariance
        return (variance / whole).squareRoot() * exp(estimate * estimate * mixingVariance / (2 * variance * whole))
    }

    /// The p-value at this moment. The smallest of all moments so far is valid whenever one stops.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func pValue(estimate: Double, variance: Double) throws -> Double {
        min(1, 1 / (try likelihoodRatio(estimate: estimate, variance: variance)))
    }

    /// The interval at this moment; all of them together cover the effect at the level.
    /// - Parameters:
    ///   - variance: the squared standard error of the estimate, above 0.
    ///   - level: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public func interval(estimate: Double, variance: Double, level: Double = 0.95) throws -> ConfidenceInterval {
        try checkLevel(level)
        try check(variance)
        let whole = variance + mixingVariance
        let reach = (variance * whole / mixingVariance * (-2 * log(1 - level) + log(whole / variance))).squareRoot()
        return ConfidenceInterval(lower: estimate - reach, upper: estimate + reach, level: level)
    }

    private func check(_ variance: Double) throws {
        guard variance > 0, variance.isFinite else {
            throw StatisticsError.parameter("The variance of the estimate", variance, range: "finite and above 0")
        }
    }
}
