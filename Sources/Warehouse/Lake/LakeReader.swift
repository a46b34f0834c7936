package import Foundation

/// Reads a lake back into an empty warehouse, row for row, with its keys and its imports.
package struct LakeReader: Sendable {
    private let lake: LakeFolder

    package init(_ folder: URL) { lake = LakeFolder(folder) }

    /// - Returns: how many rows each table got.
    /// - Throws: ``WarehouseError`` `lake`, `lake-damaged`, or `not-empty` where the warehouse holds something already.
    package func restore(into warehouse: any Warehouse) async throws -> [(table: String, rows: Int)] {
        let manifest = try lake.read()
        try lake.checkContent(manifest)
        let lake = lake
        return try await warehouse.write { connection in
            let imports = try connection.integer(Statement("SELECT COUNT(*) AS n FROM imports")) ?? 0
            guard imports == 0 else {
                throw WarehouseError(
                    code: "not-empty",
                    message:
                        "A lake is read into an empty warehouse, and this one holds \(imports) import\(imports == 1 ? "" : "s"). Choose another directory with --data, or another database.",
                    fault: .usage)
            }
            let files = try DuckDBWarehouse(path: ":memory:", spill: "", settings: DuckDBSettings(memoryMegabytes: 512), owner: nil)
            return try files.withPlainConnection { reader in
                try manifest.tables.map { table in
                    var rows = 0
                    for partition in table.partitions where partition.rows > 0 {
                        try reader.stream(try Self.rows(of: partition, table, lake)) { batch in
                            rows += batch.rowCount
                            if batch.rowCount > 0 { try connection.append(batch, to: table.name) }
                        }
                    }
                    guard rows == table.rows else {
                        throw LakeManifest.error(
                            "The lake's files of \(table.name) hold \(rows) rows, and its manifest says \(table.rows).")
                    }
                    return (table.name, rows)
                }
            }
        }
    }

    private static func rows(of partition: LakeManifest.Partition, _ table: LakeManifest.Table, _ lake: LakeFolder) throws -> Statement {
        let columns = table.columns.map { column in
            column.name == table.partitionedBy
                ? "CAST(:day AS DATE) AS \(column.name)" : "CAST(\(column.name) AS \(column.type)) AS \(column.name)"
        }
        let place = lake.url.appending(path: LakeFolder.place(table, partition)).path
        return Statement(
            "SELECT \(columns.joined(separator: ", ")) FROM read_parquet(:files, hive_partitioning = false)",
            ["files": .text(DuckDBPath.literal(place) + "/*.parquet"), "day": .optional(partition.day)])
    }
}
