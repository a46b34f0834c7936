internal import COpenBLAS
internal import Foundation

/// The Cholesky factorisation A = L Lᵀ of a symmetric positive definite matrix: solves, inverse, log determinant.
///
/// Shape: A is n × n; only its lower triangle is read.
/// Edge cases: n = 0 is allowed; its log determinant is 0. A matrix that is not positive definite throws and names the row at which
/// the factorisation stopped.
/// Source: LAPACK `dpotrf`, `dpotrs`, `dpotri`; Golub and Van Loan, Matrix Computations, 4th ed., §4.2.
public struct Cholesky: Sendable {
    /// The factor L; its upper triangle is zero.
    public let factor: Matrix

    /// Factorises a matrix.
    /// - Parameter matrix: symmetric positive definite; only the lower triangle is read.
    /// - Throws: ``LinearAlgebraError`` of kind `.shape`, `.notFinite` or `.notPositiveDefinite` (with its `pivot`).
    /// - Complexity: O(n³/3)
    public init(_ matrix: Matrix) throws {
        guard matrix.rows == matrix.columns else {
            throw LinearAlgebraError.shape("a square matrix", found: "\(matrix.rows) × \(matrix.columns)")
        }
        var factor = matrix
        let size = Int32(matrix.rows)
        for row in 0..<matrix.rows {
            for column in 0...row where !matrix[row, column].isFinite {
                throw LinearAlgebraError.notFinite("The matrix")
            }
            for column in (row + 1)..<max(matrix.columns, row + 1) { factor[row, column] = 0 }
        }
        if size > 0 {
            OpenBLAS.prepare()
            // The lower triangle in row order is the upper triangle in column order: LAPACK needs no transposition.
            let stopped = LAPACKE_dpotrf(LAPACK_COL_MAJOR, Self.upper, size, &factor.storage, size)
            guard stopped == 0 else { throw LinearAlgebraError.notPositiveDefinite(pivot: max(0, Int(stopped) - 1)) }
        }
        self.factor = factor
    }

    /// The solution x of A x = b.
    /// - Parameter right: b, of n elements.
    /// - Throws: ``LinearAlgebraError`` of kind `.shape`.
    /// - Complexity: O(n²)
    public func solve(_ right: [Double]) throws -> [Double] {
        guard right.count == factor.rows else {
            throw LinearAlgebraError.shape("a vector of \(factor.rows) elements", found: "one of \(right.count)")
        }
        var solution = right
        substitute(&solution, columns: 1)
        return solution
    }

    /// The solution X of A X = B.
    ///
    /// Shape: B and X are n × m.
    /// - Throws: ``LinearAlgebraError`` of kind `.shape`.
    /// - Complexity: O(n² m)
    public func solve(_ right: Matrix) throws -> Matrix {
        guard right.rows == factor.rows else {
            throw LinearAlgebraError.shape("a matrix of \(factor.rows) rows", found: "one of \(right.rows)")
        }
        var solution = right.transposed
        substitute(&solution.storage, columns: right.columns)
        return solution.transposed
    }

    /// The inverse of A, symmetric bit for bit.
    /// - Complexity: O(n³)
    public var inverse: Matrix {
        var inverse = factor
        let size = Int32(factor.rows)
        guard size > 0 else { return inverse }
        OpenBLAS.prepare()
        _ = LAPACKE_dpotri(LAPACK_COL_MAJOR, Self.upper, size, &inverse.storage, size)
        inverse.mirrorLowerTriangle()
        return inverse
    }

    /// The natural logarithm of the determinant of A.
    /// - Complexity: O(n)
    public var logDeterminant: Double { 2 * factor.diagonal.reduce(0) { $0 + log($1) } }

    private func substitute(_ values: inout [Double], columns: Int) {
        let size = Int32(factor.rows)
        guard size > 0, columns > 0 else { return }
        OpenBLAS.prepare()
        _ = LAPACKE_dpotrs(LAPACK_COL_MAJOR, Self.upper, size, Int32(columns), factor.storage, size, &values, size)
    }

    private static let upper = CChar(bitPattern: UInt8(ascii: "U"))
}
