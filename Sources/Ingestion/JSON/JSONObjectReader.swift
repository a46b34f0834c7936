import CxxSIMDJSON

/// Reads the objects of a JSON array, or of newline-delimited JSON, one by one, with memory bounded by the largest object.
struct JSONObjectReader: ~Copyable {
    private static let pieceBytes = 1 << 20
    /// An object larger than this is no play.
    private static let largestObject = 16 << 20

    private let parser: OpaquePointer
    private var scanner = segue_json_scanner()
    private var source: any ByteSource
    private var buffer = [UInt8](repeating: 0, count: JSONObjectReader.pieceBytes)
    private var filled = 0
    private var position = 0
    private var consumed = 0
    private var atEnd = false
    private(set) var row = 0

    init(_ source: any ByteSource) {
        self.source = source
        parser = segue_json_parser_create()
    }

    deinit { segue_json_parser_destroy(parser) }

    /// Hands each object over, or the reason why it cannot be parsed, with its 1-based row.
    /// - Throws: `import.empty`, `import.encoding`, `import.not-json` or `import.truncated` where the file as a whole is wrong.
    mutating func forEach(_ body: (_ row: Int, borrowing JSONObject?, _ problem: String?) throws -> Void) throws {
        try refill()
        try skipByteOrderMark()
        while true {
            var start = 0
            var end = 0
            var position = position
            let scan = buffer.withUnsafeBytes { bytes in
                segue_json_scan(&scanner, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), filled, &position, &start, &end)
            }
            self.position = position
            switch scan {
            case Int32(SEGUE_JSON_SCAN_OBJECT.rawValue):
                row += 1
                let problem = buffer.withUnsafeBytes { bytes -> UnsafePointer<CChar>? in
                    segue_json_parse_object(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self).advanced(by: start), end - start)
                }
                if let problem { try body(row, nil, String(cString: problem)) } else { try body(row, JSONObject(parser), nil) }
            case Int32(SEGUE_JSON_SCAN_END.rawValue):
                return
            case Int32(SEGUE_JSON_SCAN_BAD.rawValue):
                throw IngestionError.notJSON(source.name, at: consumed + start)
            default:
                // An object that is cut off starts at `start`; it moves to the front of the buffer and goes on there.
                try keep(from: scanner.depth > 0 ? start : filled)
                try refill()
                if atEnd { return try checkEnd() }
            }
        }
    }

    private func checkEnd() throws {
        if scanner.depth > 0 || scanner.state == 1 { throw IngestionError.truncated(source.name, row: row + (scanner.depth > 0 ? 1 : 0)) }
        if scanner.state == 0 { throw IngestionError.empty(source.name) }
    }

    private mutating func keep(from open: Int) throws {
        let rest = filled - open
        guard rest < Self.largestObject else { throw IngestionError.notJSON(source.name, at: consumed + open) }
        buffer.replaceSubrange(0..<rest, with: Array(buffer[open..<filled]))
        consumed += open
        filled = rest
        position = rest
    }

    private mutating func refill() throws {
        if buffer.count - filled < Self.pieceBytes / 2 { buffer.append(contentsOf: repeatElement(0, count: Self.pieceBytes)) }
        let count = try buffer.withUnsafeMutableBytes { try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...])) }
        filled += count
        atEnd = count == 0
    }

    private mutating func skipByteOrderMark() throws {
        guard filled > 0 else { throw IngestionError.empty(source.name) }
        if filled >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { position = 3 }
        if filled >= 2, (buffer[0] == 0xFF && buffer[1] == 0xFE) || (buffer[0] == 0xFE && buffer[1] == 0xFF) || buffer[0] == 0 || buffer[1] == 0 {
            throw IngestionError.encoding(source.name, "UTF-16 or UTF-32")
        }
    }
}
