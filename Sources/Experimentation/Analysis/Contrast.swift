import Statistics

/// A treatment beside the control by one metric: how far the data speak against "no difference", and intervals for any strictness.
///
/// All of it comes from one procedure, so that an interval leaves out 0 exactly where the evidence goes beyond the strictness it was drawn
/// with. Which procedure that is follows from the kind of the metric and its counts: see ``InferenceRule``.
protocol Contrast: Sendable {
    /// The name of the procedure.
    var procedure: String { get }
    /// The treatment's value less the control's.
    var difference: Double { get }
    var standardError: Double { get }
    /// The squared standard errors of the treatment's value and of the control's.
    var variances: (treatment: Double, control: Double) { get }
    /// The two-sided p-value of a single look.
    var pValue: Double { get }
    /// The evidence of a single look as a standard normal deviate, with the sign of the difference: what sequential methods judge.
    var deviate: Double { get }
    /// The deviate that the intervals are drawn by. It differs from ``deviate`` where an exact test decides.
    var drawnDeviate: Double { get }
    /// The differences at most so many deviates away.
    func differences(within critical: Double) -> (lower: Double, upper: Double)
    /// The ratios of treatment to control at most so many deviates away; nil where the control is not clearly other than 0.
    func ratios(within critical: Double) -> (lower: Double, upper: Double)?
    /// The evidence, one-sided, that the treatment exceeds a multiple of the control; positive where it does.
    func deviate(overRatio ratio: Double) -> Double
    /// The same by which ``ratios(within:)`` are drawn.
    func drawnDeviate(overRatio ratio: Double) -> Double
    /// The control's value.
    var base: Double { get }
}

extension Contrast {
    var drawnDeviate: Double { deviate }
    func drawnDeviate(overRatio ratio: Double) -> Double { deviate(overRatio: ratio) }

    /// The treatment's change as a share of the size of the control; nil where that is 0.
    var lift: Double? { base == 0 ? nil : difference / base.magnitude }

    /// The standard error of the lift by the delta method, which counts the uncertainty of the control.
    var liftError: Double? {
        guard base != 0 else { return nil }
        let ratio = 1 + difference / base
        return ((variances.treatment + ratio * ratio * variances.control) / (base * base)).squareRoot()
    }

    /// The interval of the lift: above 0 where the treatment's value is the higher one, also where both are negative.
    func lifts(within critical: Double) -> (lower: Double, upper: Double)? {
        guard let ratios = ratios(within: critical), base != 0 else { return nil }
        // What rounding leaves of a ratio of 1 is no lift.
        func lift(_ ratio: Double) -> Double { (ratio - 1).magnitude < 1e-14 ? 0 : base > 0 ? ratio - 1 : 1 - ratio }
        return base > 0 ? (lift(ratios.lower), lift(ratios.upper)) : (lift(ratios.upper), lift(ratios.lower))
    }
}

/// The deviate of a p-value of one side; beyond what a p-value can hold, a stand-in of the same order.
func normalDeviate(_ tail: Double, orAtLeast statistic: Double) -> Double {
    guard tail > 1e-300, let deviate = try? Normal.standard.upperQuantile(min(tail, 1 - 1e-16)) else {
        return max(37, statistic)
    }
    return deviate
}

// MARK: Means, ratios, and whatever was adjusted

/// Two estimates by Welch's t, with Fieller's interval of the ratio.
struct MeanContrast: Contrast {
    let procedure: String
    let first: Estimate
    let second: Estimate
    private let test: WelchTest
    private let student: StudentT

    /// - Parameter isAsymptotic: whether what judges the evidence is meant for many units and takes t for a normal deviate.
    /// - Throws: `StatisticsError` of kind `.noVariance`.
    init(_ first: Estimate, _ second: Estimate, procedure: String = "Welch's t test", isAsymptotic: Bool = false) throws
    {
        self.first = first
        self.second = second
        self.procedure = procedure
        test = try WelchTest(first, second)
        student = try StudentT(degreesOfFreedom: isAsymptotic ? .infinity : test.degreesOfFreedom)
    }

    var difference: Double { test.difference }
    var standardError: Double { test.standardError }
    var variances: (treatment: Double, control: Double) { (first.variance, second.variance) }
    var pValue: Double { test.pValue }
    var deviate: Double { deviate(of: test.statistic) }
    var base: Double { second.value }

    private func deviate(of statistic: Double) -> Double {
        guard student.degreesOfFreedom.isFinite else { return statistic }
        let size = normalDeviate(student.survival(statistic.magnitude), orAtLeast: statistic.magnitude)
        return statistic < 0 ? -size : size
    }

    /// How many standard errors a deviate is, by the t distribution.
    private func reach(_ critical: Double) -> Double {
        guard critical.isFinite, critical < 37, student.degreesOfFreedom.isFinite else { return critical }
        return (try? student.upperQuantile(Normal.standard.survival(critical))) ?? .infinity
    }

    func differences(within critical: Double) -> (lower: Double, upper: Double) {
        let reach = reach(critical) * standardError
        return (difference - reach, difference + reach)
    }

    func ratios(within critical: Double) -> (lower: Double, upper: Double)? {
        // Values that are all 0 do not show how small the next one would be, so that their ratio has no length to be trusted.
        guard first.value != 0 || first.variance > 0 else { return nil }
        let reach = reach(critical)
        return RecoveredInterval.ratio(first.limits(reach), second.limits(reach))
    }

    /// With the degrees of freedom of the difference, by which the intervals are drawn.
    func deviate(overRatio ratio: Double) -> Double {
        let apart = first.value - ratio * second.value
        let error = (first.variance + ratio * ratio * second.variance).squareRoot()
        return error > 0 ? deviate(of: apart / error) : (apart == 0 ? 0 : (apart > 0 ? 37 : -37))
    }
}

