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

    /// Writes the plays to `target`, which must not exist yet.
    /// - Returns: the number of plays.
    /// - Throws: ``WarehouseError`` `warehouse.export` where the target exists or cannot be written.
    package func write(_ warehouse: any Warehouse, to target: URL) async throws -> Int {
        let question = SQLFile.statement("Export/plays", in: EmbeddedFiles.text)
        return try await AtomicFile.make(target) { place in
            let plays = try await warehouse.copy(
                Statement(question), to: place.path, layout: layout, partitionedBy: "local_date")
            if plays == 0, layout == .parquet {
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            }
            return plays
        }
    }
}
