import LinearAlgebra
import Testing

@Suite struct MatrixTests {
    static let left = try? Matrix([[1, 2, 3], [4, 5, 6]])
    static let right = try? Matrix([[7, 8], [9, 10], [11, 12]])

    @Test func theProductOfSmallMatricesIsTheOneOnPaper() throws {
        let product = try #require(Self.left).multiplied(by: #require(Self.right))
        #expect(product == (try Matrix([[58, 64], [139, 154]])))
    }

    @Test func vectorsMultiplyFromBothSides() throws {
        let matrix = try #require(Self.left)
        #expect(try matrix.multiplied(by: [1, 0, -1]) == [-2, -2])
        #expect(try matrix.transposedMultiplied(by: [1, -1]) == [-3, -3, -3])
    }

    @Test func theGramMatrixIsTheTransposedTimesTheMatrixAndSymmetricBitForBit() throws {
        let matrix = randomMatrix(rows: 37, columns: 11, seed: 1)
        let gram = matrix.gram(), product = try matrix.transposed.multiplied(by: matrix)
        #expect(gram == gram.transposed)
        for (one, other) in zip(gram.storage, product.storage) { #expect(abs(one - other) < 1e-12) }
    }

    @Test(arguments: [1, 255, 256, 257, 1000])
    func theProductIsTheSameBitForBitOnAnyNumberOfThreads(rows: Int) throws {
        let left = randomMatrix(rows: rows, columns: 23, seed: 2), right = randomMatrix(rows: 23, columns: 9, seed: 3)
        let serial = try left.multiplied(by: right, parallel: .serial)
        #expect(try left.multiplied(by: right, parallel: Parallel(threads: 4)) == serial)
        let byHand = (0..<23).reduce(0.0) { $0 + left[rows - 1, $1] * right[$1, 8] }
        #expect(abs(serial[rows - 1, 8] - byHand) < 1e-12)
    }

    @Test func transposingTwiceChangesNothing() {
        let matrix = randomMatrix(rows: 5, columns: 8, seed: 4)
        #expect(matrix.transposed.transposed == matrix)
        #expect(matrix.transposed[7, 4] == matrix[4, 7])
        #expect(Array(matrix.row(3)) == matrix.transposed.column(3))
    }

    @Test func emptyMatricesMultiplyToZeros() throws {
        let product = try Matrix(rows: 2, columns: 0).multiplied(by: Matrix(rows: 0, columns: 3))
        #expect(product == Matrix(rows: 2, columns: 3))
        #expect(Matrix(rows: 0, columns: 3).gram() == Matrix(rows: 3, columns: 3))
    }

    @Test func shapesThatDoNotFitAreRefused() throws {
        let matrix = try #require(Self.left)
        #expect(throws: LinearAlgebraError.self) { try matrix.multiplied(by: matrix) }
        #expect(throws: LinearAlgebraError.self) { try matrix.multiplied(by: [1, 2]) }
        #expect(throws: LinearAlgebraError.self) { try matrix.transposedMultiplied(by: [1, 2, 3]) }
        #expect(throws: LinearAlgebraError.self) { try Matrix([[1, 2], [3]]) }
        let error = #expect(throws: LinearAlgebraError.self) { try Matrix(rows: 2, columns: 2, storage: [1]) }
        #expect(error?.kind == .shape)
    }
}

/// A matrix of normal numbers.
func randomMatrix(rows: Int, columns: Int, seed: UInt64) -> Matrix {
    var random = RandomGenerator(seed: seed)
    var matrix = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
        for column in 0..<columns { matrix[row, column] = random.normal() }
    }
    return matrix
}
