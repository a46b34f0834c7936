package import Foundation

/// The folder of a lake on this machine's disk, and the checks that its files are those of the manifest.
package struct LakeFolder: Sendable {
    package let url: URL

    package init(_ url: URL) { self.url = url.standardizedFileURL }

    var manifest: URL { url.appending(path: LakeManifest.fileName) }
    /// Where the next state is made before it takes the place of this one.
    var building: URL { url.appending(path: "_building") }

    /// Whether there is a lake here.
    package var exists: Bool { FileManager.default.fileExists(atPath: manifest.path) }

    /// - Throws: ``WarehouseError`` `lake` where there is none, or one that cannot be read.
    package func read() throws(WarehouseError) -> LakeManifest {
        guard let json = try? Data(contentsOf: manifest) else {
            throw LakeManifest.error("There is no lake in \(url.path). Write one with `segue export parquet --lake \(url.path)`.")
        }
        return try LakeManifest(json: json, at: manifest.path)
    }

    /// The folder of a partition, within the lake or within the one that is being made.
    static func place(_ table: LakeManifest.Table, _ partition: LakeManifest.Partition) -> String {
        place(table.name, table.partitionedBy, partition.day)
    }

    static func place(_ table: String, _ column: String?, _ day: String?) -> String {
        guard let column, let day else { return table }
        return "\(table)/\(column)=\(day)"
    }

    /// Looks whether every file is there and as long as it should be.
    /// - Throws: ``WarehouseError`` `lake-damaged`, which names the first file that is not.
    package func checkSizes(_ manifest: LakeManifest) throws(WarehouseError) {
        for file in manifest.tables.flatMap(\.partitions).flatMap(\.files) {
            let size = (try? FileManager.default.attributesOfItem(atPath: url.appending(path: file.path).path))?[.size] as? Int
            guard let size else { throw damaged(file.path, "is missing") }
            guard size == file.bytes else { throw damaged(file.path, "has \(size) bytes, not \(file.bytes)") }
        }
    }

    /// Reads every file and compares its checksum.
    /// - Throws: ``WarehouseError`` `lake-damaged`, which names the first file that differs.
    package func checkContent(_ manifest: LakeManifest) throws {
        try checkSizes(manifest)
        let found = try Self.digests(in: url)
        for file in manifest.tables.flatMap(\.partitions).flatMap(\.files) where found[file.path]?.sha256 != file.sha256 {
            throw damaged(file.path, "is not the file that was written")
        }
    }

    private func damaged(_ path: String, _ what: String) -> WarehouseError {
        if FileManager.default.fileExists(atPath: building.appending(path: LakeManifest.fileName).path) {
            return WarehouseError(
                code: "lake-busy",
                message:
                    "The lake in \(url.path) is being written, or its writer was stopped. Wait, or end it with the same `segue export parquet --lake`.",
                fault: .input)
        }
        return WarehouseError(
            code: "lake-damaged",
            message:
                "The lake in \(url.path) is damaged: \(path) \(what). Write it again with `segue export parquet --lake`, into a new folder.",
            fault: .input)
    }

    /// Length and SHA-256 of every Parquet file under a folder, by its path within.
    static func digests(in folder: URL) throws -> [String: LakeManifest.File] {
        let database = try DuckDBWarehouse(
            path: ":memory:", spill: "", settings: DuckDBSettings(memoryMegabytes: 1024, threads: 2), owner: nil)
        let root = folder.path.hasSuffix("/") ? folder.path : folder.path + "/"
        let paths = (FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? [])
            .map(\.path).filter { $0.hasSuffix(".parquet") }.sorted()
        var found: [String: LakeManifest.File] = [:]
        try database.withPlainConnection { connection in
            // A few at a time: the engine holds the files of one statement in memory.
            for path in paths {
                let row = try connection.query(
                    Statement("SELECT size, sha256(content) AS digest FROM read_blob(:path)", ["path": .text(DuckDBPath.literal(path))]))
                let name = String(path.dropFirst(root.count))
                found[name] = LakeManifest.File(
                    path: name, bytes: Int(row.value("size", at: 0).integer ?? 0), sha256: row.value("digest", at: 0).text ?? "")
            }
        }
        return found
    }
}

/// Paths as DuckDB's table functions take them.
enum DuckDBPath {
    /// A path in which nothing is a wildcard.
    static func literal(_ path: String) -> String {
        path.map { "[*?".contains($0) ? "[\($0)]" : String($0) }.joined()
    }
}
