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
            throw LakeManifest.error(
                "There is no lake in \(url.path). Write one with `segue export parquet --lake \(url.path)`.")
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
        for file in manifest.files {
            guard let size = size(of: file) else { throw damaged(file.path, "is missing") }
            guard size == file.bytes else { throw damaged(file.path, "has \(size) bytes, not \(file.bytes)") }
        }
        try checkInside(manifest)
    }

    /// Looks whether what is read lies in the lake itself: no table or partition is a link, and none has other Parquet files than the manifest's.
    private func checkInside(_ manifest: LakeManifest) throws(WarehouseError) {
        for table in manifest.tables where !table.partitions.isEmpty {
            for partition in table.partitions {
                let place = Self.place(table, partition)
                for folder in Set([table.name, place]) where isLink(folder) {
                    throw damaged(folder, "is a link to another place")
                }
                let known = Set(partition.files.map { String($0.path.dropFirst(place.count + 1)) })
                let found =
                    (try? FileManager.default.contentsOfDirectory(atPath: url.appending(path: place).path)) ?? []
                for name in found where name.hasSuffix(".parquet") {
                    guard known.contains(name) else { throw damaged("\(place)/\(name)", "is not a file of the lake") }
                    if isLink("\(place)/\(name)") { throw damaged("\(place)/\(name)", "is a link to another place") }
                }
            }
        }
    }

    private func isLink(_ path: String) -> Bool {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: url.appending(path: path).path)) != nil
    }

    /// Reads every file and compares its checksum.
    /// - Throws: ``WarehouseError`` `lake-damaged`, which names the first file that differs.
    package func checkContent(_ manifest: LakeManifest) throws {
        try checkSizes(manifest)
        let reader = try LakeFileReader(url)
        for file in manifest.files where try reader.file(file.path) != file {
            throw damaged(file.path, "is not the file that was written")
        }
    }

    /// Whether the files of a partition are in their place, by their lengths.
    func holds(_ partition: LakeManifest.Partition) -> Bool { partition.files.allSatisfy { size(of: $0) == $0.bytes } }

    private func size(of file: LakeManifest.File) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: url.appending(path: file.path).path))?[.size] as? Int
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
}
