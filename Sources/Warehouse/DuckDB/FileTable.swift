import Foundation
import Listening

/// Reads tabular files (CSV, Parquet) through an engine in memory, whatever engine the warehouse has. Every cell comes as text.
package enum FileTable {
    /// A kind of tabular file.
    package enum Kind: Sendable { case csv, parquet }

    /// Hands over the rows of a file in batches of text columns, in the order of the file.
    /// - Throws: `warehouse.file` with the engine's own words where the file is no table of that kind.
    package static func stream(_ path: String, kind: Kind, _ body: (ColumnBatch) throws -> Void) throws {
        let database = try DuckDBWarehouse(path: ":memory:", spill: "", settings: DuckDBSettings(memoryMegabytes: 256, threads: 1), owner: nil)
        try database.withPlainConnection { connection in
            let table =
                switch kind {
                case .csv: "read_csv(:path, header = true, all_varchar = true, sample_size = 20480, hive_partitioning = false)"
                case .parquet: "read_parquet(:path, hive_partitioning = false)"
                }
            do {
                let columns = try connection.query(Statement("DESCRIBE SELECT * FROM \(table)", ["path": .text(path)]))
                let names = (0..<columns.rowCount).compactMap { columns.value("column_name", at: $0).text }
                let casts = names.map { name in
                    let quoted = "\"" + name.replacingOccurrences(of: "\"", with: "\"\"") + "\""
                    return "CAST(\(quoted) AS VARCHAR) AS \(quoted)"
                }
                try connection.stream(Statement("SELECT \(casts.joined(separator: ", ")) FROM \(table)", ["path": .text(path)]), body)
            } catch let error as WarehouseError where ["warehouse.statement", "warehouse.range"].contains(error.code) {
                let cause = error.message.split(separator: "\n").first.map(String.init) ?? error.message
                throw WarehouseError(code: "file", message: "\(path) is no readable table: \(cause)", fault: .input)
            }
        }
    }
}
