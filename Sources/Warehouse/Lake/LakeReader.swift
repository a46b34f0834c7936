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
            let files = try LakeFileReader(lake.url)
            let restored = try manifest.tables.filter { !manifest.isDerived($0) }.map { table in
                var rows = 0
                for partition in table.partitions {
                    try files.rows(of: partition, table) { batch in
                        rows += batch.rowCount
                        if batch.rowCount > 0 { try connection.append(batch, to: table.name) }
                    }
                }
                guard rows == table.rows else {
                    throw LakeManifest.error(
                        "The lake's files of \(table.name) hold \(rows) rows, and its manifest says \(table.rows).")
                }
                return (table: table.name, rows: rows)
            }
            let derived = manifest.tables.filter(manifest.isDerived)
            if !derived.isEmpty { try Marts.refresh(.everything, on: connection) }
            return try restored
                + derived.map { table in
                    (table.name, Int(try connection.integer(Statement("SELECT COUNT(*) AS n FROM \(table.name)")) ?? 0))
                }
        }
    }
}
