import LinearAlgebra
import Testing

@Suite struct AliasTableTests {
    static let weightings: [[Double]] = [
        [1], [1, 1], [1, 2, 3, 4], [0, 5, 0, 1], [1e-9, 1, 1e-9], [1e300, 1e300], (0..<100).map { 1 / Double($0 + 1) },
    ]

    @Test(arguments: weightings)
    func entriesAreDrawnWithTheirShares(weights: [Double]) {
        let table = AliasTable(weights: weights)
        var random = RandomGenerator(seed: 15)
        let draws = 200_000
        var counts = [Int](repeating: 0, count: weights.count)
        for _ in 0..<draws { counts[table.draw(&random)] += 1 }
        let scale = weights.max() ?? 1
        let total = weights.reduce(0) { $0 + $1 / scale }
        for (count, weight) in zip(counts, weights) {
            let share = weight / scale / total
            let deviation = (Double(draws) * share * (1 - share)).squareRoot()
            #expect(abs(Double(count) - Double(draws) * share) <= 5 * deviation)
        }
    }

    @Test func weightsThatAreNotAboveZeroAreNeverDrawn() {
        let table = AliasTable(weights: [-1, .nan, 2, .infinity, 0])
        var random = RandomGenerator(seed: 16)
        for _ in 0..<10_000 { #expect(table.draw(&random) == 2) }
    }

    @Test func withoutAnyWeightAllEntriesAreEquallyLikely() {
        let table = AliasTable(weights: [0, 0, 0, 0])
        var random = RandomGenerator(seed: 17)
        var counts = [Int](repeating: 0, count: 4)
        for _ in 0..<40_000 { counts[table.draw(&random)] += 1 }
        for count in counts { #expect(abs(count - 10_000) < 5 * 87) }
    }

    @Test func anEmptyTableCanBeMade() {
        #expect(AliasTable(weights: []).isEmpty)
        #expect(AliasTable(weights: [1, 2]).count == 2)
    }
}
