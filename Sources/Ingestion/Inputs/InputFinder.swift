import Foundation
import TextFiles

/// Finds the files that a list of paths stands for: files as they are, folders and archives by the names of what is in them.
struct InputFinder {
    /// Whether a file that was found in a folder or archive, by its path within it, belongs to the format.
    let accepts: (String) -> Bool
    /// Whether a JSON file with another name belongs to the format, by how it begins.
    var recognises: (_ head: [UInt8]) -> Bool = { _ in false }
    /// What such files are called, for the error that says there were none.
    let expected: String
    let limits = ArchiveLimits()
    private static let headBytes = 4096

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

        func open(limits: ArchiveLimits) throws -> any ByteSource {
            switch self {
            case .file(let path): try FileSource(path: path)
            case .entry(let archive, let entry):
                ZipEntrySource(try archive.open(entry), packedBytes: entry.packedBytes, name: name, limits: limits)
            }
        }
    }

    /// - Throws: `import.missing-file`, `import.unreadable`, `import.archive`, or `import.nothing-to-import`.
    func inputs(_ paths: [String]) throws -> [Input] {
        try paths.flatMap { path -> [Input] in
            if path == "-" { return [.file(path)] }
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw IngestionError.missing(path)
            }
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
        guard FileManager.default.isReadableFile(atPath: path),
            let walker = FileManager.default.enumerator(atPath: path)
        else {
            throw IngestionError.unreadable(path, "permission denied")
        }
        let names = walker.compactMap { $0 as? String }.sorted(by: Self.inOrder)
        return try names.flatMap { name -> [Input] in
            let full = (path as NSString).appendingPathComponent(name)
            let file = (name as NSString).lastPathComponent
            // Resource forks of macOS, and what a read may wait for without end.
            if file.hasPrefix("._") || name.hasPrefix("__MACOSX/") || FileSource.irregularKind(full) != nil {
                return []
            }
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue else {
                return []
            }
            if file.lowercased().hasSuffix(".zip") { return try archive(full) }
            return try belongs(.file(full), name) ? [.file(full)] : []
        }
    }

    private func archive(_ path: String) throws -> [Input] {
        let archive = try ZipArchive(path: path, limits: limits)
        return try archive.entries.sorted { Self.inOrder($0.path, $1.path) }.map { .entry(archive, $0) }
            .filter { (input: Input) in
                guard case .entry(_, let entry) = input else { return false }
                return try belongs(input, entry.path)
            }
    }

    private func belongs(_ input: Input, _ path: String) throws -> Bool {
        if accepts(path) { return true }
        let file = (path as NSString).lastPathComponent
        guard file.lowercased().hasSuffix(".json") else { return false }
        guard var source = try? input.open(limits: limits) else { return false }
        var head = [UInt8](repeating: 0, count: Self.headBytes)
        let count = (try? head.withUnsafeMutableBytes { try source.read(into: $0) }) ?? 0
        return recognises(Array(head[..<count]))
    }

    private static func inOrder(_ left: String, _ right: String) -> Bool {
        switch left.compare(right, options: .numeric) {
        case .orderedAscending: true
        case .orderedDescending: false
        case .orderedSame: left < right
        }
    }
}
