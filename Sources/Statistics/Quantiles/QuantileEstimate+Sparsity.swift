import Foundation

extension QuantileEstimate {
    /// The variance of a sample's quantile times the number of its values: p (1 − p) s², in which the sparsity s is one over the density there.
    ///
    /// The sparsity is the slope of the quantiles between p − h and p + h. That varies less from sample to sample than the width of an interval,
    /// whose ends are close together where there are many values; so it is for planning, where nothing is tested.
    /// Edge cases: 0 where all values between are tied.
    /// Source: Hall and Sheather (1988), doi:10.1111/j.2517-6161.1988.tb01735.x, for h.
    /// Reference: statsmodels 0.15, `quantile_regression.hall_sheather`; quantiles of gamma distributions.
    /// - Throws: ``StatisticsError`` of kind `.parameter`, `.insufficientData` below two values.
    public static func unitVariance(_ probability: Double, of values: ValueCounts) throws -> Double {
        _ = try values.quantile(probability)
        guard values.count > 1 else {
            throw StatisticsError.insufficientData("A quantile's variance", needed: 2, found: values.count)
        }
        let h = min(try hallSheather(probability, count: values.count), probability / 2, (1 - probability) / 2)
        let slope = (try values.quantile(probability + h) - values.quantile(probability - h)) / (2 * h)
        return probability * (1 - probability) * slope * slope
    }

    /// The half-width h for an interval of 95 %.
    static func hallSheather(_ probability: Double, count: Int) throws -> Double {
        let z = try Normal.standard.quantile(probability), density = Normal.standard.pdf(z)
        let reach = try Normal.standard.upperQuantile(0.025)
        return pow(Double(count), -1.0 / 3) * pow(reach, 2.0 / 3)
            * pow(1.5 * density * density / (2 * z * z + 1), 1.0 / 3)
    }
}
