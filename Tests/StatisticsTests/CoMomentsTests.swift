import Statistics
import Testing

@Suite struct CoMomentsTests {
    struct File: Decodable { let pairs: [Sample] }

    struct Sample: Decodable, Sendable, CustomTestStringConvertible {
        struct Part: Decodable {
            let count: Int
            let meanX: Double
            let meanY: Double
            let m2X: Double
            let m2Y: Double
            let mXy: Double
        }

        let name: String
        let x: [Double]
        let y: [Double]
        let count: Int
        let meanX: Double
        let meanY: Double
        let m2X: Double
        let m2Y: Double
        let mXy: Double
        let covariance: Double?
        let correlation: Double?
        let parts: [Part]

        var testDescription: String { name }

        /// What one rounding of either mean does to the products of deviations.
        var rounding: Double {
            let step = max(meanX.ulp, meanY.ulp)
            return Double(count) * step * (2 * (max(m2X, m2Y) / Double(count)).squareRoot() + step) + 1e-14
        }
    }

    static let samples = (try? ReferenceFile.load("moments", as: File.self).pairs) ?? []

    @Test func theReferenceHoldsPairs() { #expect(Self.samples.count > 5) }

    @Test(arguments: samples)
    func jointMomentsAgreeWithExactArithmetic(sample: Sample) throws {
        expect(try CoMoments(sample.x, sample.y), agreesWith: sample)
    }

    @Test(arguments: samples)
    func mergedPartsAreThePooledSample(sample: Sample) throws {
        let parts = try sample.parts.map { part in
            try CoMoments(
                x: Moments(count: part.count, mean: part.meanX, m2: part.m2X),
                y: Moments(count: part.count, mean: part.meanY, m2: part.m2Y),
                crossXY: part.mXy)
        }
        for order in [parts, parts.reversed()] {
            var merged = CoMoments()
            for part in order { merged.merge(part) }
            expect(merged, agreesWith: sample)
        }
    }

    @Test func exchangingTheSidesExchangesTheMomentsAndKeepsTheCorrelation() throws {
        let x = [1.0, 4, 2, 8], y = [0.5, 3, 3, 5]
        let one = try CoMoments(x, y), other = try CoMoments(y, x)
        #expect(one.correlation == other.correlation)
        #expect(one.m2X == other.m2Y && one.crossXY == other.crossXY)
        let slope = try #require(one.slope)
        #expect(isClose(slope, one.crossXY / one.m2X, relative: 1e-15))
    }

    @Test func impossibleJointMomentsAreRefused() throws {
        let four = try Moments(count: 4, mean: 0, m2: 4), three = try Moments(count: 3, mean: 0, m2: 4)
        #expect(throws: StatisticsError.self) { try CoMoments(x: four, y: three, crossXY: 0) }
        #expect(throws: StatisticsError.self) { try CoMoments(x: four, y: four, crossXY: 4.1) }
        #expect(throws: StatisticsError.self) { try CoMoments([1, 2], [1]) }
    }

    private func expect(_ found: CoMoments, agreesWith sample: Sample) {
        #expect(found.count == sample.count)
        #expect(isClose(found.meanX, sample.meanX, relative: 1e-14, absolute: 1e-15))
        #expect(isClose(found.meanY, sample.meanY, relative: 1e-14, absolute: 1e-15))
        #expect(isClose(found.m2X, sample.m2X, relative: 1e-12, absolute: sample.rounding))
        #expect(isClose(found.m2Y, sample.m2Y, relative: 1e-12, absolute: sample.rounding))
        #expect(isClose(found.crossXY, sample.mXy, relative: 1e-12, absolute: sample.rounding))
        #expect((found.covariance == nil) == (sample.covariance == nil))
        if let one = found.correlation, let other = sample.correlation {
            #expect(isClose(one, other, relative: 1e-6, absolute: 1e-13))
        } else if sample.m2X > 0 {
            #expect(found.correlation == nil && sample.correlation == nil)
        }
    }
}
