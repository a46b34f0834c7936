/// How a table of text spells its cells. Nothing of it is guessed from the rows.
///
/// Cells are quoted as in RFC 4180: a cell that begins with `"` ends at the next single `"`, and `""` within it is one quote. A quote
/// anywhere else is text. There are no comments and no escapes. Lines end with LF, CRLF or CR.
package struct CSVDialect: Sendable, Hashable {
    /// The byte between cells; nil takes the one that the heading line has most of.
    package var delimiter: UInt8?
    /// Whether the first line names the columns; otherwise they are named 1, 2, 3, ….
    package var hasHeading: Bool

    package init(delimiter: UInt8? = nil, hasHeading: Bool = true) {
        self.delimiter = delimiter
        self.hasHeading = hasHeading
    }

    /// The delimiters that a heading may show, in the order that decides a tie.
    package static let delimiters: [UInt8] = [
        UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
    ]

    /// The delimiter that a heading line has most of outside quotes; a comma where it has none.
    static func delimiter(of heading: some Sequence<UInt8>) -> UInt8 {
        var counts = [Int](repeating: 0, count: delimiters.count)
        var isQuoted = false
        for byte in heading {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, let index = delimiters.firstIndex(of: byte) { counts[index] += 1 }
        }
        let most = counts.max() ?? 0
        return delimiters[counts.firstIndex(of: most) ?? 0]
    }
}
