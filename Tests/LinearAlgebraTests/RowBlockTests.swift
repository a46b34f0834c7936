import LinearAlgebra
import Testing

@Suite struct RowBlockTests {
    private let matrix = randomMatrix(rows: 9, columns: 4, seed: 8)

    private func block() -> RowBlock {
        var block = RowBlock(capacity: 12, columns: 4)
        block.fill(rows: 9) { buffer in
            for (place, value) in matrix.storage.enumerated() { buffer[place] = value }
        }
        return block
    }

    @Test func productsAndSumsAreThoseOfTheMatrix() throws {
        let block = block()
        var products = [Double](repeating: 9, count: 12)
        block.multiply([1, -2, 3, 0.5], into: &products)
        for (one, other) in zip(products, try matrix.multiplied(by: [1, -2, 3, 0.5])) {
            #expect(abs(one - other) < 1e-13)
        }
        #expect(Array(products[9...]) == [9, 9, 9])
        var sums = [1.0, 1, 1, 1]
        let weights = (0..<9).map { Double($0) / 4 }
        block.addWeightedSum(weights, to: &sums)
        for (one, other) in zip(sums, try matrix.transposedMultiplied(by: weights)) {
            #expect(abs(one - 1 - other) < 1e-13)
        }
    }

    @Test func theGramMatrixOfScaledRowsIsTheWeightedOne() {
        var block = block()
        let weights = (0..<9).map { Double($0) / 4 }
        block.scaleRows(by: weights.map { $0.squareRoot() })
        var gram = Matrix.identity(4)
        block.addGram(to: &gram)
        for row in 0..<4 {
            for column in 0..<4 {
                let sum = (0..<9).reduce(0.0) { $0 + weights[$1] * matrix[$1, row] * matrix[$1, column] }
                let expected = (row == column ? 1 : 0) + (column <= row ? sum : 0)
                #expect(abs(gram[row, column] - expected) < 1e-12)
            }
        }
    }
}
