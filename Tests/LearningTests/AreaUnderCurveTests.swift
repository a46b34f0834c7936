import LinearAlgebra
import Testing

@testable import Learning

@Suite struct AreaUnderCurveTests {
    static let comparisons = MetricsReference.shared?.comparisons ?? []

    @Test(arguments: comparisons.indices)
    func pairedDifferencesAgreeWithExactArithmetic(index: Int) throws {
        let reference = Self.comparisons[index]
        let source = MetricsReference.shared?.classification.first { $0.name == reference.case }
        let labels = try #require(reference.labels ?? source?.labels).map { $0 == 1 }
        let first = try #require(reference.first ?? source?.scores)
        let found = try AreaUnderCurveDifference(first, reference.second, labels: labels)
        #expect(isClose(found.value, reference.difference, relative: 1e-12, absolute: 1e-15))
        #expect(
            isClose(found.standardError * found.standardError, reference.variance, relative: 1e-11, absolute: 1e-30))
        #expect((found.statistic == nil) == (reference.z == nil) && (found.pValue == nil) == (reference.p == nil))
        if let z = found.statistic, let expected = reference.z { #expect(isClose(z, expected, relative: 1e-11)) }
        if let p = found.pValue, let expected = reference.p { #expect(isClose(p, expected, relative: 1e-9)) }
        #expect(isClose(found.interval.lower, reference.interval[0], relative: 1e-11, absolute: 1e-15))
        #expect(isClose(found.interval.upper, reference.interval[1], relative: 1e-11, absolute: 1e-15))
        let exchanged = try AreaUnderCurveDifference(reference.second, first, labels: labels)
        #expect(isClose(exchanged.value, -found.value, relative: 1e-14) && exchanged.pValue == found.pValue)
    }

    @Test func theReferenceHoldsComparisons() { #expect(Self.comparisons.count == 5) }

    @Test(arguments: [1, 2, 3, 10])
    func tiesCountOneHalfAsComparingEveryPairDoes(distinct: Int) throws {
        var random = RandomGenerator(seed: UInt64(distinct))
        let labels = (0..<300).map { _ in random.uniform() < 0.3 }
        let scores = (0..<300).map { _ in Double(random.integer(below: distinct)) - 1 }
        var won = 0.0, pairs = 0.0
        for one in labels.indices where labels[one] {
            for other in labels.indices where !labels[other] {
                won += scores[one] > scores[other] ? 1 : scores[one] == scores[other] ? 0.5 : 0
                pairs += 1
            }
        }
        #expect(isClose(try AreaUnderCurve(scores: scores, labels: labels).value, won / pairs, relative: 1e-14))
    }

    @Test func anIncreasingFunctionOfTheScoresChangesNothingAndADecreasingOneReflects() throws {
        var random = RandomGenerator(seed: 40)
        let labels = (0..<500).map { _ in random.uniform() < 0.4 }
        let scores = labels.map { ($0 ? 0.7 : 0) + random.normal() }
        let area = try AreaUnderCurve(scores: scores, labels: labels)
        #expect(try AreaUnderCurve(scores: scores.map { 3 * $0 * $0 * $0 + $0 }, labels: labels) == area)
        #expect(
            isClose(
                try AreaUnderCurve(scores: scores.map { -$0 }, labels: labels).value, 1 - area.value, relative: 1e-13))
        #expect(
            isClose(try AreaUnderCurve(scores: scores, labels: labels.map(!)).value, 1 - area.value, relative: 1e-13))
    }

    @Test func theIntervalCoversTheTrueAreaAsOftenAsItPromises() throws {
        // Normal scores one standard deviation apart: the area is Φ(1/√2).
        let truth = 0.7602499389065233
        let covered = try (0..<400).lazy.count { seed in
            var random = RandomGenerator(seed: 41, stream: UInt64(seed))
            let labels = (0..<300).map { $0 % 3 == 0 }
            return try AreaUnderCurve(scores: labels.map { ($0 ? 1 : 0) + random.normal() }, labels: labels).interval?
                .contains(truth)
                == true
        }
        // 95 % of 400 within four binomial standard deviations.
        #expect(abs(covered - 380) <= 18)
    }

    @Test func negativeZeroAndZeroAreTied() throws {
        #expect(try AreaUnderCurve(scores: [-0.0, 0.0], labels: [true, false]).value == 0.5)
    }

    @Test func sortingByDigitsOrdersEveryKindOfNumberAsComparisonDoes() {
        var random = RandomGenerator(seed: 42)
        var values = [
            0, -1, 1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude,
            -.greatestFiniteMagnitude, 0.1, 0.3,
        ]
        for _ in 0..<5000 { values.append(random.normal() * 10.0.power(Double(random.integer(below: 40)) - 20)) }
        var keys = values.map(RadixSort.key), rows = values.indices.map(UInt32.init)
        RadixSort.sort(&keys, &rows)
        #expect(keys.map(RadixSort.value) == values.sorted())
        #expect(rows.map { values[Int($0)] } == values.sorted())
        var few: [UInt64] = [7, 7, 7], order: [UInt32] = [2, 0, 1]
        RadixSort.sort(&few, &order)
        #expect(order == [2, 0, 1])
    }
}

extension Double {
    fileprivate func power(_ exponent: Double) -> Double {
        (0..<Int(abs(exponent))).reduce(1) { product, _ in exponent < 0 ? product / self : product * self }
    }
}
