internal import COpenBLAS

/// A reusable block of rows, small enough to stay in the processor's cache, on which sums over many rows are built up.
///
/// Fitting a model over millions of rows copies a few hundred at a time into such a block, scaled, and adds each block's share to the
/// sums. Shape: at most `capacity` rows of `columns` doubles, row by row.
public struct RowBlock: Sendable {
    /// The number of columns.
    public let columns: Int
    /// The most rows the block can hold.
    public let capacity: Int
    /// The rows held now.
    public private(set) var rows = 0
    private var storage: [Double]

    /// An empty block.
    /// - Parameters:
    ///   - capacity: the most rows, at least 1.
    ///   - columns: at least 1.
    public init(capacity: Int, columns: Int) {
        precondition(capacity > 0 && columns > 0, "a block has rows and columns")
        self.capacity = capacity
        self.columns = columns
        storage = [Double](repeating: 0, count: capacity * columns)
    }

    /// Replaces the rows.
    /// - Parameters:
    ///   - rows: how many rows are written, at most `capacity`.
    ///   - write: fills the rows, row by row; what it leaves alone keeps its old value.
    public mutating func fill<Failure: Error>(
        rows: Int, _ write: (UnsafeMutableBufferPointer<Double>) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(rows <= capacity, "more rows than the block can hold")
        self.rows = rows
        let count = rows * columns
        try storage.withUnsafeMutableBufferPointer { buffer throws(Failure) in
            try write(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Lends the rows for reading, row by row.
    public func read<Result, Failure: Error>(_ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result)
        throws(Failure) -> Result
    {
        try storage.withUnsafeBufferPointer { buffer throws(Failure) in
            try body(UnsafeBufferPointer(rebasing: buffer[..<(rows * columns)]))
        }
    }

    /// Writes the product of every row with a vector.
    /// - Parameters:
    ///   - vector: `columns` elements.
    ///   - output: at least `rows` elements; the first `rows` are overwritten.
    /// - Complexity: O(rows · columns)
    public func multiply(_ vector: [Double], into output: inout [Double]) {
        precondition(vector.count == columns && output.count >= rows, "shapes do not fit")
        guard rows > 0 else { return }
        OpenBLAS.prepare()
        cblas_dgemv(
            CblasRowMajor, CblasNoTrans, Int32(rows), Int32(columns), 1, storage, Int32(columns), vector, 1, 0, &output,
            1)
    }

    /// Adds the sum of the rows, each times its weight.
    /// - Parameters:
    ///   - weights: at least `rows` elements.
    ///   - sums: `columns` elements, added to.
    /// - Complexity: O(rows · columns)
    public func addWeightedSum(_ weights: [Double], to sums: inout [Double]) {
        precondition(weights.count >= rows && sums.count == columns, "shapes do not fit")
        guard rows > 0 else { return }
        OpenBLAS.prepare()
        cblas_dgemv(
            CblasRowMajor, CblasTrans, Int32(rows), Int32(columns), 1, storage, Int32(columns), weights, 1, 1, &sums, 1)
    }

    /// Multiplies every row with a factor of its own.
    /// - Parameter factors: at least `rows` elements.
    /// - Complexity: O(rows · columns)
    public mutating func scaleRows(by factors: [Double]) {
        precondition(factors.count >= rows, "shapes do not fit")
        let columns = columns, rows = rows
        storage.withUnsafeMutableBufferPointer { buffer in
            guard var row = buffer.baseAddress else { return }
            for index in 0..<rows {
                let factor = factors[index]
                for column in 0..<columns { row[column] *= factor }
                row += columns
            }
        }
    }

    /// Adds the inner products of the columns to the lower triangle of a matrix (a symmetric rank-k update).
    /// - Parameter gram: `columns` × `columns`; its upper triangle is left alone.
    /// - Complexity: O(rows · columns²)
    public func addGram(to gram: inout Matrix) {
        precondition(gram.rows == columns && gram.columns == columns, "shapes do not fit")
        guard rows > 0 else { return }
        OpenBLAS.prepare()
        let width = Int32(columns)
        cblas_dsyrk(
            CblasRowMajor, CblasLower, CblasTrans, width, Int32(rows), 1, storage, width, 1, &gram.storage, width)
    }
}
