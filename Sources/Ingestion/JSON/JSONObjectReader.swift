import CxxSIMDJSON
import TextFiles

/// Reads the objects of JSON arrays, of newline-delimited JSON, or of objects after one another, with memory bounded by the largest.
///
/// A file of which some line is a whole object is newline-delimited: each line that is not blank then is a record of its own (or a list of
/// them), and one that cannot be read takes no other with it. Any other file has to be well-formed up to the objects: where a list is not
/// closed, text stands between objects, or a damaged object cannot be told from the next, the file is refused at that place.
struct JSONObjectReader: ~Copyable {
    private static let pieceBytes = 1 << 20
    /// An object larger than this is not a play.
    private static let largestObject = 16 << 20

    private let parser: OpaquePointer
    private var scanner = segue_json_scanner()
    private var source: any ByteSource
    private var buffer = [UInt8](repeating: 0, count: JSONObjectReader.pieceBytes)
    private var filled = 0
    private var position = 0
    private var consumed = 0
    private var atEnd = false
    private var row = 0
    private var line = 1

    init(_ source: any ByteSource) throws {
        self.source = try TextSource.open(source)
        parser = segue_json_parser_create()
    }

    deinit { segue_json_parser_destroy(parser) }

    /// Where a record stands: its number, and its line in newline-delimited JSON.
    struct Place {
        let row: Int
        let line: Int?
    }

    /// Hands each object over, or the reason why it cannot be parsed, with its place.
    /// - Throws: `import.empty`, `import.not-json` or `import.truncated` where the file as a whole is wrong.
    mutating func forEach(_ body: (_ place: Place, borrowing JSONObject?, _ problem: String?) throws -> Void) throws {
        try refill()
        if isLineDelimited { try forEachLine(body) } else { try forEachObject(body) }
    }

    // MARK: Objects wherever they stand

