/// Text from outside made harmless in GitHub-flavoured Markdown.
enum MarkdownText {
    private static let special = Set("\\`*[]<>#|~&!".unicodeScalars)

    /// Escapes a text that stands within a line; line breaks become spaces.
    ///
    /// It goes by Unicode scalar, as ``HTMLText`` does. An underscore between letters is left: it marks nothing, and keys stay readable.
    /// - Parameter beginsLine: whether the text could begin a list.
    static func escaped(_ text: String, beginsLine: Bool = true) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            let isLineStart = beginsLine && place == 0
            switch scalar {
            case "\n", "\r", "\t", "\u{2028}", "\u{2029}": result.append(" ")
            case "\u{0}"..."\u{1F}", "\u{7F}": result.append("\u{FFFD}")
            case _ where special.contains(scalar): result.append(contentsOf: ["\\", scalar])
            case "_" where !(isWord(scalars, place - 1) && isWord(scalars, place + 1)):
                result.append(contentsOf: ["\\", scalar])
            case "-" where isLineStart, "+" where isLineStart, "=" where isLineStart:
                result.append(contentsOf: ["\\", scalar])
            case ".", ")":
                // `1.` at the start of a line would begin a list.
                let isNumbered = beginsLine && place > 0 && scalars[..<place].allSatisfy { ("0"..."9").contains($0) }
                result.append(contentsOf: isNumbered ? ["\\", scalar] : [scalar])
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// A block of code, fenced by more backticks than it holds in a row.
    static func fenced(_ code: String, language: String) -> String {
        var longest = 0, run = 0
        for scalar in code.unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)\(language)\n\(code)\n\(fence)"
    }

    private static func isWord(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
        scalars.indices.contains(place)
            && (scalars[place].properties.isAlphabetic || ("0"..."9").contains(scalars[place]))
    }
}
