/// Consecutive rows of a feature matrix and a choice of its columns, without copying: what a model is fitted on and scores.
///
/// Shape: `count` × `columnNames.count`. Splits are by time: where the matrix is in the order of time, train on a prefix and test on
/// what follows.
public struct FeatureRows: Sendable {
    let matrix: FeatureMatrix
    /// The rows of the matrix that are seen, by their numbers there.
    public let range: Range<Int>
    /// The columns of the matrix that are seen, in order; nil for all.
    let selected: [Int]?

    /// The number of rows.
    public var count: Int { range.count }

    /// The names of the columns that are seen, in order.
    public var columnNames: [String] { selected.map { $0.map { matrix.columnNames[$0] } } ?? matrix.columnNames }

    /// The value of a row and a column, both from 0 within what is seen.
    public subscript(row: Int, column: Int) -> Double {
        precondition(row >= 0 && row < count, "no such row")
        return matrix[range.lowerBound + row, selected?[column] ?? column]
    }

    /// The values of one row.
    public func row(_ row: Int) -> [Double] { columnNames.indices.map { self[row, $0] } }

    /// The same rows with other columns, or the same columns in another order.
    /// - Parameter names: columns of the matrix, each at most once; all of them in order costs nothing.
    /// - Throws: ``LearningError`` of kind `.shape` where a column is missing or named twice.
    public func selecting(_ names: [String]) throws -> FeatureRows {
        var places: [String: Int] = [:]
        for (place, name) in zip(selected ?? Array(matrix.columnNames.indices), columnNames) { places[name] = place }
        let missing = names.filter { places[$0] == nil }
        guard missing.isEmpty else { throw LearningError.unknownColumns(missing) }
        var seen: Set<String> = []
        let repeated = names.filter { !seen.insert($0).inserted }
        guard repeated.isEmpty else { throw LearningError.duplicateColumns(repeated) }
        let chosen = names.compactMap { places[$0] }
        return FeatureRows(
            matrix: matrix, range: range, selected: chosen == Array(matrix.columnNames.indices) ? nil : chosen)
    }

    /// Some of these rows.
    /// - Precondition: the range lies within 0..<count.
    public func rows(_ part: Range<Int>) -> FeatureRows {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "no such rows")
        let start = range.lowerBound
        return FeatureRows(matrix: matrix, range: start + part.lowerBound..<start + part.upperBound, selected: selected)
    }

    /// Copies rows as doubles: (value − shift) · factor.
    /// - Parameters:
    ///   - part: rows within what is seen.
    ///   - target: where the first value of the first row goes.
    ///   - width: the distance between the rows of the target, at least the number of columns.
    func copy(
        _ part: Range<Int>, shift: [Double], factor: [Double], to target: UnsafeMutablePointer<Double>, width: Int
    ) {
        let rows = range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound
        switch matrix.storage {
        case .single(let blocks):
            blocks.copy(rows, selected: selected, shift: shift, factor: factor, to: target, width: width)
        case .double(let blocks):
            blocks.copy(rows, selected: selected, shift: shift, factor: factor, to: target, width: width)
        }
    }
}
