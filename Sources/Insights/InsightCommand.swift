import Foundation

/// The command line's name for an insight, as the header says: `-- command: WORDS | ABSTRACT | EXAMPLE`.
///
/// The build makes a subcommand of `segue insights` from it where no other insight's words begin with the same word.
package struct InsightCommand: Sendable, Hashable {
    /// What follows `segue insights`, such as `funnel playlist`.
    package let words: String
    /// What the command does, in one sentence.
    package let abstract: String
    /// A whole command line.
    package let example: String

    /// - Throws: `insights.header`, which names the file.
    init(_ text: String, path: String) throws(InsightError) {
        let parts = text.components(separatedBy: " | ").map { $0.trimmingCharacters(in: .whitespaces) }
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }), parts[2].hasPrefix("segue insights \(parts[0])")
        else {
            throw .header(path, "its command is \"\(text)\". Write `WORDS | ABSTRACT | segue insights WORDS …`.")
        }
        words = parts[0]
        abstract = parts[1]
        example = parts[2]
    }
}
