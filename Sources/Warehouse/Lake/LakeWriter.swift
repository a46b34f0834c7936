package import Foundation
import Listening

/// Writes a warehouse into a lake: Parquet files that DuckDB and Spark read alike.
///
/// What changed since the last time is written, the rest is left. All of it is made beside the lake first; then the manifest of the new
/// state is put down, and then each partition takes its place in one step. Whoever is stopped in between is finished by the next writer.
package struct LakeWriter: Sendable {
    /// What a writing came to.
    package struct Outcome: Sendable, Equatable {
        package var tables = 0
        package var partitions = 0
        package var written = 0
        package var removed = 0
        package var rows = 0
        package var bytes = 0
    }

    private let warehouse: any Warehouse
    private let lake: LakeFolder

    package init(_ warehouse: any Warehouse, to folder: URL) {
        self.warehouse = warehouse
        lake = LakeFolder(folder)
    }

    /// - Throws: ``WarehouseError`` `lake` where the folder holds something else, or the lake is of another version.
    package func write() async throws -> Outcome {
        try prepare()
        let before = lake.exists ? try lake.read() : nil
        let files = FileManager.default
        try? files.removeItem(at: lake.building)
        try Self.explain(lake.building) {
            try files.createDirectory(at: lake.building, withIntermediateDirectories: true)
        }
        var tables: [LakeManifest.Table] = []
        var written: [String] = []
        let schema = try await warehouse.read {
            try $0.integer(Statement("SELECT MAX(version) AS version FROM schema_migrations")) ?? 0
        }
        // A lake that an earlier version wrote lacks the tables that came later, and so does what reads it.
        let present = try await warehouse.read { connection in
            let rows = try connection.query(
                Statement("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"))
            return Set((0..<rows.rowCount).compactMap { rows.columns[0].value(at: $0).text })
        }
        for table in LakeTable.all where present.contains(table.name) {
            let old = before?.engine == warehouse.dialect.name ? before?.table(table.name) : nil
            let (made, places) = try await write(table, old)
            tables.append(made)
            written += places
        }
        let manifest = LakeManifest(schemaVersion: Int(schema), engine: warehouse.dialect.name, tables: tables)
        try Self.explain(lake.building) {
            // From here on the new state is the one that will be.
            try AtomicFile.write(manifest.json, to: lake.building.appending(path: LakeManifest.fileName))
        }
        let removed = try takePlaces(manifest, made: Set(written))
        let partitions = tables.flatMap(\.partitions)
        return Outcome(
            tables: tables.count, partitions: partitions.count, written: written.count, removed: removed,
            rows: partitions.reduce(0) { $0.saturatingAdd($1.rows) },
            bytes: partitions.flatMap(\.files).reduce(0) { $0.saturatingAdd($1.bytes) })
    }

    /// Sees that the folder is a lake or can become one, and ends what another writer left half-done.
    private func prepare() throws {
        let files = FileManager.default
        if let inside = try? files.contentsOfDirectory(atPath: lake.url.path), !inside.isEmpty, !lake.exists,
            inside != ["_building"]
        {
            throw LakeManifest.error("\(lake.url.path) is not empty and no lake. Choose another folder.")
        }
        if let json = try? Data(contentsOf: lake.building.appending(path: LakeManifest.fileName)) {
            let manifest = try LakeManifest(json: json, at: lake.building.path)
            // What was stopped after an exchange has the old files here, and only waits to be removed.
            let half = LakeFolder(lake.building), reader = try LakeFileReader(lake.building)
            let made = try manifest.tables.flatMap { table in
                try table.partitions.filter {
                    try half.holds($0) && $0.files.allSatisfy { try reader.file($0.path) == $0 }
                }
                .map { LakeFolder.place(table, $0) }
            }
            _ = try takePlaces(manifest, made: Set(made))
        }
    }

    /// Makes the partitions of a table that changed.
    /// - Returns: the table as the new manifest tells it, and the places that were made.
    private func write(_ table: LakeTable, _ old: LakeManifest.Table?) async throws -> (LakeManifest.Table, [String]) {
        let batch = try await warehouse.read { try $0.query(Statement("SELECT * FROM \(table.name) WHERE 1 = 0")) }
        let columns = batch.columns.map { LakeManifest.Column(name: $0.name, type: FileWriter.type($0.storage)) }
        let inside = columns.map(\.name).filter { $0 != table.day }
        let reader = try LakeFileReader(lake.building)
        var partitions: [LakeManifest.Partition] = []
        var places: [String] = []
        for found in try await state(table, columns.map(\.name)) {
            let place = LakeFolder.place(table.name, table.day, found.day)
            let same = old?.partitions.first {
                $0.day == found.day && $0.fingerprint == found.fingerprint && $0.rows == found.rows
            }
            if let same, old?.columns == columns, lake.holds(same) {
                partitions.append(same)
                continue
            }
            let rows = try await make(table, inside, found.day, at: lake.building.appending(path: place))
            guard rows == found.rows else {
                throw LakeManifest.error(
                    "\(table.name) changed while it was written. Repeat the export when nothing is imported.")
            }
            partitions.append(
                .init(day: found.day, rows: rows, fingerprint: found.fingerprint, files: try reader.files(in: place)))
            places.append(place)
        }
        return (
            LakeManifest.Table(name: table.name, partitionedBy: table.day, columns: columns, partitions: partitions),
            places
        )
    }

    /// Writes the rows of one day, or of the whole table, to files in a folder.
    /// - Returns: how many they are.
    private func make(_ table: LakeTable, _ columns: [String], _ day: String?, at target: URL) async throws -> Int {
        try Self.explain(target) {
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        }
        let condition = table.day.map { " WHERE \($0) = CAST(:day AS DATE)" } ?? ""
        let statement = Statement(
            "SELECT \(columns.joined(separator: ", ")) FROM \(table.name)\(condition) ORDER BY \(table.order)",
            day.map { ["day": .text($0)] } ?? [:])
        return try await warehouse.writeParquet(statement, to: target.path)
    }

    /// How many rows each partition has, and their fingerprint.
    private func state(_ table: LakeTable, _ columns: [String]) async throws -> [(
        day: String?, rows: Int, fingerprint: String
    )] {
        let day = table.day ?? "NULL"
        let group = table.day.map { " GROUP BY \($0) ORDER BY \($0)" } ?? ""
        let rows = try await warehouse.read {
            try $0.query(
                Statement(
                    "SELECT CAST(\(day) AS DATE) AS day, COUNT(*) AS row_count, {{fingerprint(\(columns.joined(separator: ", ")))}} AS fingerprint FROM \(table.name)\(group)"
                ))
        }
        return (0..<rows.rowCount).map { row in
            let day = rows.value("day", at: row)
            return (
                day.isNull ? nil : day.description, Int(rows.value("row_count", at: row).integer ?? 0),
                rows.value("fingerprint", at: row).description
            )
        }
    }

    /// Lets the partitions that were made take their places, and removes those that the new state does not have.
    /// - Returns: how many were removed.
    private func takePlaces(_ manifest: LakeManifest, made places: Set<String>) throws -> Int {
        let files = FileManager.default
        var removed = 0
        for table in manifest.tables {
            for partition in table.partitions {
                let place = LakeFolder.place(table, partition)
                let made = lake.building.appending(path: place), target = lake.url.appending(path: place)
                guard places.contains(place), files.fileExists(atPath: made.path) else { continue }
                try Self.explain(target) {
                    try files.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try AtomicDirectorySwap.put(made, at: target)
                }
            }
            guard let column = table.partitionedBy else { continue }
            let folder = lake.url.appending(path: table.name)
            let wanted = Set(table.partitions.map { "\(column)=\($0.day ?? "")" })
            try Self.explain(folder) {
                // A table without a row still has its folder.
                try files.createDirectory(at: folder, withIntermediateDirectories: true)
                for name in try files.contentsOfDirectory(atPath: folder.path)
                where name.hasPrefix("\(column)=") && !wanted.contains(name) {
                    try files.removeItem(at: folder.appending(path: name))
                    removed += 1
                }
            }
        }
        try Self.explain(lake.url) {
            try AtomicFile.write(manifest.json, to: lake.manifest)
            try files.removeItem(at: lake.building)
        }
        return removed
    }

    private static func explain<Answer>(_ place: URL, _ work: () throws -> Answer) throws -> Answer {
        do { return try work() } catch let error as WarehouseError { throw error } catch {
            throw WarehouseError(
                code: "lake", message: "\(place.path) could not be written: \(error.localizedDescription)",
                fault: .system)
        }
    }
}
