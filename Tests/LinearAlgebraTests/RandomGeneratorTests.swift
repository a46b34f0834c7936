import Testing

@testable import LinearAlgebra

@Suite struct RandomGeneratorTests {
    @Test func theWordsAreThoseOfThePublishedAlgorithm() {
        // From the test vectors of the reference implementation in C, state 1, 2, 3, 4.
        var random = RandomGenerator(state: (1, 2, 3, 4))
        let words = (0..<10).map { _ in random.next() }
        #expect(
            words == [
                11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
                16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777,
                2_904_607_092_377_533_576,
            ])
    }

    @Test func theSeedingWordsAreThoseOfThePublishedAlgorithm() {
        var random = SplitMix64(seed: 1_477_776_061_723_855_037)
        #expect(random.next() == 1_985_237_415_132_408_290)
        #expect(random.next() == 2_979_275_885_539_914_483)
        #expect(random.next() == 13_511_426_838_097_143_398)
    }

    @Test func equalSeedsDrawAlikeAndOthersDoNot() {
        func words(_ seed: UInt64, _ stream: UInt64) -> [UInt64] {
            var random = RandomGenerator(seed: seed, stream: stream)
            return (0..<4).map { _ in random.next() }
        }
        #expect(words(1, 0) == words(1, 0))
        #expect(words(1, 0) != words(2, 0))
        #expect(words(1, 0) != words(1, 1))
        #expect(words(1, 0) != words(0, 1))
    }

    @Test func theFirstDrawsOfASeedNeverChange() {
        // A change here changes every simulated service.
        var random = RandomGenerator(seed: 42, stream: 7)
        let words = (0..<3).map { _ in random.next() }
        #expect(words == [1_065_749_026_767_278_848, 417_562_182_036_703_765, 3_987_321_628_981_338_555])
    }

    @Test func streamsOfOneSeedAreUncorrelated() {
        var first = RandomGenerator(seed: 3, stream: 0), second = RandomGenerator(seed: 3, stream: 1)
        let count = 100_000
        let product = (0..<count).reduce(0.0) { sum, _ in sum + (first.uniform() - 0.5) * (second.uniform() - 0.5) }
        // The product has standard deviation 1/12; five standard errors.
        #expect(abs(product / Double(count)) < 5 / 12 / Double(count).squareRoot())
    }

    @Test func splittingLeavesTheGeneratorAsItIsAndDependsOnItsState() {
        var random = RandomGenerator(seed: 5)
        let before = random
        let split = random.split(stream: 1)
        #expect(random == before)
        #expect(split == before.split(stream: 1))
        #expect(split != before.split(stream: 2))
        _ = random.next()
        #expect(split != random.split(stream: 1))
    }

    @Test func uniformNumbersFillTheUnitIntervalEvenly() {
        var random = RandomGenerator(seed: 6)
        var counts = [Int](repeating: 0, count: 20)
        let draws = 200_000
        for _ in 0..<draws {
            let value = random.uniform()
            #expect(value >= 0 && value < 1)
            counts[Int(value * 20)] += 1
        }
        expectEven(counts, draws: draws)
    }

    @Test(arguments: [1, 2, 3, 7, 1000, 1 << 40])
    func wholeNumbersStayBelowTheirBoundAndAreEquallyLikely(bound: Int) {
        var random = RandomGenerator(seed: 7)
        var counts = [Int](repeating: 0, count: min(bound, 10))
        let draws = 100_000
        for _ in 0..<draws {
            let value = random.integer(below: bound)
            #expect(value >= 0 && value < bound)
            counts[min(counts.count - 1, Int(Double(value) / Double(bound) * Double(counts.count)))] += 1
        }
        if bound <= 2 || bound >= 1000 { expectEven(counts, draws: draws) }
    }

    /// Every count lies within five standard deviations of an even share.
    private func expectEven(_ counts: [Int], draws: Int) {
        let share = 1 / Double(counts.count)
        let deviation = (Double(draws) * share * (1 - share)).squareRoot()
        for count in counts { #expect(abs(Double(count) - Double(draws) * share) <= 5 * deviation) }
    }
}
