internal import COpenBLAS

extension Matrix {
    /// The matrix product.
    ///
    /// Rows are multiplied in blocks of a fixed size, so that the result does not depend on the number of threads.
    /// Shape: (m × k) times (k × n) gives m × n.
    /// Edge cases: k = 0 gives zeros.
    /// - Parameters:
    ///   - other: a matrix with as many rows as this one has columns.
    ///   - parallel: how many threads share the work.
    /// - Throws: ``LinearAlgebraError`` of kind `.shape`.
    /// - Complexity: O(m k n)
    public func multiplied(by other: Matrix, parallel: Parallel = .automatic) throws -> Matrix {
        guard columns == other.rows else {
            throw LinearAlgebraError.shape("a matrix of \(columns) rows", found: "one of \(other.rows)")
        }
        var result = Matrix(rows: rows, columns: other.columns)
        guard !storage.isEmpty, !other.storage.isEmpty else { return result }
        OpenBLAS.prepare()
        let inner = Int32(columns), width = Int32(other.columns), outputColumns = other.columns
        parallel.overwrite(&result.storage, rows: rows, width: outputColumns, rowsPerSegment: 256) { range, output in
            storage.withUnsafeBufferPointer { left in
                other.storage.withUnsafeBufferPointer { right in
                    guard let left = left.baseAddress, let right = right.baseAddress, let output = output.baseAddress
                    else { return }
                    cblas_dgemm(
                        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(range.count), width, inner, 1,
                        left + range.lowerBound * columns, inner, right, width, 0, output, width)
                }
            }
        }
        return result
    }

    /// The product with a column vector.
    ///
    /// Shape: (m × n) times n gives m.
    /// - Throws: ``LinearAlgebraError`` of kind `.shape` where the vector has not `columns` elements.
    /// - Complexity: O(m n)
    public func multiplied(by vector: [Double]) throws -> [Double] {
        try product(vector, transposed: false)
    }

    /// The product of the transposed matrix with a column vector.
    ///
    /// Shape: (m × n)ᵀ times m gives n.
    /// - Throws: ``LinearAlgebraError`` of kind `.shape` where the vector has not `rows` elements.
    /// - Complexity: O(m n)
    public func transposedMultiplied(by vector: [Double]) throws -> [Double] {
        try product(vector, transposed: true)
    }

    /// The matrix of inner products of the columns: the transposed matrix times the matrix (a symmetric rank-k update).
    ///
    /// Shape: `columns` × `columns`, symmetric bit for bit.
    /// - Complexity: O(rows · columns²)
    public func gram() -> Matrix {
        var result = Matrix(rows: columns, columns: columns)
        guard !storage.isEmpty else { return result }
        OpenBLAS.prepare()
        let width = Int32(columns)
        result.storage.withUnsafeMutableBufferPointer { output in
            storage.withUnsafeBufferPointer { input in
                cblas_dsyrk(
                    CblasRowMajor, CblasLower, CblasTrans, width, Int32(rows), 1, input.baseAddress, width, 0,
                    output.baseAddress, width)
            }
        }
        result.mirrorLowerTriangle()
        return result
    }

    /// Copies the lower triangle onto the upper one.
    /// - Precondition: the matrix is square.
    public mutating func mirrorLowerTriangle() {
        precondition(rows == columns, "only a square matrix is symmetric")
        for row in 0..<rows {
            for column in 0..<row { storage[column * columns + row] = storage[row * columns + column] }
        }
    }

    private func product(_ vector: [Double], transposed: Bool) throws -> [Double] {
        let (expected, length) = transposed ? (rows, columns) : (columns, rows)
        guard vector.count == expected else {
            throw LinearAlgebraError.shape("a vector of \(expected) elements", found: "one of \(vector.count)")
        }
        var result = [Double](repeating: 0, count: length)
        guard !storage.isEmpty else { return result }
        OpenBLAS.prepare()
        cblas_dgemv(
            CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), 1, storage,
            Int32(columns), vector, 1, 0,
            &result, 1)
        return result
    }
}
