public import Statistics

/// What an earlier look of a group-sequential experiment found by one metric of one treatment.
///
/// Repeated p-values and intervals hold at all looks together, so that the smallest p-value so far and what all intervals have in common hold
/// too: evidence that was shown at a look does not fade at the next, unless later data contradict it (``isContradicted(by:)``).
public struct EarlierResult: Sendable, Hashable, Codable {
    /// The metric's key.
    public let metric: String
    /// The treatment's key.
    public let treatment: String
    /// Before the number of comparisons is made up for.
    public let pValue: Double
    /// The difference that was seen; nil in records of before 0.2.
    public let estimate: Double?
    /// The interval of the difference that was shown.
    public let difference: ConfidenceInterval
    /// The interval of the lift that was shown; nil where there was none.
    public let lift: ConfidenceInterval?
    /// Of a guardrail.
    public let nonInferiorityPValue: Double?
    /// The bound of non-inferiority that was shown; nil where there was none.
    public let bound: Double?

    private enum CodingKeys: String, CodingKey {
        case metric, treatment, estimate, difference, lift, bound
        case pValue = "p_value"
        case nonInferiorityPValue = "non_inferiority_p_value"
    }

    /// What an analysis found, to be kept with the look that was taken.
    ///
    /// Intervals without an end, at looks with next to no level to spend, are not kept.
    public static func all(of analysis: ExperimentAnalysis) -> [EarlierResult] {
        analysis.metrics.flatMap { result in
            result.comparisons.compactMap { comparison in
                let interval = comparison.difference.interval
                guard interval.lower.isFinite, interval.upper.isFinite else { return nil }
                return EarlierResult(
                    metric: result.metric.key, treatment: comparison.treatment, pValue: comparison.pValue,
                    estimate: comparison.difference.estimate,
                    difference: interval,
                    lift: comparison.lift?.interval, nonInferiorityPValue: comparison.nonInferiority?.pValue,
                    bound: comparison.nonInferiority?.bound)
            }
        }
    }

    /// By treatment, the last finding of a metric: it holds what those before it found.
    static func strongest(_ findings: [EarlierResult], of metric: String) -> [String: EarlierResult] {
        Dictionary(findings.filter { $0.metric == metric }.map { ($0.treatment, $0) }, uniquingKeysWith: { $1 })
    }
}

extension EarlierResult {
    /// Whether what is seen now goes against it: the estimate has the other sign, or it lies outside the interval that was shown. Then only what
    /// is seen now counts, so that no verdict has a direction that the data do not have.
    func isContradicted(by estimate: Double) -> Bool {
        let before = self.estimate ?? (difference.lower + difference.upper) / 2
        return before * estimate < 0 || (estimate == 0) != (before == 0) || !difference.contains(estimate)
    }
}

extension Comparison.NonInferiority {
    /// With what an earlier look showed, unless what is seen now rather speaks against it: more likely worse by the margin than not, or worse
    /// than the bound that was shown.
    func strengthened(by earlier: EarlierResult?, lift: Double?, _ significance: Double) -> Comparison.NonInferiority {
        guard let earlier, let before = earlier.nonInferiorityPValue, pValue < 0.5 else { return self }
        if let shown = earlier.bound, let lift, lift < shown { return self }
        let best = min(pValue, before), bounds = [bound, earlier.bound].compactMap { $0 }
        return Comparison.NonInferiority(
            margin: margin, pValue: best, bound: bounds.max(), isShown: best <= significance)
    }
}
