/// The design matrix: one row per observation, one named column per feature, grown as rows stream in.
///
/// Shape: `rowCount` × `columnNames.count`, stored row by row in blocks of 4,096 rows; 10 million rows of 35 columns take 1.4 GB in
/// single precision. Whatever the storage, every sum over it is accumulated in doubles.
/// Edge cases: a value that is NaN, infinite or beyond the range of the storage is refused with its column and row, and nothing of the
/// call that brought it is kept.
public struct FeatureMatrix: Sendable {
    /// How values are stored.
    public enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
        /// Four bytes a value, about seven digits.
        case single
        /// Eight bytes a value, about sixteen digits.
        case double
    }

    enum Storage: Sendable {
        case single(BlockStorage<Float>)
        case double(BlockStorage<Double>)
    }

    /// The names of the columns, each different.
    public let columnNames: [String]
    private(set) var storage: Storage

    /// A matrix without rows.
    /// - Parameters:
    ///   - columnNames: at least one name, each different.
    ///   - precision: single unless told.
    /// - Throws: ``LearningError`` of kind `.shape`.
    public init(columnNames: [String], precision: Precision = .single) throws {
        guard !columnNames.isEmpty else { throw LearningError.length("column names or more", expected: 1, found: 0) }
        var seen: Set<String> = []
        let repeated = columnNames.filter { !seen.insert($0).inserted }
        guard repeated.isEmpty else { throw LearningError.duplicateColumns(repeated) }
        self.columnNames = columnNames
        storage =
            switch precision {
            case .single: .single(BlockStorage(columns: columnNames.count))
            case .double: .double(BlockStorage(columns: columnNames.count))
            }
    }

    /// How values are stored.
    public var precision: Precision {
        switch storage {
        case .single: .single
        case .double: .double
        }
    }

    /// The number of rows.
    public var rowCount: Int {
        switch storage {
        case .single(let blocks): blocks.rows
        case .double(let blocks): blocks.rows
        }
    }

    /// The value of a row and a column, both from 0.
    public subscript(row: Int, column: Int) -> Double {
        precondition(row >= 0 && row < rowCount && column >= 0 && column < columnNames.count, "no such element")
        return switch storage {
        case .single(let blocks): blocks[row, column]
        case .double(let blocks): blocks[row, column]
        }
    }

    /// All rows, without copying.
    public var rows: FeatureRows { FeatureRows(matrix: self, range: 0..<rowCount, selected: nil) }

    /// Consecutive rows, without copying; what a split by time needs.
    /// - Precondition: the range lies within 0..<rowCount.
    public func rows(_ range: Range<Int>) -> FeatureRows {
        precondition(range.lowerBound >= 0 && range.upperBound <= rowCount, "no such rows")
        return FeatureRows(matrix: self, range: range, selected: nil)
    }

    /// Replaces the storage by what a function makes of it, without a second copy in between.
    mutating func updateStorage(
        single: (inout BlockStorage<Float>) -> Void, double: (inout BlockStorage<Double>) -> Void
    ) {
        switch storage {
        case .single(var blocks):
            storage = .double(BlockStorage(columns: 0))
            single(&blocks)
            storage = .single(blocks)
        case .double(var blocks):
            storage = .single(BlockStorage(columns: 0))
            double(&blocks)
            storage = .double(blocks)
        }
    }
}
