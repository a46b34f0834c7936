import Statistics

/// Whether predictions hold: every bin of a calibration chart is looked at, not only the last.
///
/// The bins together are tested as Hosmer and Lemeshow do, on data that the model has not seen: the sum of ((observed − predicted) / standard
/// error)² has as many degrees of freedom as there are bins. A bin is named where its own difference is clear among all bins.
/// Source: Hosmer and Lemeshow (1980), doi:10.1080/03610928008827941.
package struct CalibrationCheck: Sendable {
    package struct Bin: Sendable {
        package let predicted: Double
        package let observed: Double
        let low: Double
        let high: Double
        package let count: Int

        /// - Parameters:
        ///   - low: lower bound of the 95 % interval of what was observed.
        ///   - high: upper bound.
        package init(predicted: Double, observed: Double, low: Double, high: Double, count: Int) {
            self.predicted = predicted
            self.observed = observed
            self.low = low
            self.high = high
            self.count = count
        }

        /// How far apart the two are.
        var miss: Double { (observed - predicted).magnitude }
        var standardError: Double { (high - low) / (2 * 1.959963984540054) }
    }

    package enum Outcome: Sendable {
        /// No bin has enough cases.
        case unknown
        /// No clear miss. A prediction that occurs, the highest.
        case holds(Bin)
        /// Of the bins that clearly miss, the one that misses by most.
        case misses(Bin)
        /// The bins miss together, and none of them clearly by itself; the mean distance.
        case missesTogether(Double)
    }

    /// The fewest cases of a bin that is looked at.
    package static let leastCases = 20

    private let bins: [Bin]
    private let looks: Int

    /// - Parameter looks: how many charts are looked at together with this.
    package init(_ bins: [Bin], looks: Int) {
        self.bins = bins.filter {
            $0.count >= Self.leastCases && $0.standardError > 0 && $0.predicted.isFinite && $0.observed.isFinite
        }
        self.looks = max(1, looks)
    }

    package var outcome: Outcome {
        guard let highest = bins.max(by: { $0.predicted < $1.predicted }) else { return .unknown }
        // Half of the probability of an error is for the bins one by one, half for all together.
        let clear = bins.filter {
            Contrast(
                $0.observed - $0.predicted, standardError: $0.standardError, unit: .cases($0.count),
                comparisons: 2 * bins.count * looks
            ).isClear
        }
        if let worst = clear.max(by: { $0.miss < $1.miss }) { return .misses(worst) }
        let squares = bins.reduce(0.0) { sum, bin in
            let z = (bin.observed - bin.predicted) / bin.standardError
            return sum + z * z
        }
        if let distribution = try? ChiSquared(degreesOfFreedom: Double(bins.count)),
            distribution.survival(squares) < Contrast.share(of: 2 * looks)
        {
            let all = bins.reduce(0) { $0 + $1.count }
            return .missesTogether(bins.reduce(0) { $0 + Double($1.count) * $1.miss } / Double(max(1, all)))
        }
        return .holds(highest)
    }
}
