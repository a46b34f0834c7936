import Foundation

/// Reads Parquet files of a lake: what they are, and the rows in them. For one thread.
final class LakeFileReader {
    private let folder: URL
    private let database: DuckDBWarehouse
    private let connection: DuckDBConnection

    init(_ folder: URL) throws {
        self.folder = folder
        // A file is held as a whole while its checksum is taken.
        database = try DuckDBWarehouse(
            path: ":memory:", spill: "", settings: DuckDBSettings(memoryMegabytes: 4 * FileWriter.fileBytes >> 20),
            owner: nil)
        connection = try database.plainConnection()
    }

    /// Length and SHA-256 of a file, by its path within the folder.
    func file(_ path: String) throws -> LakeManifest.File {
        let row = try connection.query(
            Statement("SELECT size, sha256(content) AS digest FROM read_blob(:path)", ["path": literal(path)]))
        return LakeManifest.File(
            path: path, bytes: Int(clamping: row.value("size", at: 0).integer ?? 0),
            sha256: row.value("digest", at: 0).text ?? "")
    }

    /// Length and SHA-256 of every file in a folder within, in order of name.
    func files(in place: String) throws -> [LakeManifest.File] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: place).path).sorted().map {
            try file("\(place)/\($0)")
        }
    }

    /// Hands over the rows of a partition, in the order of its files.
    func rows(of partition: LakeManifest.Partition, _ table: LakeManifest.Table, _ body: (ColumnBatch) throws -> Void)
        throws
    {
        let columns = table.columns.map { column in
            column.name == table.partitionedBy
                ? "CAST(:day AS DATE) AS \(column.name)" : "CAST(\(column.name) AS \(column.type)) AS \(column.name)"
        }
        for file in partition.files {
            try connection.stream(
                Statement(
                    "SELECT \(columns.joined(separator: ", ")) FROM read_parquet(:file, hive_partitioning = false)",
                    ["file": literal(file.path), "day": .optional(partition.day)]), body)
        }
    }

    private func literal(_ path: String) -> Value { .text(DuckDBPath.literal(folder.appending(path: path).path)) }
}
