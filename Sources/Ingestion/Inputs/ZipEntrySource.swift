import TextFiles

/// Reads one entry of a zip archive.
struct ZipEntrySource: ByteSource {
    let name: String
    private let entry: ZipEntry
    private let limits: ArchiveLimits
    private var total = 0

    init(_ entry: ZipEntry, name: String, limits: ArchiveLimits) {
        self.entry = entry
        self.name = name
        self.limits = limits
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = entry.read(buffer)
        guard count >= 0 else { throw IngestionError.archive(name, "the entry is damaged") }
        total += count
        // The directory of an archive may lie about sizes; what comes out is what counts.
        guard total <= limits.entryBytes else {
            throw IngestionError.archive(name, "it unpacks to more than \(limits.entryBytes / 1_000_000) MB")
        }
        return count
    }
}

/// The bounds within which an archive is opened at all.
struct ArchiveLimits: Sendable {
    var entries = 500
    var entryBytes = 500_000_000
    /// Unpacked to packed size, beyond which an entry of more than a megabyte counts as a bomb.
    var ratio = 200.0
}
