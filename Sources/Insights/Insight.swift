import Foundation
import Warehouse

/// One question of product analytics: a SQL file and what its header says of it.
package struct Insight: Sendable {
    /// A parameter or a column, with its unit and meaning.
    package struct Field: Sendable, Hashable {
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
    package let parameters: [Field]
    package let columns: [Field]
    /// The question in neutral SQL, as it is shown to whoever doubts a number.
    package let sql: String

    init(_ file: SQLFile) {
        name = file.name
        title = file.header("title") ?? file.name
        grain = file.header("grain") ?? ""
        definition = file.header("definition") ?? ""
        inputs = (file.header("inputs") ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        parameters = file.entries("parameter").map(Field.init)
        columns = file.entries("column").map(Field.init)
        sql = file.body
    }

    /// The units by column name.
    package var units: [String: String] {
        Dictionary(columns.map { ($0.name, $0.unit) }, uniquingKeysWith: { first, _ in first })
    }
}

/// The questions that can be asked.
package enum InsightCatalogue {
    /// Every insight of a dialect, by name.
    package static func all(dialect: String) -> [Insight] {
        SQLFile.all(in: EmbeddedFiles.texts, folder: "SQL", dialect: dialect).map(Insight.init)
    }

    /// - Throws: ``InsightError`` `insights.unknown`.
    package static func insight(_ name: String, dialect: String) throws(InsightError) -> Insight {
        let all = all(dialect: dialect)
        guard let found = all.first(where: { $0.name == name }) else { throw .unknown(name, known: all.map(\.name)) }
        return found
    }
}
