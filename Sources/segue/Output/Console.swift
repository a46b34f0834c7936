import Foundation
import Warehouse

/// Writes results to standard output, and everything else to standard error.
enum Console {
    static func output(_ text: String) {
        FileHandle.standardOutput.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }

    static func output(_ document: JSONValue) { output(document.serialized(indented: true)) }

    static func error(_ text: String) {
        FileHandle.standardError.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }

    /// A value that encodes itself, as JSON.
    static func output(encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        output(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    static let errorIsTerminal = isatty(STDERR_FILENO) == 1
}
