/// Text that a terminal can show as it is.
///
/// What the program itself writes, in literals, is kept; whatever is put into it passes through ``line(_:)``, so that no title, file name or key
/// from outside can colour a line, move the cursor, reorder what stands beside it or begin a line of its own. Everything that the command line
/// writes for people is a text of this type.
package struct TerminalText: Sendable, Hashable {
    package let text: String

    private init(safe text: String) { self.text = text }

    /// A table whose cells were cleaned.
    init(table text: String) { self.text = text }

    /// Text from outside, as one line.
    package init(line text: String) { self.text = Self.line(text) }

    /// Text of several lines, such as a statement of SQL: the ends of its lines and its tabs are kept.
    package init(lines text: String) {
        self.text = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Self.line(String($0).replacing("\t", with: "    ")) }.joined(separator: "\n")
    }

    package static func + (left: TerminalText, right: TerminalText) -> TerminalText {
        TerminalText(safe: left.text + right.text)
    }

    package var isEmpty: Bool { text.isEmpty }

    /// The text as one line of at most so many characters.
    package static func message(_ text: String, limit: Int = 2000) -> TerminalText {
        let line = Self.line(String(text.unicodeScalars.prefix(4 * limit)))
        return TerminalText(safe: line.count > limit ? line.prefix(limit) + "…" : line)
    }

    /// One line without control characters.
    ///
    /// The ends of lines and tabs become spaces; other control characters become the symbol for them, such as ␛; controls that reorder text (UAX
    /// #9), the C1 controls and what else could end a line become �. Marks that only hint at a direction are left out.
    package static func line(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        var output = String.UnicodeScalarView(), marks = 0
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09...0x0D, 0x85, 0x2028, 0x2029: output.append(" ")
            case 0..<0x20: output.append(Unicode.Scalar(0x2400 + scalar.value) ?? "�")
            case 0x7F: output.append("␡")
            case 0x80...0x9F, 0x202A...0x202E, 0x2066...0x206F, 0xFFF9...0xFFFB: output.append("�")
            case 0x061C, 0x200E, 0x200F, 0xFEFF: break
            default:
                // A tower of accents would run over the lines above.
                marks = scalar.value >= 0x300 && scalar.properties.generalCategory == .nonspacingMark ? marks + 1 : 0
                if marks <= mostMarks { output.append(scalar) }
            }
        }
        return String(output)
    }

    private static let mostMarks = 8
}

extension TerminalText: ExpressibleByStringInterpolation {
    /// Keeps literals, and cleans what is put between them.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        package mutating func appendLiteral(_ literal: String) { text += literal }
        package mutating func appendInterpolation(_ value: TerminalText) { text += value.text }
        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text += TerminalText.line(value.description)
        }
    }

    package init(stringLiteral value: String) { self.init(safe: value) }
    package init(stringInterpolation: StringInterpolation) { self.init(safe: stringInterpolation.text) }
}

extension Sequence<TerminalText> {
    package func joined(separator: String) -> TerminalText {
        var parts: [String] = []
        for part in self { parts.append(part.text) }
        return TerminalText(table: parts.joined(separator: separator))
    }
}

extension TerminalText {
    /// The text with each of its lines broken at spaces so that it fits; nil leaves it as it is.
    package func wrapped(to width: Int?) -> TerminalText {
        guard let width else { return self }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return TerminalText(safe: lines.flatMap { DisplayWidth.wrapped(String($0), to: width) }.joined(separator: "\n"))
    }
}

extension JSONValue {
    /// A JSON document whose texts a terminal can show: what could control it is written as an escape. To a program it is the same document.
    package static func escapingControls(_ document: String) -> String {
        guard document.utf8.contains(where: { [0x7F, 0xC2, 0xD8, 0xE2, 0xEF].contains($0) }) else { return document }
        var output = String.UnicodeScalarView()
        for scalar in document.unicodeScalars {
            switch scalar.value {
            case 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
                let hex = String(scalar.value, radix: 16)
                output.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).unicodeScalars)
            default: output.append(scalar)
            }
        }
        return String(output)
    }
}
