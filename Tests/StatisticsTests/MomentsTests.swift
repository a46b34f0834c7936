import Statistics
import Testing

@Suite struct MomentsTests {
    struct File: Decodable { let samples: [Sample] }

    struct Sample: Decodable, Sendable, CustomTestStringConvertible {
        struct Part: Decodable {
            let count: Int
            let mean: Double
            let m2: Double
        }

        let name: String
        let values: [Double]
        let count: Int
        let mean: Double?
        let m2: Double
        let variance: Double?
        let populationVariance: Double?
        let sd: Double?
        let parts: [Part]

        var testDescription: String { name }

        /// What one rounding of the mean does to the squared deviations around it.
        var m2Rounding: Double {
            let step = (mean ?? 0).ulp
            return Double(count) * step * (2 * ((m2 / Double(max(1, count))).squareRoot()) + step) + 1e-13 * m2
        }
    }

    static let samples = (try? ReferenceFile.load("moments", as: File.self).samples) ?? []

    @Test func theReferenceHoldsSamplesFarFromZero() {
        #expect(Self.samples.contains { ($0.mean ?? 0) > 1e14 })
    }

    @Test(arguments: samples)
    func momentsOfValuesAgreeWithExactArithmetic(sample: Sample) throws {
        let moments = Moments(sample.values)
        #expect(moments.count == sample.count)
        if let mean = sample.mean {
            #expect(isClose(moments.mean, mean, relative: 4e-16, absolute: 1e-16 * sample.m2.squareRoot()))
        }
        #expect(isClose(moments.m2, sample.m2, relative: 1e-13))
        try expectClose(moments.variance, sample.variance)
        try expectClose(moments.populationVariance, sample.populationVariance)
        try expectClose(moments.standardDeviation, sample.sd)
    }

    @Test(arguments: samples)
    func addingValuesOneByOneLosesNoMoreThanTheRoundingOfTheMean(sample: Sample) {
        var moments = Moments()
        for value in sample.values { moments.add(value) }
        #expect(moments.count == sample.count)
        // At mean 10¹⁵ the mean moves in steps of an eighth, and stands still once a value's share is below half of one.
        guard abs(sample.mean ?? 0) < 1e14 else { return }
        #expect(isClose(moments.mean, sample.mean ?? 0, relative: 1e-14, absolute: 1e-15 * sample.m2.squareRoot()))
        #expect(isClose(moments.m2, sample.m2, relative: 1e-12, absolute: sample.m2Rounding))
    }

    @Test(arguments: samples)
    func mergedPartsAreThePooledSampleInAnyOrder(sample: Sample) throws {
        let parts = try sample.parts.map { try Moments(count: $0.count, mean: $0.mean, m2: $0.m2) }
        for order in [parts, parts.reversed(), parts.filter { $0.count % 2 == 0 } + parts.filter { $0.count % 2 == 1 }]
        {
            let merged = order.reduce(Moments()) { $0.merged(with: $1) }
            #expect(merged.count == sample.count)
            #expect(isClose(merged.mean, sample.mean ?? 0, relative: 1e-14, absolute: 1e-15 * sample.m2.squareRoot()))
            #expect(isClose(merged.m2, sample.m2, relative: 1e-12, absolute: sample.m2Rounding))
        }
    }

    @Test func mergingWithNothingChangesNothing() {
        let moments = Moments([1, 2, 4])
        #expect(moments.merged(with: Moments()) == moments)
        #expect(Moments().merged(with: moments) == moments)
        #expect(Moments().variance == nil && Moments().populationVariance == nil && Moments([1]).variance == nil)
        #expect(moments.sum == 7)
    }

    @Test func impossibleMomentsAreRefused() {
        #expect(throws: StatisticsError.self) { try Moments(count: -1, mean: 0, m2: 0) }
        #expect(throws: StatisticsError.self) { try Moments(count: 1, mean: .nan, m2: 0) }
        #expect(throws: StatisticsError.self) { try Moments(count: 1, mean: 0, m2: -1) }
    }

    private func expectClose(_ found: Double?, _ expected: Double?) throws {
        #expect((found == nil) == (expected == nil))
        if let found, let expected { #expect(isClose(found, expected, relative: 1e-13)) }
    }
}
