/// Opens files of text as they come: gzip is unpacked, UTF-16 becomes UTF-8, and what cannot be read is named for what it is.
package enum TextSource {
    /// UTF-8 text without a byte order mark, whatever the file has.
    ///
    /// The first bytes decide: `1F 8B` is gzip; a byte order mark, or zeros at every second place, is UTF-16. Otherwise the text is in
    /// `encoding`, or UTF-8 where that is nil.
    /// - Throws: ``TextFileError`` for an empty file, other compressions, and files that are not text.
    package static func open(_ source: any ByteSource, encoding: TextEncoding? = nil) throws -> any ByteSource {
        var source = source
        var head = try readAhead(&source)
        guard !head.isEmpty else { throw TextFileError.empty(source.name) }
        if head.starts(with: [0x1F, 0x8B]) {
            source = GzipSource(PrefixedSource(head, source))
            head = try readAhead(&source)
            guard !head.isEmpty else { throw TextFileError.empty(source.name) }
        }
        if let kind = compression(head) { throw TextFileError.compressed(source.name, kind) }
        if let kind = binary(head) { throw TextFileError.binary(source.name, kind) }
        return decoded(head, source, encoding)
    }

    private static let headBytes = 512

    private static func readAhead(_ source: inout any ByteSource) throws -> [UInt8] {
        var head = [UInt8](repeating: 0, count: headBytes)
        var filled = 0
        while filled < headBytes {
            let count = try head.withUnsafeMutableBytes {
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
            }
            if count == 0 { break }
            filled += count
        }
        return Array(head[..<filled])
    }

    private static func decoded(_ head: [UInt8], _ source: any ByteSource, _ encoding: TextEncoding?) -> any ByteSource
    {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return PrefixedSource(Array(head.dropFirst(3)), source) }
        if head.starts(with: [0xFF, 0xFE]) {
            return TranscodingSource(PrefixedSource(Array(head.dropFirst(2)), source), form: .utf16LittleEndian)
        }
        if head.starts(with: [0xFE, 0xFF]) {
            return TranscodingSource(PrefixedSource(Array(head.dropFirst(2)), source), form: .utf16BigEndian)
        }
        let whole = PrefixedSource(head, source)
        if head.count >= 4, head[1] == 0, head[3] == 0, head[0] != 0 {
            return TranscodingSource(whole, form: .utf16LittleEndian)
        }
        if head.count >= 4, head[0] == 0, head[2] == 0, head[1] != 0 {
            return TranscodingSource(whole, form: .utf16BigEndian)
        }
        switch encoding {
        case .latin1: return TranscodingSource(whole, form: .singleByte(TranscodingSource.table(windows: false)))
        case .windows1252: return TranscodingSource(whole, form: .singleByte(TranscodingSource.table(windows: true)))
        case .utf16: return TranscodingSource(whole, form: .utf16LittleEndian)
        case .utf8, nil: return whole
        }
    }

    private static func compression(_ head: [UInt8]) -> String? {
        let kinds: [([UInt8], String)] = [
            ([0x1F, 0x8B], "gzip in gzip"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), ([0x42, 0x5A, 0x68], "bzip2"),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz"), ([0x37, 0x7A, 0xBC, 0xAF], "7-Zip"),
            ([0x04, 0x22, 0x4D, 0x18], "lz4"),
            ([0x50, 0x4B, 0x03, 0x04], "zip without the ending .zip"), ([0x52, 0x61, 0x72, 0x21], "RAR"),
        ]
        return kinds.first { head.starts(with: $0.0) }?.1
    }

    private static func binary(_ head: [UInt8]) -> String? {
        let kinds: [([UInt8], String)] = [
            (Array("PAR1".utf8), "a Parquet file"), (Array("SQLite format 3".utf8), "an SQLite database"),
            (Array("%PDF".utf8), "a PDF document"),
            ([0xD0, 0xCF, 0x11, 0xE0], "an Excel or Word document"), ([0x89, 0x50, 0x4E, 0x47], "a picture"),
            ([0xFF, 0xD8, 0xFF], "a picture"),
        ]
        return kinds.first { head.starts(with: $0.0) }?.1
    }
}
