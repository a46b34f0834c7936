/// A statement of SQL as it was typed.
enum StatementText {
    /// The statement without the semicolon and the comments that end it; nil where there is nothing but comments.
    static func significant(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        var index = 0, end = 0
        while index < bytes.count {
            let next = past(bytes, index)
            switch bytes[index] {
            case _ where isComment(bytes, index), UInt8(ascii: ";"), UInt8(ascii: " "), 0x09...0x0D: break
            default: end = next
            }
            index = next
        }
        return end > 0 ? String(decoding: bytes[..<end], as: UTF8.self) : nil
    }

    private static func isComment(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard index + 1 < bytes.count else { return false }
        let pair = (bytes[index], bytes[index + 1])
        return pair == (UInt8(ascii: "-"), UInt8(ascii: "-")) || pair == (UInt8(ascii: "/"), UInt8(ascii: "*"))
    }

    /// Where the text in quotes, the comment or the byte that begins at an index ends.
    private static func past(_ bytes: [UInt8], _ index: Int) -> Int {
        let byte = bytes[index]
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
            return bytes[(index + 1)...].firstIndex(of: byte).map { $0 + 1 } ?? bytes.count
        }
        guard index + 1 < bytes.count else { return index + 1 }
        let next = bytes[index + 1]
        if isComment(bytes, index) {
            if byte == UInt8(ascii: "-") { return bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count }
            return end(of: [UInt8(ascii: "*"), UInt8(ascii: "/")], bytes, index + 2)
        }
        if byte == UInt8(ascii: "$"), next == byte { return end(of: [byte, byte], bytes, index + 2) }
        return index + 1
    }

    private static func end(of mark: [UInt8], _ bytes: [UInt8], _ start: Int) -> Int {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == mark[0], bytes[index + 1] == mark[1] { return index + 2 }
            index += 1
        }
        return bytes.count
    }
}
