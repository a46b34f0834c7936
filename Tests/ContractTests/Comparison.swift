import Testing
import Warehouse

/// Compares answers cell by cell: whole numbers, words and times exactly, fractions to a relative tolerance.
struct Comparison {
    /// Sums of doubles depend on the order in which an engine adds.
    var tolerance = 1e-9
    let what: String

    func check(_ found: ColumnBatch, _ wanted: ColumnBatch, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(found.names == wanted.names, "\(what): the columns differ", sourceLocation: sourceLocation)
        #expect(
            found.rowCount == wanted.rowCount, "\(what): \(found.rowCount) rows, not \(wanted.rowCount)",
            sourceLocation: sourceLocation)
        guard found.names == wanted.names, found.rowCount == wanted.rowCount else { return }
        var differences: [String] = []
        for (column, other) in zip(found.columns, wanted.columns) {
            for row in 0..<found.rowCount {
                let cell = column.value(at: row), expected = other.value(at: row)
                if !agrees(cell, expected) {
                    differences.append("row \(row), \(column.name): \(cell), not \(expected)")
                }
            }
        }
        #expect(
            differences.isEmpty,
            "\(what): \(differences.count) cells differ; \(differences.prefix(3).joined(separator: "; "))",
            sourceLocation: sourceLocation)
    }

    func agrees(_ found: Value, _ wanted: Value) -> Bool {
        if found == wanted { return true }
        if let one = found.double, let other = wanted.double {
            return abs(one - other) <= tolerance * max(1, abs(other)) || one.isNaN && other.isNaN
        }
        return found.description == wanted.description
    }
}
