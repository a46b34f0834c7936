package import Foundation

/// Reads a list of units, each with its stratum, from a CSV or Parquet file with the columns unit and stratum.
package enum StratumFile {
    /// - Throws: ``ExperimentationError`` `experiment.unit-file`, which names the file, the row and the remedy; `warehouse.file`.
    package static func read(_ url: URL) throws -> [(unit: String, stratum: String)] {
        var rows: [(unit: String, stratum: String)] = []
        try UnitTable.stream(url, columns: ["unit", "stratum"], code: "unit-file") { cells in
            rows.append((cells[0], cells[1]))
        }
        return rows
    }
}
