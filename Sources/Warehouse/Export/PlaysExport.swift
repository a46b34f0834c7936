package import Foundation

/// Writes every play, with names in place of keys, to files that other tools read.
package struct PlaysExport: Sendable {
    /// What is written.
    package enum Layout: String, Sendable, CaseIterable {
        /// A folder of Parquet files, partitioned by listener-local day: `local_date=2025-12-01/data_0.parquet`.
        case parquet
        /// One CSV file with a heading line.
        case csv
    }

    private let layout: Layout

    package init(_ layout: Layout) { self.layout = layout }

    /// Writes the plays to `target`, which must not exist yet. It is there wholly or not at all.
    /// - Returns: the number of plays.
    /// - Throws: ``WarehouseError`` `warehouse.export` where the target exists or cannot be written.
    package func write(_ warehouse: any Warehouse, to target: URL) async throws -> Int {
        guard !FileManager.default.fileExists(atPath: target.path) else {
            throw WarehouseError(code: "export", message: "\(target.path) exists already. Choose another path, or remove it first.", fault: .usage)
        }
        let unfinished = target.deletingLastPathComponent().appending(path: ".\(target.lastPathComponent).part")
        try? FileManager.default.removeItem(at: unfinished)
        defer { try? FileManager.default.removeItem(at: unfinished) }
        let question = SQLFile(path: "plays", text: EmbeddedFiles.texts["SQL/Export/plays.sql"] ?? "").body
        let plays = try await warehouse.copy(Statement(question), to: unfinished.path, layout: layout, partitionedBy: "local_date")
        do {
            if plays == 0, layout == .parquet { try FileManager.default.createDirectory(at: unfinished, withIntermediateDirectories: true) }
            try FileManager.default.moveItem(at: unfinished, to: target)
        } catch {
            throw WarehouseError(code: "export", message: "\(target.path) could not be written: \(error.localizedDescription)", fault: .system)
        }
        return plays
    }
}
