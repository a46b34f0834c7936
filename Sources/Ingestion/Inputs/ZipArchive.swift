import CZip
import Foundation

/// An open zip archive whose directory was checked before anything is unpacked.
final class ZipArchive {
    struct Entry {
        let index: UInt64
        /// The path within the archive, with `/` between folders whatever the archive has.
        let path: String
        let bytes: Int
        /// The bytes that it takes in the archive.
        let packedBytes: Int
    }

    let path: String
    private let handle: OpaquePointer
    private(set) var entries: [Entry] = []

    /// The archive's entries, without folders and without the copies of resource forks that macOS adds.
    /// - Throws: `import.archive` where the file is not a zip, has too many or too large entries, an entry whose path escapes, entries that
    ///   share their bytes, or a ratio that only a bomb has.
    init(path: String, limits: ArchiveLimits) throws {
        self.path = path
        var code: Int32 = 0
        // Without the strict check of local headers: macOS leaves checksums out of those, and each entry's is checked as it is read.
        guard let handle = zip_open(path, ZIP_RDONLY, &code) else {
            throw IngestionError.archive(path, "it is not a zip archive, or a damaged one")
        }
        self.handle = handle
        let count = zip_get_num_entries(handle, 0)
        guard count <= limits.entries else {
            throw IngestionError.archive(path, "it has \(count) entries, more than \(limits.entries)")
        }
        var packed = 0
        for index in 0..<UInt64(max(0, count)) {
            var status = zip_stat_t()
            zip_stat_init(&status)
            guard zip_stat_index(handle, index, 0, &status) == 0, let stored = status.name.map({ String(cString: $0) })
            else {
                throw IngestionError.archive(path, "its entry \(index + 1) cannot be read")
            }
            let name = stored.replacing("\\", with: "/")
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard !name.hasPrefix("/"), !parts.contains(".."), !Self.hasDrive(name) else {
                throw IngestionError.archive(path, "the path of entry \"\(name)\" leads out of it")
            }
            let bytes = Int(clamping: status.size)
            guard bytes <= limits.entryBytes else {
                throw IngestionError.archive(
                    path,
                    "entry \"\(name)\" unpacks to \(bytes / 1_000_000) MB, more than \(limits.entryBytes / 1_000_000) MB"
                )
            }
            if bytes > 1_000_000, Double(bytes) > limits.ratio * Double(max(1, status.comp_size)) {
                throw IngestionError.archive(
                    path,
                    "entry \"\(name)\" unpacks to more than \(Int(limits.ratio)) times its size, as an archive bomb does"
                )
            }
            packed = packed.addingReportingOverflow(Int(clamping: status.comp_size)).partialValue
            let isFork = parts.first == "__MACOSX" || parts.last?.hasPrefix("._") == true
            if !name.hasSuffix("/"), !isFork {
                entries.append(
                    Entry(index: index, path: name, bytes: bytes, packedBytes: Int(clamping: status.comp_size)))
            }
        }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? Int.max
        guard packed >= 0, packed <= size else {
            throw IngestionError.archive(path, "its entries share their bytes, as an archive bomb's do")
        }
    }

    private static func hasDrive(_ name: String) -> Bool {
        let start = name.prefix(2)
        return start.count == 2 && start.first?.isLetter == true && start.last == ":"
    }

    func open(_ entry: Entry) throws -> ZipEntry {
        guard let file = zip_fopen_index(handle, entry.index, 0) else {
            throw IngestionError.archive(
                path, "entry \"\(entry.path)\" cannot be opened; encrypted archives are not read")
        }
        return ZipEntry(file, archive: self)
    }

    deinit { zip_discard(handle) }
}

/// One open entry. It keeps its archive alive.
final class ZipEntry {
    private let file: OpaquePointer
    private let archive: ZipArchive

    init(_ file: OpaquePointer, archive: ZipArchive) {
        self.file = file
        self.archive = archive
    }

    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        Int(zip_fread(file, buffer.baseAddress, UInt64(buffer.count)))
    }

    deinit { zip_fclose(file) }
}