// MARK: Proportions

/// Two proportions by score statistics; by exact tests where equal proportions lead to expect fewer than five of anything.
struct ProportionContrast: Contrast {
    let score: ProportionScore
    let pValue: Double
    let deviate: Double
    private let isRare: Bool

    init(_ first: Proportion, _ second: Proportion) {
        score = ProportionScore(first, second)
        isRare = score.smallestExpected < InferenceRule.leastExpected
        let drawn = score.statistic(difference: 0)
        guard isRare, let exact = try? FisherExactTest(first, second) else {
            deviate = drawn
            pValue = min(1, 2 * Normal.standard.survival(drawn.magnitude))
            return
        }
        pValue = exact.pValue
        let tail = (try? FisherExactTest(first, second, alternative: drawn < 0 ? .less : .greater))?.pValue ?? 1
        let size = max(0, normalDeviate(tail, orAtLeast: drawn.magnitude))
        deviate = drawn < 0 ? -size : size
    }

    var procedure: String { isRare ? "Fisher's exact test" : "two-proportion z test" }
    var difference: Double { score.difference }
    var base: Double { score.second.estimate }
    var drawnDeviate: Double { score.statistic(difference: 0) }

    var standardError: Double { (variances.treatment + variances.control).squareRoot() }

    var variances: (treatment: Double, control: Double) { (Self.variance(score.first), Self.variance(score.second)) }

    private static func variance(_ sample: Proportion) -> Double {
        sample.estimate * (1 - sample.estimate) / Double(sample.trials)
    }

    func differences(within critical: Double) -> (lower: Double, upper: Double) { score.differences(within: critical) }

    /// Nil where the control has no success: the ratio then has no upper end.
    func ratios(within critical: Double) -> (lower: Double, upper: Double)? {
        let ratios = score.ratios(within: critical)
        return ratios.upper.isFinite ? ratios : nil
    }

    func drawnDeviate(overRatio ratio: Double) -> Double { score.statistic(ratio: ratio) }

    func deviate(overRatio ratio: Double) -> Double {
        let drawn = score.statistic(ratio: ratio), isAbove = drawn > 0
        guard isRare, let tail = try? score.rareTail(ratio: ratio, isUpper: isAbove) else { return drawn }
        let size = max(0, normalDeviate(tail, orAtLeast: drawn.magnitude))
        return isAbove ? size : -size
    }
}

// MARK: Quantiles

/// Two quantiles by the values between which they lie: their intervals end at values that were found, so that they hold under ties.
struct QuantileContrast: Contrast {
    let probability: Double
    let first: ValueCounts
    let second: ValueCounts
    let difference: Double
    let base: Double
    let standardError: Double
    let variances: (treatment: Double, control: Double)
    let deviate: Double

    /// - Parameter level: of the interval from which the standard error is taken.
    /// - Throws: `StatisticsError` where there are too few values for an interval.
    init(_ probability: Double, _ first: ValueCounts, _ second: ValueCounts, level: Double) throws {
        self.probability = probability
        self.first = first
        self.second = second
        let one = try QuantileEstimate(probability, of: first, level: level)
        let other = try QuantileEstimate(probability, of: second, level: level)
        difference = one.value - other.value
        base = other.value
        variances = (one.standardError * one.standardError, other.standardError * other.standardError)
        standardError = (variances.treatment + variances.control).squareRoot()
        deviate = Self.deviate(probability, first, second, ratio: 1)
    }

    var procedure: String { "order statistics of both arms" }
    var pValue: Double { min(1, 2 * Normal.standard.survival(deviate.magnitude)) }

    private static func limits(
        _ probability: Double, _ values: ValueCounts, _ critical: Double
    ) -> RecoveredInterval.Limits {
        (try? QuantileEstimate.limits(probability, of: values, standardErrors: min(critical, 1e9)))
            ?? .init(value: 0, lower: -.infinity, upper: .infinity)
    }

    func differences(within critical: Double) -> (lower: Double, upper: Double) {
        RecoveredInterval.difference(
            Self.limits(probability, first, critical), Self.limits(probability, second, critical))
    }

    func ratios(within critical: Double) -> (lower: Double, upper: Double)? {
        RecoveredInterval.ratio(Self.limits(probability, first, critical), Self.limits(probability, second, critical))
    }

    func deviate(overRatio ratio: Double) -> Double { Self.deviate(probability, first, second, ratio: ratio) }

    /// The largest deviate whose interval leaves out that the first is a multiple of the second.
    private static func deviate(_ probability: Double, _ first: ValueCounts, _ second: ValueCounts, ratio: Double)
        -> Double
    {
        func apart(_ critical: Double) -> (lower: Double, upper: Double) {
            let other = limits(probability, second, critical)
            let ends = ratio < 0 ? (other.upper, other.lower) : (other.lower, other.upper)
            let scaled = RecoveredInterval.Limits(
                value: ratio * other.value, lower: ratio == 0 ? 0 : ratio * ends.0,
                upper: ratio == 0 ? 0 : ratio * ends.1)
            return RecoveredInterval.difference(limits(probability, first, critical), scaled)
        }
        let middle = apart(0)
        let sign: Double = middle.lower > 0 ? 1 : (middle.upper < 0 ? -1 : 0)
        guard sign != 0 else { return 0 }
        var low = 0.0, high = 38.0
        for _ in 0..<45 {
            let critical = (low + high) / 2, ends = apart(critical)
            if ends.lower > 0 || ends.upper < 0 { low = critical } else { high = critical }
        }
        return sign * low
    }
}
