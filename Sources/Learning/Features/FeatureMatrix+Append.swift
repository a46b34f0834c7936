extension FeatureMatrix {
    /// Adds rows that lie one after the other.
    /// - Parameter rows: row by row; a multiple of the number of columns.
    /// - Throws: ``LearningError`` of kind `.shape`, or `.notFinite` with the column and the row.
    /// - Complexity: O(values)
    public mutating func append(rows: [Double]) throws {
        let width = columnNames.count
        guard rows.count.isMultiple(of: width) else {
            throw LearningError.length("values in the last row", expected: width, found: rows.count % width)
        }
        if let place = firstUnusable(rows) {
            throw LearningError.notFinite(column: columnNames[place % width], row: rowCount + place / width)
        }
        updateStorage(single: { $0.append(rows: rows) }, double: { $0.append(rows: rows) })
    }

    /// Adds rows whose values are given column by column, as a database answers.
    /// - Parameter columns: one array for each column, in the order of `columnNames`, all of one length.
    /// - Throws: ``LearningError`` of kind `.shape`, or `.notFinite` with the column and the row.
    /// - Complexity: O(values)
    public mutating func append(columns: [[Double]]) throws {
        guard columns.count == columnNames.count else {
            throw LearningError.length("columns", expected: columnNames.count, found: columns.count)
        }
        let count = columns[0].count
        for (name, column) in zip(columnNames, columns) {
            guard column.count == count else {
                throw LearningError.length("values in column \(name)", expected: count, found: column.count)
            }
            if let place = firstUnusable(column) { throw LearningError.notFinite(column: name, row: rowCount + place) }
        }
        updateStorage(single: { $0.append(columns: columns) }, double: { $0.append(columns: columns) })
    }

    private func firstUnusable(_ values: [Double]) -> Int? {
        switch precision {
        case .single: BlockStorage<Float>.firstUnusable(values)
        case .double: BlockStorage<Double>.firstUnusable(values)
        }
    }
}
