package import Foundation

/// Records of which every state is kept: `NAME/0001.json`, `NAME/0002.json` and so on in one folder, never overwritten.
///
/// A version may have more files, such as `0001.model.json`. Files whose names are not those of a version were not written by the store
/// and are left alone.
package struct VersionedFileStore: Sendable {
    package enum Failure: Error {
        /// The version is there already: another process wrote it in the meantime.
        case taken
        /// No further version has a number.
        case full
    }

    package static let mostVersions = 1_000_000

    /// The folder of all names. It need not exist.
    package let directory: URL

    package init(_ directory: URL) { self.directory = directory }

    /// Every name, in order.
    package var names: [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return entries.filter { !$0.hasPrefix(".") }.sorted()
    }

    package func folder(of name: String) -> URL { directory.appending(path: name) }

    /// The file of a version.
    package func file(of name: String, _ version: Int, ending: String = "json") -> URL {
        let digits = String(version)
        return folder(of: name).appending(
            path: "\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits).\(ending)")
    }

    /// The versions of a name, rising.
    package func versions(of name: String, ending: String = "json") -> [Int] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: name).path)) ?? []
        return files.compactMap { text in
            guard let version = Int(text.prefix { $0 != "." }), (1...Self.mostVersions).contains(version),
                text == file(of: name, version, ending: ending).lastPathComponent
            else { return nil }
            return version
        }.sorted()
    }

    /// Writes the files of a version. Each is there wholly or not at all; the last one, by which the version is known, comes last.
    /// - Throws: ``Failure``; `CocoaError` where the disk refuses.
    package func write(_ files: [(ending: String, content: Data)], of name: String, as version: Int) throws {
        guard (1...Self.mostVersions).contains(version) else { throw Failure.full }
        try PrivateFolder.make(folder(of: name))
        for (ending, content) in files {
            let target = file(of: name, version, ending: ending)
            do {
                try AtomicFile.write(content, to: target, replaces: false)
            } catch let error as CocoaError where error.code == .fileWriteFileExists {
                throw Failure.taken
            }
        }
    }
}
