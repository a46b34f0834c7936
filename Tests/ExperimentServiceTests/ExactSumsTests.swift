import LinearAlgebra
import Statistics
import Testing

@testable import ExperimentService

@Suite("Exact sums")
struct ExactSumsTests {
    /// The sums of rows, as a warehouse makes them.
    private func sums(_ rows: [[Int64]]) -> ExactSums {
        let columns = rows.first?.count ?? 0
        var totals = [Int128](repeating: 0, count: columns), products: [Int128] = []
        for row in rows { for (column, value) in row.enumerated() { totals[column] += Int128(value) } }
        for i in 0..<columns {
            for j in i..<columns { products.append(rows.reduce(Int128(0)) { $0 + Int128($1[i]) * Int128($1[j]) }) }
        }
        return ExactSums(count: rows.count, sums: totals, products: products)
    }

    @Test func sumsAreReadFromTheTextOfTheWarehouse() {
        let huge = Int128(Int64.max) * 4
        #expect(
            ExactSums("3 -1 \(huge) 5 6 7", columns: 2) == ExactSums(count: 3, sums: [-1, huge], products: [5, 6, 7]))
        for broken in ["", "3", "3 1 2 5 6", "3 1 2 5 6 7 8", "3 1 2 5 6 x", "3 1 2 5 6 \(huge)\(huge)"] {
            #expect(ExactSums(broken, columns: 2) == nil, "\(broken)")
        }
    }

    @Test func theVarianceOfValuesAroundABillionIsTheirs() throws {
        // Σx² in double precision would give 0 here.
        let rows = (0..<1000).map { [Int64(1_000_000_000) + Int64($0 % 3)] }
        let moments = try sums(rows).moments(scales: [1])
        let reference = Moments(rows.map { Double($0[0] - 1_000_000_000) })
        #expect(abs(moments.products[0, 0] - reference.m2) < 1e-9 * reference.m2)
        #expect(abs(moments.means[0] - 1e9 - reference.mean) < 1e-6)
    }

    @Test func momentsAreThoseOfAPassOverTheRows() throws {
        var random = RandomGenerator(seed: 7)
        let rows = (0..<500).map { _ in (0..<3).map { _ in Int64(random.integer(below: 2_000_000)) - 900_000 } }
        var expected = JointMoments(columns: 3)
        for row in rows { expected.add([Double(row[0]) / 60, Double(row[1]), Double(row[2]) * 1e-6]) }
        let found = try sums(rows).moments(scales: [1.0 / 60, 1, 1e-6])
        for i in 0..<3 {
            #expect(abs(found.means[i] - expected.means[i]) <= 1e-11 * (abs(expected.means[i]) + 1))
            for j in 0..<3 {
                #expect(
                    abs(found.products[i, j] - expected.products[i, j]) <= 1e-10
                        * (expected.products[i, i] * expected.products[j, j]).squareRoot())
            }
        }
    }

    @Test func partsMergeToExactlyTheWhole() throws {
        var random = RandomGenerator(seed: 8)
        let rows = (0..<300).map { _ in [Int64(random.integer(below: 1 << 40)), Int64(random.integer(below: 5))] }
        var merged = sums(Array(rows[..<100]))
        merged.merge(sums(Array(rows[100...])))
        #expect(merged == sums(rows))
    }

    @Test func productsOfTheLargestValuesAreHeldOrRefused() throws {
        let large = Int64.max / 4
        let moments = try sums([[large], [large - 2], [large - 4]]).moments(scales: [1])
        #expect(moments.products[0, 0] == 8)
        let beyond = ExactSums(count: 3, sums: [Int128.max / 2], products: [Int128.max])
        #expect(throws: (any Error).self) { try beyond.moments(scales: [1]) }
    }

    @Test func noRowsHaveNoMoments() throws {
        #expect(try ExactSums(columns: 2).moments(scales: [1, 1]).count == 0)
    }

    @Test func aPairHasOnePlaceWhateverItsOrder() {
        var places: [Int] = []
        for i in 0..<4 { for j in i..<4 { places.append(ExactSums.place(i, j, of: 4)) } }
        #expect(places == Array(0..<10))
        #expect(ExactSums.place(3, 1, of: 4) == ExactSums.place(1, 3, of: 4))
    }
}
