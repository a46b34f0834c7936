extension FeatureMatrix {
    /// Adds rows that lie one after the other.
    /// - Parameter rows: row by row; a multiple of the number of columns.
    /// - Throws: ``LearningError`` of kind `.shape`, or `.notFinite` with the column and the row.
    /// - Complexity: O(values)
    public mutating func append(rows: [Double]) throws { try appendRows(rows) }

    /// Adds rows that lie one after the other.
    /// - Parameter rows: row by row; a multiple of the number of columns.
    /// - Throws: ``LearningError`` of kind `.shape`, or `.notFinite` with the column and the row.
    /// - Complexity: O(values)
    public mutating func append(rows: [Float]) throws { try appendRows(rows) }

    /// Adds rows whose values are given column by column, as a database answers.
    /// - Parameter columns: one array for each column, in the order of `columnNames`, all of one length.
    /// - Throws: ``LearningError`` of kind `.shape`, or `.notFinite` with the column and the row.
    /// - Complexity: O(values)
    public mutating func append(columns: [[Double]]) throws { try appendColumns(columns) }

    /// Adds rows whose values are given column by column.
    /// - Parameter columns: one array for each column, in the order of `columnNames`, all of one length.
    /// - Throws: ``LearningError`` of kind `.shape`, or `.notFinite` with the column and the row.
    /// - Complexity: O(values)
    public mutating func append(columns: [[Float]]) throws { try appendColumns(columns) }

    private mutating func appendRows<Source: BinaryFloatingPoint>(_ rows: [Source]) throws {
        let width = columnNames.count
        guard rows.count.isMultiple(of: width) else {
            throw LearningError.length("values in the last row", expected: width, found: rows.count % width)
        }
        let start = rowCount
        try rows.withUnsafeBufferPointer { source in
            if let place = firstUnusable(source) {
                throw LearningError.notFinite(column: columnNames[place % width], row: start + place / width)
            }
            updateStorage(single: { $0.append(rows: source.count / width, source) }, double: { $0.append(rows: source.count / width, source) })
        }
    }

    private mutating func appendColumns<Source: BinaryFloatingPoint>(_ columns: [[Source]]) throws {
        guard columns.count == columnNames.count else {
            throw LearningError.length("columns", expected: columnNames.count, found: columns.count)
        }
        let count = columns[0].count
        for (name, column) in zip(columnNames, columns) {
            guard column.count == count else { throw LearningError.length("values in column \(name)", expected: count, found: column.count) }
            if let place = column.withUnsafeBufferPointer({ firstUnusable($0) }) {
                throw LearningError.notFinite(column: name, row: rowCount + place)
            }
        }
        updateStorage(single: { $0.append(rows: count, columns) }, double: { $0.append(rows: count, columns) })
    }

    private func firstUnusable<Source: BinaryFloatingPoint>(_ values: UnsafeBufferPointer<Source>) -> Int? {
        switch precision {
        case .single: BlockStorage<Float>.firstUnusable(values)
        case .double: BlockStorage<Double>.firstUnusable(values)
        }
    }
}
