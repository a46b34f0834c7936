import TextFiles

/// Reads one entry of a zip archive.
struct ZipEntrySource: ByteSource {
    let name: String
    private let entry: ZipEntry
    private let limits: ArchiveLimits
    private let packedBytes: Int
    private var total = 0

    /// - Parameter packedBytes: the bytes that the entry takes in the archive.
    init(_ entry: ZipEntry, packedBytes: Int, name: String, limits: ArchiveLimits) {
        self.entry = entry
        self.packedBytes = packedBytes
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
        guard total < 1_000_000 || Double(total) <= limits.ratio * Double(max(1, packedBytes)) else {
            throw IngestionError.archive(
                name, "it unpacks to more than \(Int(limits.ratio)) times its size, as an archive bomb does")
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
