import Foundation
import Listening

/// Reads Parquet files through an engine in memory, whatever engine the warehouse has. Every cell comes as text.
package enum ParquetTable {
    /// More columns than this are not a table of plays.
    private static let mostColumns = 10_000
    /// A file that holds more rows for a byte than this holds the same row many times over, as an archive bomb does.
    private static let mostRowsPerByte = 20

    /// Hands over the rows of a file in batches of text columns, in the order of the file.
    ///
    /// Strings without the UTF8 mark are read as text. A value that has no text form, such as a time beyond the calendar, is NULL. Path
    /// names are never patterns.
    /// - Parameters:
    ///   - name: the file as a person knows it.
    ///   - choose: the columns that are wanted, of those that there are, in the file's order. Only these are read.
    /// - Throws: `warehouse.file` where the file is not Parquet or exceeds a bound.
    package static func stream(
        _ path: String, name: String, choose: ([String]) throws -> [String], _ body: (ColumnBatch) throws -> Void
    ) throws {
        func failure(_ cause: String) -> WarehouseError {
            WarehouseError(code: "file", message: "\(name) \(cause)", fault: .input)
        }
        try checkMagic(path, failure)
        let database = try DuckDBWarehouse(
            path: ":memory:", spill: "", settings: DuckDBSettings(memoryMegabytes: 512, threads: 1), owner: nil)
        try database.withPlainConnection { connection in
            let file: [String: Value] = ["path": .text(DuckDBPath.literal(path))]
            let table = "read_parquet(:path, hive_partitioning = false, binary_as_string = true)"
            do {
                let columns = try connection.query(Statement("DESCRIBE SELECT * FROM \(table)", file))
                let names = (0..<columns.rowCount).compactMap { columns.value("column_name", at: $0).text }
                guard names.count <= mostColumns else {
                    throw failure("has \(names.count) columns; more than \(mostColumns) are not read.")
                }
                let rows =
                    try connection.integer(
                        Statement("SELECT SUM(num_rows) AS n FROM parquet_file_metadata(:path)", file)) ?? 0
                let bytes = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
                guard rows < 1_000_000 || rows / Int64(mostRowsPerByte) <= Int64(bytes) else {
                    throw failure("was refused: it holds \(rows) rows in \(bytes) bytes, as an archive bomb does.")
                }
                let chosen = try choose(names)
                let cells = chosen.map { name in
                    let quoted = "\"" + name.replacingOccurrences(of: "\"", with: "\"\"") + "\""
                    return "TRY_CAST(\(quoted) AS VARCHAR) AS \(quoted)"
                }
                let list = cells.isEmpty ? "NULL AS \"nothing\"" : cells.joined(separator: ", ")
                try connection.stream(Statement("SELECT \(list) FROM \(table)", file), body)
            } catch let error as WarehouseError
                where ["warehouse.statement", "warehouse.memory", "warehouse.range"].contains(error.code)
            {
                let cause = error.message.split(separator: "\n").first.map { String($0.prefix(200)) } ?? "unknown cause"
                throw failure("cannot be read as Parquet: \(cause)")
            }
        }
    }

    private static func checkMagic(_ path: String, _ failure: (String) -> WarehouseError) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw failure("cannot be read. Check its permissions.")
        }
        defer { try? handle.close() }
        let head = (try? handle.read(upToCount: 4)) ?? Data()
        guard head == Data("PAR1".utf8) else { throw failure("is not a Parquet file. Choose the format that fits.") }
    }
}
