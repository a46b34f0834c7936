package import Foundation
import Listening

/// Reads exposures from a CSV or Parquet file with the columns unit, arm and exposed_at, in any order, with or without others.
package enum ExposureFile {
    /// - Throws: ``ExperimentationError`` `experiment.exposure-file`, which names the file, the row and the remedy; `warehouse.file`.
    package static func read(_ url: URL, experiment: String, arms: [String]) throws -> [ExposureRow] {
        var rows: [ExposureRow] = []
        try UnitTable.stream(url, columns: ["unit", "arm", "exposed_at"], code: "exposure-file") { cells in
            guard arms.contains(cells[1]) else {
                throw UnitTable.Complaint(
                    "the arm is \"\(cells[1].prefix(64))\"; the plan has \(arms.joined(separator: ", "))")
            }
            guard let at = Instant(cells[2]) else {
                throw UnitTable.Complaint(
                    "exposed_at is \"\(cells[2].prefix(64))\"; it takes a moment such as 2026-01-31T18:00:00Z")
            }
            rows.append(ExposureRow(experiment: experiment, unit: cells[0], arm: cells[1], at: at))
        }
        return rows
    }
}
