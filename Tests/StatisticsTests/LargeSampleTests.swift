import Testing

@testable import Statistics

@Suite("Power of large samples and prepared crossings")
struct LargeSampleTests {
    /// With so many degrees of freedom the noncentral t is its normal limit but for a correction that makes the power a little smaller.
    @Test(
        "the power of millions of units is that of the normal limit, a little below it",
        arguments: [(3_000_000.0, 2.8), (100_000_000, 2.8), (5_000_000, 0.5), (1_500_000, 3.5)])
    func power(_ freedom: Double, _ noncentrality: Double) throws {
        let first = (freedom + 2) / 2, difference = noncentrality * (2 / first).squareRoot()
        let found = try PowerOfMeans(standardDeviation: 1, alternative: .greater).power(
            difference: difference, first: first)
        // One-sided at 5 %: Φ(δ − z₀.₉₅), whose t correction is below 1e-6 here.
        let normal = Normal.standard.cdf(noncentrality - 1.6448536269514722)
        #expect(abs(found - normal) < 2e-6)
        #expect(found < normal)
    }

    @Test("there is no step where the approximation begins")
    func seam() throws {
        let test = try PowerOfMeans(standardDeviation: 1)
        let below = try test.power(difference: 2.8 * (2 / 500_000.0).squareRoot(), first: 500_000)
        let above = try test.power(difference: 2.8 * (2 / 500_002.0).squareRoot(), first: 500_002)
        #expect(abs(below - above) < 1e-10)
    }

    @Test(
        "what is prepared without drift answers as an integration with it", arguments: [0.0, 0.5, 2, 3.5, 6, 9],
        [true, false])
    func prepared(_ drift: Double, _ isTwoSided: Bool) throws {
        let information = (1...12).map { Double($0) / 12 }
        let crossing = try BoundaryCrossing(
            information: information, boundaries: information.map { 2.2 + 0.9 / $0 }, isTwoSided: isTwoSided)
        let prepared = PreparedCrossing(crossing)
        for (one, other) in zip(prepared.probabilities(drift: drift), crossing.probabilities(drift: drift)) {
            #expect(abs(one - other) < 1e-9)
        }
        #expect(abs(prepared.expectedInformation(drift: drift) - crossing.expectedInformation(drift: drift)) < 1e-9)
    }
}
