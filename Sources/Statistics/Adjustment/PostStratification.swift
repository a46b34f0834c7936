/// A mean that is put together from strata by weights that are the same for every arm, so that arms of unlike composition can be compared.
///
/// Edge cases: a stratum in which an arm has fewer than two units cannot be weighed; leave it out of both arms, and say so.
/// Source: Miratrix, Sekhon and Yu (2013), doi:10.1111/j.1467-9868.2012.01048.x. Reference: adjustment.json.
public enum PostStratification {
    /// The weighted mean of the strata's estimates.
    /// - Parameters:
    ///   - strata: an arm's estimate in each stratum.
    ///   - weights: each stratum's share of the population, at least 0, not all 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`, `.insufficientData`.
    public static func estimate(_ strata: [Estimate], weights: [Double]) throws -> Estimate {
        guard strata.count == weights.count else {
            throw StatisticsError.parameter(
                "The number of weights", weights.count, range: "\(strata.count), as that of the strata")
        }
        for weight in weights where !(weight >= 0 && weight.isFinite) {
            throw StatisticsError.parameter("A weight", weight, range: "finite and at least 0")
        }
        let total = weights.reduce(0, +)
        guard total > 0 else { throw StatisticsError.insufficientData("Strata with a weight", needed: 1, found: 0) }
        var value = 0.0, variance = 0.0
        for (stratum, weight) in zip(strata, weights) {
            value += weight / total * stratum.value
            variance += weight / total * (weight / total) * stratum.variance
        }
        return try Estimate(value: value, variance: variance, count: strata.reduce(0) { $0 + $1.count })
    }
}