    private mutating func forEachObject(
        _ body: (_ place: Place, borrowing JSONObject?, _ problem: String?) throws -> Void
    ) throws {
        while true {
            var start = 0
            var end = 0
            var position = position
            let scan = buffer.withUnsafeBytes { bytes in
                segue_json_scan(
                    &scanner, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), filled, &position, &start, &end)
            }
            self.position = position
            switch scan {
            case Int32(SEGUE_JSON_SCAN_OBJECT.rawValue):
                row += 1
                if let problem = parse(start..<end) {
                    guard !joinsObjects(start..<end) else {
                        throw IngestionError.damagedObject(source.name, row: row, at: consumed + start, problem)
                    }
                    try body(Place(row: row, line: nil), nil, problem)
                } else {
                    try body(Place(row: row, line: nil), JSONObject(parser), nil)
                }
            case Int32(SEGUE_JSON_SCAN_BAD.rawValue):
                throw IngestionError.notJSON(
                    source.name, at: consumed + start, line: 1 + lines(before: start), afterRow: row)
            default:
                // An object that is cut off starts at `start`; it moves to the front of the buffer and goes on there.
                try keep(from: scanner.depth > 0 ? start : filled)
                try refill()
                if atEnd { return try checkEnd() }
            }
        }
    }

    private func checkEnd() throws {
        if scanner.depth > 0 || scanner.state == 1 {
            throw IngestionError.truncated(source.name, row: row + (scanner.depth > 0 ? 1 : 0))
        }
        if scanner.state == 0 { throw IngestionError.empty(source.name) }
    }

    private func parse(_ range: Range<Int>) -> String? {
        buffer.withUnsafeBytes { bytes -> UnsafePointer<CChar>? in
            segue_json_parse_object(
                parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self).advanced(by: range.lowerBound),
                range.count)
        }.map { String(cString: $0) }
    }

    /// Whether text that cannot be parsed may hold more than one object: a quote too many joins what stands around it.
    private func joinsObjects(_ range: Range<Int>) -> Bool {
        var expected = 0
        for byte in buffer[range] {
            switch (expected, byte) {
            case (_, UInt8(ascii: "}")): expected = 1
            case (1, UInt8(ascii: ",")): expected = 2
            case (1, UInt8(ascii: "{")), (2, UInt8(ascii: "{")): return true
            case (_, UInt8(ascii: " ")), (_, UInt8(ascii: "\n")), (_, UInt8(ascii: "\r")), (_, UInt8(ascii: "\t")):
                break
            default: expected = 0
            }
        }
        return false
    }

    private func lines(before index: Int) -> Int { line - 1 + buffer[..<index].count { $0 == UInt8(ascii: "\n") } }

    private mutating func keep(from open: Int) throws {
        let rest = filled - open
        guard rest < Self.largestObject else {
            throw IngestionError.notJSON(source.name, at: consumed + open, line: 1 + lines(before: open), afterRow: row)
        }
        line += buffer[..<open].count { $0 == UInt8(ascii: "\n") }
        buffer.replaceSubrange(0..<rest, with: Array(buffer[open..<filled]))
        consumed += open
        filled = rest
        position = rest
    }

    private mutating func refill() throws {
        if buffer.count - filled < Self.pieceBytes / 2 {
            buffer.append(contentsOf: [UInt8](repeating: 0, count: Self.pieceBytes))
        }
        let count = try buffer.withUnsafeMutableBytes {
            try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
        }
        filled += count
        atEnd = count == 0
    }

    // MARK: A record a line

    /// Whether the file does not begin with a list, and a line that begins with `{` is a whole object by itself.
    private var isLineDelimited: Bool {
        let text = buffer[..<filled]
        guard let first = text.first(where: { !Self.isSpace($0) }), first != UInt8(ascii: "[") else { return false }
        var start = 0
        while start < filled {
            let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? filled
            if end > start, text[start] == UInt8(ascii: "{"), isWholeObject(start..<end) { return true }
            start = end + 1
        }
        return false
    }

    private func isWholeObject(_ range: Range<Int>) -> Bool {
        var scanner = segue_json_scanner()
        var position = range.lowerBound
        var start = 0
        var end = 0
        let scan = buffer.withUnsafeBytes { bytes in
            segue_json_scan(
                &scanner, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), range.upperBound, &position, &start,
                &end)
        }
        return scan == Int32(SEGUE_JSON_SCAN_OBJECT.rawValue) && parse(start..<end) == nil
    }

    private mutating func forEachLine(
        _ body: (_ place: Place, borrowing JSONObject?, _ problem: String?) throws -> Void
    ) throws {
        var start = 0
        while true {
            if let end = buffer[start..<filled].firstIndex(of: UInt8(ascii: "\n")) ?? (atEnd ? filled : nil) {
                try takeLine(start..<end, body)
                if end >= filled { return }
                start = end + 1
                line += 1
            } else {
                let rest = filled - start
                guard rest < Self.largestObject else {
                    throw TextFileError.longLine(source.name, line: line, megabytes: Self.largestObject >> 20)
                }
                buffer.replaceSubrange(0..<rest, with: Array(buffer[start..<filled]))
                filled = rest
                start = 0
                try refill()
            }
        }
    }

    /// The objects of a line, and one more record for text in it that is none.
    private mutating func takeLine(
        _ range: Range<Int>, _ body: (_ place: Place, borrowing JSONObject?, _ problem: String?) throws -> Void
    )
        throws
    {
        guard buffer[range].contains(where: { !Self.isSpace($0) }) else { return }
        var scanner = segue_json_scanner()
        var position = range.lowerBound
        while true {
            var start = 0
            var end = 0
            let scan = buffer.withUnsafeBytes { bytes in
                segue_json_scan(
                    &scanner, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), range.upperBound, &position,
                    &start, &end)
            }
            if scan == Int32(SEGUE_JSON_SCAN_OBJECT.rawValue) {
                row += 1
                if let problem = parse(start..<end) {
                    try body(Place(row: row, line: line), nil, problem)
                } else {
                    try body(Place(row: row, line: line), JSONObject(parser), nil)
                }
            } else if scan == Int32(SEGUE_JSON_SCAN_BAD.rawValue) {
                row += 1
                return try body(Place(row: row, line: line), nil, "text that is not an object")
            } else {
                if scanner.depth > 0 || scanner.state == 1 {
                    row += 1
                    try body(Place(row: row, line: line), nil, "the line ends before the object does")
                }
                return
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\t")
    }
}
