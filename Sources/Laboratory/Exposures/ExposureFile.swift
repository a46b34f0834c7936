import Experimentation
package import Foundation
package import Listening
import Warehouse

/// Reads exposures from a CSV or Parquet file with the columns unit, arm and exposed_at, in any order, with or without others.
package enum ExposureFile {
    /// - Throws: ``ExperimentationError`` `experiment.exposure-file`, which names the file, the row and the remedy; `warehouse.file`.
    package static func read(_ url: URL, experiment: String, arms: [String]) throws -> [ExposureRow] {
        guard FileManager.default.isReadableFile(atPath: url.path) else { throw failure(url, "it cannot be read. Check the path.") }
        var rows: [ExposureRow] = []
        try FileTable.stream(url.path, kind: url.pathExtension.lowercased() == "parquet" ? .parquet : .csv) { batch in
            let columns = try ["unit", "arm", "exposed_at"].map { name in
                guard let column = batch.columns.first(where: { $0.name.lowercased() == name }) else {
                    throw failure(url, "it has no column \(name). Its first row names the columns: unit,arm,exposed_at.")
                }
                return column
            }
            for index in 0..<batch.rowCount {
                let cells = columns.map { $0.value(at: index).text ?? "" }, row = rows.count + 1
                guard !cells[0].isEmpty, cells[0].utf8.count <= 512 else {
                    throw failure(
                        url, "row \(row) below the heading: the unit is empty or longer than 512 bytes. Repair it; nothing was taken.")
                }
                guard arms.contains(cells[1]) else {
                    throw failure(
                        url,
                        "row \(row) below the heading: the arm is \"\(cells[1].prefix(64))\"; the plan has \(arms.joined(separator: ", ")). Repair it; nothing was taken."
                    )
                }
                guard let at = Instant(cells[2]) else {
                    throw failure(
                        url,
                        "row \(row) below the heading: exposed_at is \"\(cells[2].prefix(64))\"; it takes a moment such as 2026-01-31T18:00:00Z. Repair it; nothing was taken."
                    )
                }
                rows.append(ExposureRow(experiment: experiment, unit: cells[0], arm: cells[1], at: at))
            }
        }
        guard !rows.isEmpty else { throw failure(url, "it has no rows below its heading.") }
        return rows
    }

    private static func failure(_ url: URL, _ message: String) -> ExperimentationError {
        ExperimentationError("exposure-file", "\(url.path): \(message)")
    }
}
