/// How many cells of a terminal a text takes, and where to cut it.
///
/// Each grapheme cluster is measured as a whole: combining marks add nothing, a family joined by zero-width joiners takes two cells, and so
/// do a flag, a keycap and whatever is asked to look like an emoji (U+FE0F).
/// Source: East Asian Width W and F of UAX #11 (Unicode 16.0); zero width for the categories Mn, Me and Cf, as `wcwidth` of Markus Kuhn (2007)
/// and its successors have it, and no cluster wider than two cells; emoji sequences of UTS #51. Reference: Python's wcwidth 0.7.
package enum DisplayWidth {
    /// The cells that a text without control characters takes.
    package static func of(_ text: String) -> Int {
        isPlain(text) ? text.utf8.count : text.reduce(0) { $0 + cells($1) }
    }

    /// The text, or as much of it as fits with an ellipsis.
    package static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        var taken = "", used = 0
        for character in text {
            let cells = cells(character)
            guard used + cells < width else { break }
            taken.append(character)
            used += cells
        }
        return width > 0 ? taken + "…" : ""
    }

    /// The text broken at spaces into lines that fit. A word that is longer than a line is broken where it has to be.
    package static func wrapped(_ text: String, to width: Int) -> [String] {
        let width = max(1, width)
        var lines: [String] = [], line = "", used = 0
        for word in text.split(separator: " ", omittingEmptySubsequences: true).map(String.init) {
            var word = word, cells = of(word)
            if used > 0, used + 1 + cells <= width {
                line += " " + word
                used += 1 + cells
                continue
            }
            if used > 0 { lines.append(line) }
            while cells > width {
                let (head, rest) = split(word, at: width)
                lines.append(head)
                word = rest
                cells = of(word)
            }
            line = word
            used = cells
        }
        return used > 0 || lines.isEmpty ? lines + [line] : lines
    }

    private static func split(_ word: String, at width: Int) -> (String, String) {
        var used = 0, end = word.startIndex
        while end < word.endIndex {
            let cells = cells(word[end])
            if used + cells > width, end > word.startIndex { break }
            used += cells
            end = word.index(after: end)
        }
        return (String(word[..<end]), String(word[end...]))
    }

    /// Whether a text has only printable ASCII, whose bytes are its cells.
    private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }

    /// The cells of one grapheme cluster.
    private static func cells(_ character: Character) -> Int {
        var total = 0, isJoined = false, flags = 0
        for scalar in character.unicodeScalars {
            switch scalar.value {
            case 0x200D: isJoined = true
            case 0xFE0F: total = max(total, 2)
            case 0x1F1E6...0x1F1FF:
                flags += 1
                total = flags == 2 ? 2 : total + 1
            // A skin tone colours the emoji before it.
            case 0x1F3FB...0x1F3FF where total > 0: break
            default:
                if !isJoined { total += cells(scalar) }
                isJoined = false
            }
        }
        return min(total, 2)
    }

    private static func cells(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return 1 }
        // The vowels and final consonants of a Hangul syllable stand in the cells of its first consonant.
        if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return isWide(value) ? 2 : 1
        }
    }

    private static func isWide(_ value: UInt32) -> Bool {
        guard value >= 0x1100 else { return false }
        var low = 0, high = wide.count
        while low < high {
            let middle = (low + high) / 2
            if wide[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < wide.count && wide[low].contains(value)
    }

    /// EastAsianWidth.txt, W and F, with the gaps of unassigned code points between them filled.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
        0x25FD...0x25FE, 0x2614...0x2615, 0x2630...0x2637, 0x2648...0x2653, 0x267F...0x267F, 0x268A...0x268F,
        0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE,
        0x26D4...0x26D4, 0x26EA...0x26EA, 0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD,
        0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755,
        0x2757...0x2757, 0x2795...0x2797, 0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50,
        0x2B55...0x2B55, 0x2E80...0x2FD5, 0x2FF0...0x303E, 0x3041...0x3247, 0x3250...0xA4C6, 0xA960...0xA97C,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x18CD5, 0x18CFF...0x18D08, 0x1AFF0...0x1B122, 0x1B132...0x1B132, 0x1B150...0x1B2FB,
        0x1D300...0x1D376, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A,
        0x1F200...0x1F265, 0x1F300...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393,
        0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E,
        0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567,
        0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5,
        0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC,
        0x1F7E0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FAF8,
        0x20000...0x3FFFD,
    ]
}
