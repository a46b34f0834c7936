import Foundation
import Yams

/// Reads YAML that somebody else may have written: configuration, mappings and plans.
///
/// A few hundred bytes of YAML can unfold to gigabytes, because an alias repeats what its anchor names. So a document has bounds on its
/// size, its aliases, its depth, and the values that it unfolds to; all are checked before anything is unfolded.
package enum BoundedYAML {
    package static let mostBytes = 1_000_000
    package static let mostAliases = 16
    package static let mostDepth = 32
    package static let mostValues = 100_000

    /// Why a document is not read, in words that follow the name of its file.
    package struct Refusal: Error, Hashable {
        package let words: String
    }

    /// The text of a file.
    package static func text(of path: String) throws(Refusal) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Refusal(words: "cannot be read. Check the path.")
        }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: mostBytes + 1) ?? Data() else {
            throw Refusal(words: "cannot be read. Check the path.")
        }
        guard bytes.count <= mostBytes else { throw tooLong }
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw Refusal(words: "is not UTF-8 text. Save it as UTF-8.")
        }
        return text
    }

    /// The values of a document: dictionaries, arrays, texts and numbers. Nil where the document is empty.
    package static func load(_ text: String) throws(Refusal) -> Any? {
        guard let node = try compose(text) else { return nil }
        return node.any
    }

    /// A value of a type, decoded from a document.
    /// - Throws: ``Refusal``, or a `DecodingError`.
    package static func decode<Answer: Decodable>(_ type: Answer.Type, from text: String) throws -> Answer {
        _ = try compose(text)
        return try YAMLDecoder().decode(type, from: text)
    }

    private static let tooLong = Refusal(words: "has more than \(mostBytes) bytes. Shorten it.")

    private static func compose(_ text: String) throws(Refusal) -> Node? {
        guard text.utf8.count <= mostBytes else { throw tooLong }
        guard aliases(in: text) <= mostAliases else {
            throw Refusal(
                words: "repeats itself by more than \(mostAliases) aliases (`*name`). Write out what they stand for.")
        }
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch {
            throw Refusal(words: "is not YAML: \(Self.explain(error)). Correct it.")
        }
        guard let node else { return nil }
        var left = mostValues
        try measure(node, depth: 0, &left)
        return node
    }

    /// Where it went wrong and why, without the text that stands there: a configuration may hold a password.
    private static func explain(_ error: any Error) -> String {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            "\(problem) in line \(mark.line)"
        case YamlError.reader(let problem, _, _, _): problem
        case YamlError.duplicatedKeysInMapping(_, let context): "an entry stands twice in line \(context.mark.line)"
        default: "it cannot be read"
        }
    }

    /// Walks through what a document unfolds to, until there is too much of it.
    private static func measure(_ node: Node, depth: Int, _ left: inout Int) throws(Refusal) {
        guard depth <= mostDepth else {
            throw Refusal(words: "is nested more than \(mostDepth) levels deep. Flatten it.")
        }
        left -= 1
        guard left > 0 else { throw Refusal(words: "unfolds to more than \(mostValues) values. Shorten it.") }
        switch node {
        case .sequence(let list): for entry in list { try measure(entry, depth: depth + 1, &left) }
        case .mapping(let fields):
            for (key, value) in fields {
                try measure(key, depth: depth + 1, &left)
                try measure(value, depth: depth + 1, &left)
            }
        default: break
        }
    }

    /// How many asterisks stand where an alias could: rather too many than too few, since texts are not told apart.
    private static func aliases(in text: String) -> Int {
        var count = 0, before = UInt8(ascii: "\n"), isStar = false
        for byte in text.utf8 {
            if isStar, byte != UInt8(ascii: "*"), byte > UInt8(ascii: " ") { count += 1 }
            isStar = byte == UInt8(ascii: "*") && (before <= UInt8(ascii: " ") || "[{,:?-".utf8.contains(before))
            before = byte
        }
        return count
    }
}
