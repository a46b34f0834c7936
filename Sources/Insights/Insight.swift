import Foundation
import Warehouse

/// One question of product analytics: a SQL file and what its header says of it.
package struct Insight: Sendable {
    /// A column of the answer, with its unit and meaning.
    package struct Column: Sendable, Hashable {
        package let name: String
        package let unit: String
        package let meaning: String

        init(_ entry: SQLFile.Entry) {
            name = entry.name
            unit = entry.parts.first ?? ""
            meaning = entry.parts.dropFirst().joined(separator: " | ")
        }
    }

    package let name: String
    package let title: String
    package let grain: String
    package let definition: String
    package let inputs: [String]
    package let parameters: [InsightParameter]
    package let columns: [Column]
    /// What answers it on the command line; nil where nothing does.
    package let command: InsightCommand?
    /// The path of the page that it is shown on, such as `/retention`; nil where it has none of its own.
    package let page: String?
    /// The question in neutral SQL, as it is shown to whoever doubts a number.
    package let sql: String

    private static let keys: Set<String> = [
        "title", "grain", "definition", "inputs", "command", "order", "page", "parameter", "column",
    ]

    /// - Throws: `insights.header`, which names the file and what its header has wrong.
    init(_ file: SQLFile) throws(InsightError) {
        if let line = file.keylessLines.first { throw .header(file.path, "\"\(line)\" has no key. Write `key: text`.") }
        if let key = file.keys.first(where: { !Self.keys.contains($0) }) {
            let known = Self.keys.sorted().joined(separator: ", ")
            throw .header(file.path, "\"\(key)\" is not a key. There are: \(known).")
        }
        if let order = file.header("order"), Int(order) == nil {
            throw .header(file.path, "its order is \"\(order)\". It takes a whole number.")
        }
        if let page = file.header("page"), !page.hasPrefix("/") {
            throw .header(file.path, "its page is \"\(page)\". It takes a path such as /retention.")
        }
        var command: InsightCommand?
        if let text = file.header("command") { command = try InsightCommand(text, path: file.path) }
        var parameters: [InsightParameter] = []
        for entry in file.entries("parameter") {
            parameters.append(try InsightParameter(entry, path: file.path))
        }
        name = file.name
        title = file.header("title") ?? file.name
        grain = file.header("grain") ?? ""
        definition = file.header("definition") ?? ""
        inputs = (file.header("inputs") ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        self.parameters = parameters
        columns = file.entries("column").map(Column.init)
        self.command = command
        page = file.header("page")
        sql = file.body
    }

    /// The parameter of a name.
    package func parameter(_ name: String) -> InsightParameter? { parameters.first { $0.name == name } }

    /// The units by column name.
    package var units: [String: String] {
        Dictionary(columns.map { ($0.name, $0.unit) }, uniquingKeysWith: { first, _ in first })
    }
}

/// The questions that can be asked.
package enum InsightCatalogue {
    /// Every insight of a dialect, by name.
    package static func all(dialect: String) -> [Insight] {
        // A header that cannot be read is a failing test, which reads each of these files.
        files(dialect: dialect).compactMap { try? Insight($0) }
    }

    /// Every insight by name, without the overrides of any dialect: for what headers say.
    package static let neutral = all(dialect: "neutral")

    static func files(dialect: String) -> [SQLFile] {
        SQLFile.all(in: EmbeddedFiles.texts, folder: "SQL", dialect: dialect)
    }

    /// - Throws: ``InsightError`` `insights.unknown`.
    package static func insight(_ name: String, dialect: String) throws(InsightError) -> Insight {
        let all = all(dialect: dialect)
        guard let found = all.first(where: { $0.name == name }) else { throw .unknown(name, known: all.map(\.name)) }
        return found
    }
}
