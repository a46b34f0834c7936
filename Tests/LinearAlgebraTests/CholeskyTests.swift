import Foundation
import LinearAlgebra
import Testing

@Suite struct CholeskyTests {
    @Test func theFactorTimesItsTransposedIsTheMatrix() throws {
        let matrix = try Matrix([[4, 12, -16], [12, 37, -43], [-16, -43, 98]])
        let cholesky = try Cholesky(matrix)
        #expect(cholesky.factor == (try Matrix([[2, 0, 0], [6, 1, 0], [-8, 5, 3]])))
        #expect(abs(cholesky.logDeterminant - log(36)) < 1e-14)
    }

    @Test func onlyTheLowerTriangleIsRead() throws {
        var matrix = try Matrix([[4, 12, -16], [12, 37, -43], [-16, -43, 98]])
        let factor = try Cholesky(matrix).factor
        matrix[0, 2] = 1e9
        #expect(try Cholesky(matrix).factor == factor)
    }

    @Test(arguments: [1, 2, 7, 40])
    func solvingUndoesMultiplying(size: Int) throws {
        let matrix = randomMatrix(rows: 3 * size, columns: size, seed: 5).gram()
        let cholesky = try Cholesky(matrix)
        let wanted = (0..<size).map { Double($0) - 1.5 }
        let found = try cholesky.solve(matrix.multiplied(by: wanted))
        for (one, other) in zip(found, wanted) { #expect(abs(one - other) < 1e-9) }
        let several = randomMatrix(rows: size, columns: 3, seed: 6)
        let solved = try cholesky.solve(matrix.multiplied(by: several))
        for (one, other) in zip(solved.storage, several.storage) { #expect(abs(one - other) < 1e-9) }
    }

    @Test func theInverseTimesTheMatrixIsTheIdentity() throws {
        let matrix = randomMatrix(rows: 50, columns: 12, seed: 7).gram()
        let inverse = try Cholesky(matrix).inverse
        #expect(inverse == inverse.transposed)
        let product = try matrix.multiplied(by: inverse)
        for (one, other) in zip(product.storage, Matrix.identity(12).storage) { #expect(abs(one - other) < 1e-12) }
    }

    @Test func aMatrixThatIsNotPositiveDefiniteNamesTheRowWhereItFails() throws {
        let error = #expect(throws: LinearAlgebraError.self) {
            try Cholesky(Matrix([[1, 0, 0], [0, 4, 6], [0, 6, 9 - 1e-9]]))
        }
        #expect(error?.kind == .notPositiveDefinite)
        #expect(error?.pivot == 2)
    }

    @Test func whatIsNotFiniteOrNotSquareIsRefused() {
        let notFinite = #expect(throws: LinearAlgebraError.self) { try Cholesky(Matrix([[.nan]])) }
        #expect(notFinite?.kind == .notFinite)
        let notSquare = #expect(throws: LinearAlgebraError.self) { try Cholesky(Matrix([[1, 2]])) }
        #expect(notSquare?.kind == .shape)
        let wrongLength = #expect(throws: LinearAlgebraError.self) { try Cholesky(.identity(3)).solve([1, 2]) }
        #expect(wrongLength?.kind == .shape)
    }

    @Test func theEmptyMatrixHasLogDeterminantZero() throws {
        let cholesky = try Cholesky(Matrix(rows: 0, columns: 0))
        #expect(cholesky.logDeterminant == 0)
        #expect(try cholesky.solve([]) == [])
        #expect(cholesky.inverse == Matrix(rows: 0, columns: 0))
    }
}
