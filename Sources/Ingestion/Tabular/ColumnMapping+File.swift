import Foundation
import Listening
import TextFiles

extension ColumnMapping {
    private static let entries = [
        "columns", "platform", "precision", "rows", "files", "values", "times", "dates", "delimiter", "heading",
        "encoding",
    ]

    /// Reads a mapping file.
    /// - Throws: `import.mapping` where it is not YAML, or names a field, platform, precision or other word that does not exist.
    init(path: String) throws {
        func failure(_ message: String) -> IngestionError {
            IngestionError.mapping("The mapping file \(path) \(message)")
        }
        let loaded: Any?
        do { loaded = try BoundedYAML.load(BoundedYAML.text(of: path)) } catch { throw failure(error.words) }
        guard let document = loaded as? [String: Any] else {
            throw failure("is not a YAML mapping. See docs/importing.md for its form.")
        }
        self = .own
        source = path
        for key in document.keys where !Self.entries.contains(key) {
            throw failure("has an unknown entry \"\(key)\"; it takes \(Self.entries.joined(separator: ", ")).")
        }
        for (key, value) in try Self.mapping(document["columns"], "columns", failure) {
            let field = try Self.field(key, failure)
            columns[field] = try Self.scalar(value, "columns: \(key)", failure)
            named.insert(field)
        }
        for (column, value) in try Self.mapping(document["rows"], "rows", failure) {
            let wanted = value as? [Any] ?? [value]
            rows[column] = Set(try wanted.map { try Self.scalar($0, "rows: \(column)", failure) })
        }
        for (key, value) in try Self.mapping(document["values"], "values", failure) {
            let field = try Self.field(key, failure)
            for (from, to) in try Self.mapping(value, "values: \(key)", failure) {
                values[field, default: [:]][from] = try Self.scalar(to, "values: \(key)", failure)
            }
        }
        if let value = document["platform"] { platform = try Self.word(value, "platform", failure) }
        if let value = document["precision"] {
            precision = try Self.word(value, "precision", failure)
            namesPrecision = true
        }
        if let value = document["files"] { files = try Self.scalar(value, "files", failure) }
        if let value = document["times"] { clock = try Self.word(value, "times", failure) }
        if let value = document["dates"] { dateOrder = try Self.word(value, "dates", failure) as DateOrder }
        if let value = document["encoding"] { encoding = try Self.word(value, "encoding", failure) as TextEncoding }
        if let value = document["delimiter"] {
            let names = [
                "tab": UInt8(ascii: "\t"), "comma": UInt8(ascii: ","), "semicolon": UInt8(ascii: ";"),
                "pipe": UInt8(ascii: "|"),
                "\t": UInt8(ascii: "\t"),
            ]
            let text = try Self.scalar(value, "delimiter", failure)
            guard let byte = names[text] ?? (text.utf8.count == 1 ? text.utf8.first : nil),
                ![UInt8(ascii: "\""), 10, 13].contains(byte)
            else {
                throw failure(
                    "has the delimiter \"\(text.prefix(20))\"; it takes one ASCII character, or tab, comma, semicolon or pipe."
                )
            }
            dialect.delimiter = byte
        }
        if let value = document["heading"] {
            guard let flag = value as? Bool else { throw failure("has a heading that is neither true nor false.") }
            dialect.hasHeading = flag
        }
    }

    private typealias Failure = (String) -> IngestionError

    private static func mapping(_ value: Any?, _ name: String, _ failure: Failure) throws -> [String: Any] {
        guard let value else { return [:] }
        if let mapping = value as? [String: Any] { return mapping }
        if let mapping = value as? [AnyHashable: Any] {
            return Dictionary(mapping.map { ("\($0.key)", $0.value) }) { first, _ in first }
        }
        throw failure("has \"\(name)\" that is not a mapping of names to values.")
    }

    private static func scalar(_ value: Any, _ name: String, _ failure: Failure) throws -> String {
        switch value {
        case let text as String: return text
        case let flag as Bool: return flag ? "true" : "false"
        case let number as Int: return String(number)
        case let number as Double: return String(number)
        default: throw failure("has \"\(name)\" that is not a single value.")
        }
    }

    private static func field(_ key: String, _ failure: Failure) throws -> Field {
        guard let field = Field(name: key) else {
            throw failure(
                "names a field \"\(key)\" that does not exist. Fields are: \(Field.allCases.map(\.name).joined(separator: ", "))."
            )
        }
        return field
    }

    private static func word<Word: RawRepresentable & CaseIterable>(_ value: Any, _ name: String, _ failure: Failure)
        throws -> Word
    where Word.RawValue == String {
        let text = try scalar(value, name, failure)
        guard let word = Word(rawValue: text.lowercased()) else {
            throw failure(
                "has \(name) \"\(text.prefix(40))\"; it takes one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        return word
    }
}
