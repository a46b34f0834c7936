package import Foundation

extension DuckDBWarehouse {
    /// Looks at a data directory without changing anything: whether it can be written, whether it is in use, free space, the schema.
    package static func examine(directory: URL) -> [DiagnosticCheck] {
        let files = FileManager.default
        guard files.fileExists(atPath: directory.path) else {
            return [
                DiagnosticCheck(
                    "directory", .notice, "\(directory.path) is not there yet",
                    remedy: "The next command that opens the warehouse makes it.")
            ]
        }
        guard files.isWritableFile(atPath: directory.path) else {
            return [
                DiagnosticCheck(
                    "directory", .bad, "\(directory.path) cannot be written",
                    remedy: "Change its permissions, or choose another with --data.")
            ]
        }
        var findings = [DiagnosticCheck("directory", .good, directory.path)]
        if let free = (try? files.attributesOfFileSystem(forPath: directory.path)[.systemFreeSize] as? NSNumber)?
            .int64Value
        {
            let gigabytes = Double(free) / 1e9
            let detail = String(format: "%.1f GB free", gigabytes)
            findings.append(
                gigabytes < 1
                    ? DiagnosticCheck("space", .notice, detail, remedy: "Free some: large questions spill to disk.")
                    : DiagnosticCheck("space", .good, detail))
        }
        let path = DataDirectory(directory).warehouse.path
        guard files.fileExists(atPath: path) else { return findings + [.schema(found: 0, dialect: "duckdb")] }
        do {
            let owner = try DirectoryOwner(directory)
            defer { owner.release() }
            let warehouse = try DuckDBWarehouse(
                path: path, spill: DataDirectory(directory).spill.path, settings: DuckDBSettings(), owner: nil)
            let found = try warehouse.withPlainConnection {
                try $0.integer(Statement("SELECT MAX(version) AS version FROM schema_migrations"))
            }
            findings.append(.schema(found: Int(found ?? 0), dialect: "duckdb"))
        } catch let error as WarehouseError {
            findings.append(
                DiagnosticCheck(
                    error.code == "warehouse.in-use" ? "in use" : "warehouse",
                    error.code == "warehouse.in-use" ? .notice : .bad,
                    error.message))
        } catch {
            findings.append(DiagnosticCheck("warehouse", .bad, "\(error)"))
        }
        return findings
    }
}
