/// A dense matrix of doubles, stored row by row.
///
/// Shape: `rows` × `columns`; either may be zero. Element (i, j) is `storage[i * columns + j]`.
/// A value with copy-on-write storage. Subscripts out of range are the caller's mistake and trap.
public struct Matrix: Sendable, Hashable {
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The elements, row by row: `rows * columns` of them.
    public internal(set) var storage: [Double]

    /// A matrix whose elements are all the same.
    /// - Parameters:
    ///   - rows: at least 0.
    ///   - columns: at least 0.
    ///   - value: the value of every element; 0 unless told.
    public init(rows: Int, columns: Int, repeating value: Double = 0) {
        self.rows = rows
        self.columns = columns
        storage = [Double](repeating: value, count: rows * columns)
    }

    /// A matrix of elements that are already in row order.
    /// - Throws: ``LinearAlgebraError`` of kind `.shape` where there are not `rows * columns` elements.
    public init(rows: Int, columns: Int, storage: [Double]) throws {
        guard rows >= 0, columns >= 0, storage.count == rows * columns else {
            throw LinearAlgebraError.shape("\(rows) × \(columns) elements", found: "\(storage.count)")
        }
        self.rows = rows
        self.columns = columns
        self.storage = storage
    }

    /// A matrix of rows of equal length.
    /// - Throws: ``LinearAlgebraError`` of kind `.shape` where the rows differ in length.
    public init(_ rows: [[Double]]) throws {
        let columns = rows.first?.count ?? 0
        if let ragged = rows.first(where: { $0.count != columns }) {
            throw LinearAlgebraError.shape("rows of \(columns) elements", found: "one of \(ragged.count)")
        }
        self.rows = rows.count
        self.columns = columns
        storage = rows.flatMap { $0 }
    }

    /// The identity of a size.
    public static func identity(_ size: Int) -> Matrix {
        var matrix = Matrix(rows: size, columns: size)
        for index in 0..<size { matrix[index, index] = 1 }
        return matrix
    }

    /// The element of a row and a column, both from 0.
    public subscript(row: Int, column: Int) -> Double {
        get {
            precondition(row >= 0 && row < rows && column >= 0 && column < columns, "no such element")
            return storage[row * columns + column]
        }
        set {
            precondition(row >= 0 && row < rows && column >= 0 && column < columns, "no such element")
            storage[row * columns + column] = newValue
        }
    }

    /// One row, without copying.
    public func row(_ row: Int) -> ArraySlice<Double> { storage[row * columns..<(row + 1) * columns] }

    /// One column, copied.
    public func column(_ column: Int) -> [Double] { (0..<rows).map { self[$0, column] } }

    /// The elements whose row and column are equal.
    public var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }

    /// The matrix with rows and columns exchanged.
    /// Shape: `columns` × `rows`.
    public var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for row in 0..<rows {
            for column in 0..<columns { result.storage[column * rows + row] = storage[row * columns + column] }
        }
        return result
    }
}
