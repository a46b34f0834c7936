import Foundation

/// Differences in units that do not depend on what was measured.
///
/// Source: Cohen (1988), Statistical Power Analysis for the Behavioral Sciences; Hedges (1981), doi:10.3102/10769986006002107.
/// Reference: effects.json.
public enum EffectSize {
    /// Cohen's d: the difference of means in pooled standard deviations.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` below two values in either, `.noVariance`.
    public static func cohensD(_ first: Moments, _ second: Moments) throws -> Double {
        for sample in [first, second] where sample.count < 2 {
            throw StatisticsError.insufficientData("Each sample of an effect size", needed: 2, found: sample.count)
        }
        let pooled = (first.m2 + second.m2) / Double(first.count + second.count - 2)
        guard pooled > 0 else { throw StatisticsError.noVariance("An effect size") }
        return (first.mean - second.mean) / pooled.squareRoot()
    }

    /// Hedges' g: Cohen's d without its upward bias in small samples.
    /// - Throws: as ``cohensD(_:_:)``.
    public static func hedgesG(_ first: Moments, _ second: Moments) throws -> Double {
        let freedom = Double(first.count + second.count - 2)
        let correction = exp(lgamma(freedom / 2) - lgamma((freedom - 1) / 2)) / (freedom / 2).squareRoot()
        return try cohensD(first, second) * (freedom > 1 ? correction : 1)
    }

    /// Cohen's h: the difference of proportions on the arcsine scale, where equal steps are equally hard to detect. Range: −π...π.
    public static func cohensH(_ first: Proportion, _ second: Proportion) -> Double {
        2 * (asin(first.estimate.squareRoot()) - asin(second.estimate.squareRoot()))
    }
}
