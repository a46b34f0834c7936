import Formatting
import Foundation
import Warehouse

/// Writes results to standard output, and everything else to standard error. Nothing else in the program writes to either.
enum Console {
    /// A result for a person.
    static func output(_ text: TerminalText) throws(StandardStream.Failure) {
        try StandardStream.output.write(text.text.hasSuffix("\n") ? text.text : text.text + "\n")
    }

    /// A result for a program.
    static func output(_ document: JSONValue) throws(StandardStream.Failure) {
        try output(json: document.serialized(indented: true))
    }

    /// A JSON document that is written already.
    static func output(json document: String) throws(StandardStream.Failure) {
        try StandardStream.output.write(JSONValue.escapingControls(document) + (document.hasSuffix("\n") ? "" : "\n"))
    }

    /// A value that encodes itself, as JSON.
    static func output(encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        // Files that programs of earlier versions wrote keep their keys; what is printed has one casing.
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try output(json: String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// CSV and scripts: the data as they are, unless it is a person that looks at them.
    static func output(data text: String) throws(StandardStream.Failure) {
        try StandardStream.output.write(StandardStream.output.isTerminal ? TerminalText(lines: text).text : text)
    }

    /// What a person should know besides. Where nobody listens it is lost.
    static func error(_ text: TerminalText) {
        try? StandardStream.error.write(text.text.hasSuffix("\n") ? text.text : text.text + "\n")
    }

    /// A problem for a program.
    static func error(_ document: JSONValue) {
        try? StandardStream.error.write(JSONValue.escapingControls(document.serialized(indented: true)) + "\n")
    }

    /// A line that takes the place of the one before on a terminal, and stays where it is finished.
    static func show(_ text: TerminalText, isFinished: Bool, dimmed: TerminalText = "") {
        let detail = dimmed.isEmpty ? "" : "  \u{1B}[2m\(dimmed.text)\u{1B}[0m"
        try? StandardStream.error.write("\r\u{1B}[2K\(text.text)\(detail)\(isFinished ? "\n" : "")")
    }
}
