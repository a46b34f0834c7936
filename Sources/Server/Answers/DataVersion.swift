package import Warehouse

/// Which state of the data an answer is about. Every import, and every import taken back, makes another.
package struct DataVersion: Sendable, Hashable {
    package let imports: Int64
    package let lastImport: Int64
    package let importedAt: Int64

    /// Reads the version. `imports` has a row a load, so this takes no time worth counting.
    package static func read(on connection: any WarehouseConnection) throws -> DataVersion {
        let rows = try connection.query(
            Statement(
                "SELECT COUNT(*) AS imports, MAX(import_key) AS last_import, MAX(imported_at) AS imported_at FROM imports"
            ))
        var moment: Int64 = 0
        if rows.rowCount > 0, case .instant(let microseconds) = rows.value("imported_at", at: 0) {
            moment = microseconds
        }
        return DataVersion(
            imports: rows.rowCount > 0 ? rows.value("imports", at: 0).integer ?? 0 : 0,
            lastImport: rows.rowCount > 0 ? rows.value("last_import", at: 0).integer ?? 0 : 0, importedAt: moment)
    }
}
