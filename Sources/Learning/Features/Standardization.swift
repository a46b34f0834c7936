public import LinearAlgebra
import Statistics

/// Means and standard deviations of the columns, by which a model is told in comparable units.
///
/// Standard deviations are those of the rows as a whole population (over n), merged from chunks, so that a column with mean 10⁹ and
/// deviation 1 keeps its digits.
/// Edge cases: a column whose values are all equal is reported in `constantColumns` and gets scale 1.
/// Source: Chan, Golub and LeVeque (1983), doi:10.1080/00031305.1983.10483115. Reference: scaling.json.
public struct Standardization: Sendable, Hashable, Codable {
    /// The columns, in order.
    public let columnNames: [String]
    /// The mean of each column.
    public let means: [Double]
    /// The standard deviation of each column, 1 for a constant one; always above 0.
    public let scales: [Double]
    /// The columns whose values are all equal, in order.
    public let constantColumns: [String]

    /// The means and standard deviations of rows.
    /// - Parameters:
    ///   - rows: at least one.
    ///   - parallel: how many threads share the work; the answer does not depend on it.
    /// - Throws: ``LearningError`` of kind `.insufficientData`.
    /// - Complexity: O(rows · columns)
    public init(_ rows: FeatureRows, parallel: Parallel = .automatic) throws {
        guard rows.count > 0 else { throw LearningError.insufficientData("Standardization", needed: 1, found: 0) }
        // Distances from the first row are small numbers even where the values are large, so that sums of them keep their digits.
        let pilot = rows.row(0)
        let parts = parallel.map(over: rows.count) { Self.summary(of: rows, in: $0, shift: pilot) }
        var total = parts[0]
        for part in parts.dropFirst() { total.merge(part) }
        columnNames = rows.columnNames
        means = zip(pilot, total.means).map { $0 + $1 }
        let constant = total.lowest.indices.map { total.lowest[$0] == total.highest[$0] }
        scales = total.m2.indices.map { column in
            let deviation = (total.m2[column] / Double(total.count)).squareRoot()
            return constant[column] || deviation == 0 ? 1 : deviation
        }
        constantColumns = zip(columnNames, constant).compactMap { $1 ? $0 : nil }
    }

    /// The columns that vary, in order.
    public var varyingColumns: [String] {
        let constant = Set(constantColumns)
        return columnNames.filter { !constant.contains($0) }
    }

    /// A row in standard deviations from the means.
    /// - Parameter row: one value for each column.
    /// - Throws: ``LearningError`` of kind `.shape`.
    public func standardized(_ row: [Double]) throws -> [Double] {
        guard row.count == means.count else {
            throw LearningError.length("values", expected: means.count, found: row.count)
        }
        return row.indices.map { (row[$0] - means[$0]) / scales[$0] }
    }

    /// The same for some of the columns.
    func selecting(_ names: [String]) -> (means: [Double], scales: [Double]) {
        let chosen = Set(names)
        let places = columnNames.indices.filter { chosen.contains(columnNames[$0]) }
        return (places.map { means[$0] }, places.map { scales[$0] })
    }

    private static func summary(of rows: FeatureRows, in segment: Range<Int>, shift: [Double]) -> ColumnSummary {
        let chunkRows = ScaledDesign.chunkRows, columns = shift.count
        let ones = [Double](repeating: 1, count: columns)
        var block = RowBlock(capacity: chunkRows, columns: columns)
        var total = ColumnSummary(columns: columns)
        for start in stride(from: segment.lowerBound, to: segment.upperBound, by: chunkRows) {
            let chunk = start..<min(start + chunkRows, segment.upperBound)
            var part = ColumnSummary(columns: columns)
            block.fill(rows: chunk.count) { buffer in
                guard let base = buffer.baseAddress else { return }
                rows.copy(chunk, shift: shift, factor: ones, to: base, width: columns)
                part.add(UnsafeBufferPointer(buffer), rows: chunk.count)
            }
            total.merge(part)
        }
        return total
    }
}
