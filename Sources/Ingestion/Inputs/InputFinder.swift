import Foundation

/// Finds the files that a list of paths stands for: files as they are, folders and archives by the names of what is in them.
struct InputFinder {
    /// Whether a file that was found in a folder or archive, by its name, belongs to the format.
    let accepts: (String) -> Bool
    /// What such files are called, for the error that says there were none.
    let expected: String
    let limits = ArchiveLimits()

    /// Something to read: a file, or an entry of an archive.
    enum Input {
        case file(String)
        case entry(ZipArchive, ZipArchive.Entry)

        /// The name for messages and provenance.
        var name: String {
            switch self {
            case .file(let path): path
            case .entry(let archive, let entry): "\(archive.path): \(entry.path)"
            }
        }

        var fileName: String {
            switch self {
            case .file(let path): (path as NSString).lastPathComponent
            case .entry(_, let entry): (entry.path as NSString).lastPathComponent
            }
        }

        func open(limits: ArchiveLimits) throws -> any ByteSource {
            switch self {
            case .file(let path): try FileSource(path: path)
            case .entry(let archive, let entry): ZipEntrySource(try archive.open(entry), name: name, limits: limits)
            }
        }
    }

    /// - Throws: `import.missing-file`, `import.unreadable`, `import.archive`, or `import.nothing-to-import`.
    func inputs(_ paths: [String]) throws -> [Input] {
        try paths.flatMap { path -> [Input] in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw IngestionError.missing(path) }
            let found: [Input]
            if isFolder.boolValue {
                found = try folder(path)
            } else if path.lowercased().hasSuffix(".zip") {
                found = try archive(path)
            } else {
                found = [.file(path)]
            }
            guard !found.isEmpty else { throw IngestionError.nothingToImport(path, expected: expected) }
            return found
        }
    }

    private func folder(_ path: String) throws -> [Input] {
        guard FileManager.default.isReadableFile(atPath: path), let walker = FileManager.default.enumerator(atPath: path) else {
            throw IngestionError.unreadable(path, "permission denied")
        }
        let names = walker.compactMap { $0 as? String }.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
        return try names.flatMap { name -> [Input] in
            let full = (path as NSString).appendingPathComponent(name)
            if name.lowercased().hasSuffix(".zip") { return try archive(full) }
            return accepts((name as NSString).lastPathComponent) ? [.file(full)] : []
        }
    }

    private func archive(_ path: String) throws -> [Input] {
        let archive = try ZipArchive(path: path, limits: limits)
        return archive.entries.filter { accepts(($0.path as NSString).lastPathComponent) }
            .sorted { $0.path.compare($1.path, options: .numeric) == .orderedAscending }
            .map { .entry(archive, $0) }
    }
}
