import CZip
import Foundation

/// An open zip archive whose directory was checked before anything is unpacked.
final class ZipArchive {
    struct Entry {
        let index: UInt64
        let path: String
        let bytes: Int
    }

    let path: String
    private let handle: OpaquePointer
    private(set) var entries: [Entry] = []

    /// - Throws: `import.archive` where the file is no zip, has too many or too large entries, an entry whose path escapes, or a ratio
    ///   that only a bomb has.
    init(path: String, limits: ArchiveLimits) throws {
        self.path = path
        var code: Int32 = 0
        guard let handle = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code) else {
            throw IngestionError.archive(path, "it is no zip archive, or a damaged one")
        }
        self.handle = handle
        let count = zip_get_num_entries(handle, 0)
        guard count <= limits.entries else { throw IngestionError.archive(path, "it has \(count) entries, more than \(limits.entries)") }
        for index in 0..<UInt64(max(0, count)) {
            var status = zip_stat_t()
            zip_stat_init(&status)
            guard zip_stat_index(handle, index, 0, &status) == 0, let name = status.name.map({ String(cString: $0) }) else { continue }
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard !name.hasPrefix("/"), !name.contains("\\"), !parts.contains(".."), !name.contains("\0") else {
                throw IngestionError.archive(path, "the path of entry \"\(name)\" leads out of it")
            }
            let bytes = Int(clamping: status.size)
            guard bytes <= limits.entryBytes else {
                throw IngestionError.archive(path, "entry \"\(name)\" unpacks to \(bytes / 1_000_000) MB, more than \(limits.entryBytes / 1_000_000) MB")
            }
            if bytes > 1_000_000, Double(bytes) > limits.ratio * Double(max(1, status.comp_size)) {
                throw IngestionError.archive(path, "entry \"\(name)\" unpacks to more than \(Int(limits.ratio)) times its size, as an archive bomb does")
            }
            if !name.hasSuffix("/") { entries.append(Entry(index: index, path: name, bytes: bytes)) }
        }
    }

    func open(_ entry: Entry) throws -> ZipEntry {
        guard let file = zip_fopen_index(handle, entry.index, 0) else {
            throw IngestionError.archive(path, "entry \"\(entry.path)\" cannot be opened; encrypted archives are not read")
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

    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int { Int(zip_fread(file, buffer.baseAddress, UInt64(buffer.count))) }

    deinit { zip_fclose(file) }
}
