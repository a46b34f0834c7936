import Foundation

/// Writes rows that come from another engine to Parquet or CSV files, through a DuckDB of its own that spills to disk.
package final class FileWriter {
    private let database: DuckDBWarehouse
    private let connection: DuckDBConnection
    private var hasTable = false

    /// The size from which rows go into a further Parquet file: large enough to read fast, small enough to spread. Unit: bytes.
    package static let fileBytes = 256 << 20

    /// Takes the rows of a statement of a warehouse, and hands over the writer to put them into files.
    package static func write(
        _ statement: Statement, of warehouse: any Warehouse, _ files: @escaping @Sendable (FileWriter) throws -> Int
    ) async throws -> Int {
        let spill = FileManager.default.temporaryDirectory.appending(path: "segue-export-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: spill) }
        return try await warehouse.read { connection in
            let writer = try FileWriter(spill: spill)
            try connection.stream(statement) { try writer.add($0) }
            return try files(writer)
        }
    }

    /// - Parameter spill: a folder that may be used for what does not fit into memory.
    init(spill: URL) throws {
        database = try DuckDBWarehouse(
            path: ":memory:", spill: spill.path, settings: DuckDBSettings(memoryMegabytes: 512), owner: nil)
        connection = try database.plainConnection()
    }

    /// Adds rows; all batches have the same columns.
    func add(_ batch: ColumnBatch) throws {
        if !hasTable {
            let columns = batch.columns.map { "\"\($0.name)\" \(Self.type($0.storage))" }
            try connection.runPlain("CREATE TABLE answer (\(columns.joined(separator: ", ")))")
            hasTable = true
        }
        if batch.rowCount > 0 { try connection.append([batch], to: "answer") }
    }

    /// Writes what was added.
    /// - Returns: the number of rows.
    package func write(to path: String, layout: PlaysExport.Layout, partitionedBy column: String) throws -> Int {
        guard hasTable else { return 0 }
        return try connection.execute(Statement(layout.copy("SELECT * FROM answer", to: path, partitionedBy: column)))
    }

    /// Writes what was added, in its order, to Parquet files in a folder.
    /// - Returns: the number of rows.
    package func writeParquet(to folder: String) throws -> Int {
        guard hasTable else { return 0 }
        return try connection.execute(Statement(Self.parquet("SELECT * FROM answer", to: folder)))
    }

    /// DuckDB's statement that writes the rows of another to Parquet files in a folder.
    static func parquet(_ statement: String, to folder: String) -> String {
        """
        COPY (\(statement.withoutEnd)) TO \(DuckDBPath.quoted(folder)) (FORMAT parquet, COMPRESSION zstd, FILE_SIZE_BYTES \(fileBytes), \
        FILENAME_PATTERN 'part-{i}', OVERWRITE_OR_IGNORE true)
        """
    }

    /// DuckDB's type of a column.
    static func type(_ storage: Column.Storage) -> String {
        switch storage {
        case .bool: "BOOLEAN"
        case .int16: "SMALLINT"
        case .int32: "INTEGER"
        case .int64: "BIGINT"
        case .double: "DOUBLE"
        case .text, .category: "VARCHAR"
        case .day: "DATE"
        case .instant: "TIMESTAMP"
        }
    }
}

extension PlaysExport.Layout {
    /// DuckDB's statement that writes the rows of another.
    func copy(_ statement: String, to path: String, partitionedBy column: String) -> String {
        let options =
            switch self {
            case .parquet: "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (\(column)), WRITE_PARTITION_COLUMNS true"
            case .csv: "FORMAT csv, HEADER true"
            }
        return "COPY (\(statement.withoutEnd)) TO \(DuckDBPath.quoted(path)) (\(options))"
    }
}
