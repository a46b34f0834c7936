import Foundation
import Testing

@testable import TextFiles

/// Bytes in memory, handed over in pieces of a given size.
struct MemorySource: ByteSource {
    let name = "memory.csv"
    private var rest: ArraySlice<UInt8>
    private let piece: Int

    init(_ bytes: [UInt8], piece: Int = 1 << 20) {
        rest = bytes[...]
        self.piece = piece
    }

    init(_ text: String, piece: Int = 1 << 20) { self.init(Array(text.utf8), piece: piece) }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = min(piece, rest.count, buffer.count)
        rest.prefix(count).withUnsafeBytes { buffer.copyMemory(from: $0) }
        rest = rest.dropFirst(count)
        return count
    }
}

@Suite("CSV")
struct CSVReaderTests {
    /// Every record as its line and its cells, or as `!` and the reason.
    static func rows(_ text: String, piece: Int = 1 << 20, dialect: CSVDialect = CSVDialect()) throws -> [String] {
        var reader = try CSVReader(TextSource.open(MemorySource(text, piece: piece)), dialect: dialect)
        var rows: [String] = []
        try reader.forEach {
            rows.append("\($0.line):" + ($0.problem.map { "!" + $0 } ?? $0.cells.joined(separator: "|")))
        }
        return rows
    }

    @Test(
        "cells are read as RFC 4180 has them, whatever the pieces are that the file comes in",
        arguments: [
            ("a,b\n1,2\n", ["2:1|2"]), ("a,b\r\n1,2\r\n", ["2:1|2"]), ("a,b\r1,2\r", ["2:1|2"]),
            ("a,b\n1,2", ["2:1|2"]),
            ("a,b\n\"1,\"\"x\"\"\",2\n", ["2:1,\"x\"|2"]), ("a,b\n\"1\n2\",3\n4,5\n", ["2:1\n2|3", "4:4|5"]),
            ("a,b\n#1,2\n", ["2:#1|2"]), ("a,b\n5\" single,x\n", ["2:5\" single|x"]), ("a,b\n,\n", ["2:|"]),
            ("a,b\n\n1,2\n\n", ["3:1|2"]),
            ("\n\na,b\n1,2\n", ["4:1|2"]), ("a;b\n1,5;2\n", ["2:1,5|2"]), ("a\tb\n1\t2\n", ["2:1|2"]),
            ("sep=|\na|b\n1,2|3\n", ["3:1,2|3"]),
            ("a,b,\n1,2\n3,4,\n", ["2:1|2|", "3:3|4|"]), ("a,b\n1,2,,\n", ["2:1|2"]), ("\u{FEFF}a,b\n1,2\n", ["2:1|2"]),
            ("a,b\n", []),
            ("\"a,x\",b\n1,2\n", ["2:1|2"]), ("a\n1\n\n2\n", ["2:1", "4:2"]),
        ])
    func quoting(_ text: String, _ expected: [String]) throws {
        for piece in [1, 2, 3, 7, 1 << 20] {
            #expect(try Self.rows(text, piece: piece) == expected, "in pieces of \(piece)")
        }
    }

    @Test(
        "a record that cannot be told is one record with its line and a reason, and takes no other with it",
        arguments: [
            ("a,b\n1\n2,3\n", ["2:!has 1 cell where the heading has 2", "3:2|3"]),
            ("a,b\n1,2,3\n4,5\n", ["2:!has 3 cells where the heading has 2", "3:4|5"]),
            (
                "a,b\n\"1,2\n3,4\n5,6\n",
                ["2:!opens a quote that is not closed", "3:3|4", "4:5|6"]
            ),
            (
                "a,b\n1,\"2\n3,\"4\n5,6\n",
                [
                    "2:!has text after the closing quote of a cell; quotes within a quoted cell are doubled",
                    "3:!opens a quote that is not closed", "4:5|6",
                ]
            ),
            ("a,b\nx,\"y\n1,2\n3,4\n5\",6\n", ["2:!opens a quote that is not closed", "3:1|2", "4:3|4", "5:5\"|6"]),
            (
                "a,b\n\"x\"y,1\n2,3\n",
                ["2:!has text after the closing quote of a cell; quotes within a quoted cell are doubled", "3:2|3"]
            ),
        ])
    func damaged(_ text: String, _ expected: [String]) throws {
        for piece in [1, 5, 1 << 20] { #expect(try Self.rows(text, piece: piece) == expected) }
    }

    @Test("a quote is understood wherever it first appears, also after a megabyte")
    func lateQuotes() throws {
        let plain = (0..<50_000).map { "\($0),title \($0),artist" }.joined(separator: "\n")
        let rows = try Self.rows("id,title,artist\n\(plain)\n50000,\"Hello, \"\"Goodbye\"\"\",B\n")
        #expect(rows.count == 50_001)
        #expect(rows.last == "50002:50000|Hello, \"Goodbye\"|B")
    }

    @Test("a table without a heading has numbered columns")
    func withoutHeading() throws {
        var reader = try CSVReader(MemorySource("1,2\n3,4\n"), dialect: CSVDialect(hasHeading: false))
        #expect(reader.heading == ["1", "2"])
        var count = 0
        try reader.forEach { _ in count += 1 }
        #expect(count == 2)
    }

    @Test("UTF-16 is read, with or without a byte order mark")
    func utf16() throws {
        let text = "track,artist\nJóga 🎵,Björk\n"
        for (bigEndian, mark) in [(false, true), (true, true), (false, false), (true, false)] {
            var bytes: [UInt8] = mark ? (bigEndian ? [0xFE, 0xFF] : [0xFF, 0xFE]) : []
            for unit in text.utf16 {
                let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
                bytes += bigEndian ? pair.reversed() : pair
            }
            var reader = try CSVReader(TextSource.open(MemorySource(bytes, piece: 3)))
            var cells: [String] = []
            try reader.forEach { cells = $0.cells }
            #expect(cells == ["Jóga 🎵", "Björk"])
        }
    }

    @Test("bytes that are not UTF-8 are an error that names the line and the remedy")
    func latin1() throws {
        var bytes = Array("track,artist\nA,B\nJ".utf8)
        bytes += [0xF3]
        bytes += Array("ga,B\n".utf8)
        let error = #expect(throws: TextFileError.self) {
            var reader = try CSVReader(TextSource.open(MemorySource(bytes)))
            try reader.forEach { _ in }
        }
        #expect(error?.code == "file.encoding")
        #expect(error?.message.contains("line 3") == true)
        #expect(error?.message.contains("iconv") == true)
        var reader = try CSVReader(TextSource.open(MemorySource(bytes), encoding: .latin1))
        var last: [String] = []
        try reader.forEach { last = $0.cells }
        #expect(last == ["Jóga", "B"])
    }

    @Test(
        "what is not text is named for what it is",
        arguments: [("7z\u{0}", "7-Zip"), ("PAR1", "Parquet"), ("%PDF-1", "PDF")])
    func otherFiles(_ start: String, _ name: String) {
        let bytes = name == "7-Zip" ? [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C] : Array(start.utf8)
        let error = #expect(throws: TextFileError.self) { try TextSource.open(MemorySource(bytes)) }
        #expect(error?.message.contains(name) == true)
    }

    @Test("two columns of one name are refused")
    func twoColumns() {
        #expect(throws: TextFileError.self) { try CSVReader(MemorySource("a,b,a\n1,2,3\n")) }
    }
}
