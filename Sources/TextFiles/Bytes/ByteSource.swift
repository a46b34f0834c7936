/// A stream of bytes with a name that a person recognises.
package protocol ByteSource {
    /// The file's path, or `archive.zip: entry` within one.
    var name: String { get }
    /// Fills the buffer as far as it can and answers how many bytes it wrote; 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// A byte source that first gives back what was read ahead of it.
struct PrefixedSource: ByteSource {
    private var prefix: ArraySlice<UInt8>
    private var rest: any ByteSource

    init(_ prefix: [UInt8], _ rest: any ByteSource) {
        self.prefix = prefix[...]
        self.rest = rest
    }

    var name: String { rest.name }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !prefix.isEmpty else { return try rest.read(into: buffer) }
        let count = min(prefix.count, buffer.count)
        prefix.prefix(count).withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer($0)) }
        prefix = prefix.dropFirst(count)
        return count
    }
}
