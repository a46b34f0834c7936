import Foundation
import Testing

/// SQL is data: a statement of several lines is a `.sql` file with a header, which says what it answers or changes.
@Suite("SQL in Swift")
struct SQLTextTests {
    /// What may stay, by file and a part of the text, each with the reason. A file that ends in `/` is a folder.
    private static let allowed: [(file: String, part: String, reason: String)] = [
        ("ExperimentService/Queries/", "", "composed from the parts of a plan"),
        ("Features/FeatureStore.swift", "FROM family_", "joins the families that there are"),
        ("Ingestion/Loading/Calendars.swift", #"IN (\(listeners.text))"#, "around a statement of the caller's"),
        ("Ingestion/Loading/Observations.swift", "Self.plainAttributes", "a column for each attribute of a track"),
        ("Ingestion/Loading/Observations.swift", "UPDATE tracks SET", "a column for each attribute of a track"),
        ("Ingestion/Loading/Observations.swift", #"INNER JOIN (\(tracks))"#, "around a statement of the caller's"),
        ("Prediction/Leaks/LeakCheck.swift", "{{stored(plays)}}", "a limit that is a constant of the check"),
        ("Prediction/Scoring/Scoring.swift", "artifact.sqlExpression", "a model written as an expression"),
        ("Prediction/Training/DataReader.swift", "features.sql", "around a question about features"),
        ("Prediction/Training/TimeSplit.swift", "PERCENTILE_DISC", "of either of two tables"),
        ("SparkWarehouse/SQLText/SparkDialect.swift", "SELECT explode", "the spelling of a macro"),
        ("Warehouse/DuckDB/FileWriter.swift", "COPY (", "around a statement of the caller's"),
        ("Warehouse/Postgres/PostgresConnection.swift", "SET search_path", "settings, of a schema that tests choose"),
        ("Warehouse/SQLText/SkipRule+SQL.swift", "CASE WHEN", "the spelling of a macro"),
    ]

    /// How a line of SQL begins: a word in capitals, as no sentence of a help text does.
    private static let beginning =
        #"^\s*\(?(SELECT|WITH|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|MERGE|COPY|SET|FROM|WHERE|CASE|UNION|"#
        + #"VALUES|(INNER|LEFT|CROSS) JOIN|(GROUP|ORDER) BY)\b"#

    /// The texts of several lines that a file in Swift holds and that are SQL.
    static func statements(in swift: String) -> [String] {
        let parts = swift.components(separatedBy: "\"\"\"")
        return parts.indices.filter { $0 % 2 == 1 }.map { parts[$0] }.filter { text in
            text.split(separator: "\n").contains { $0.range(of: beginning, options: .regularExpression) != nil }
        }
    }

    /// The statements that have to move into files.
    /// - Parameter file: the path below `Sources`.
    static func violations(in swift: String, file: String) -> [String] {
        statements(in: swift).filter { text in
            !allowed.contains { exception in
                let isHere = exception.file.hasSuffix("/") ? file.hasPrefix(exception.file) : file == exception.file
                return isHere && (exception.part.isEmpty || text.contains(exception.part))
            }
        }
    }

    /// The files in Swift, by their path below `Sources`.
    private static func sources() throws -> [String: String] {
        let root = LayeringTests.root.appending(path: "Sources")
        let paths = try #require(FileManager.default.subpaths(atPath: root.path)).filter { $0.hasSuffix(".swift") }
        var texts: [String: String] = [:]
        for path in paths { texts[path] = try String(contentsOf: root.appending(path: path), encoding: .utf8) }
        return texts
    }

    @Test("a statement of several lines is a file of its own")
    func files() throws {
        let sources = try Self.sources()
        #expect(sources.count > 300)
        for (path, text) in sources {
            for found in Self.violations(in: text, file: path) {
                Issue.record("\(path) holds SQL that belongs in a file:\n\(found)")
            }
        }
    }

    @Test("no exception is left over")
    func exceptions() throws {
        let sources = try Self.sources()
        for exception in Self.allowed {
            let isUsed = sources.contains { path, text in
                path.hasPrefix(exception.file)
                    && Self.statements(in: text).contains { exception.part.isEmpty || $0.contains(exception.part) }
            }
            #expect(isUsed, "\(exception.file) has no such SQL any more: \(exception.reason)")
        }
    }

    @Test(
        "the check itself finds statements, whatever they do",
        arguments: [
            "SELECT COUNT(*) AS n\nFROM plays", "WITH a AS (\n    SELECT 1\n)",
            "UPDATE plays SET skipped = TRUE\nFROM x",
            "DELETE FROM plays WHERE TRUE", "    INSERT INTO plays\n    VALUES (1)", "(SELECT explode(a)\nAS day)",
        ])
    func canFail(_ sql: String) {
        let swift = "let rows = try connection.query(Statement(\n\"\"\"\n\(sql)\n\"\"\"))"
        #expect(Self.violations(in: swift, file: "Insights/InsightService.swift").count == 1)
        #expect(Self.violations(in: swift, file: "ExperimentService/Queries/ExperimentQuery.swift").isEmpty)
        // An exception holds for its statement alone.
        #expect(Self.violations(in: swift, file: "Prediction/Scoring/Scoring.swift").count == 1)
    }

    @Test(
        "the check lets pass what is no SQL",
        arguments: [
            "let help = \"\"\"\nSelect rows.\n  segue sql \"SELECT 1\"\n\"\"\"", "Statement(\"SELECT 1 AS one\")",
            "// SELECT is for a file.\n", "\"\"\"\nWHEREVER it is\n\"\"\"",
        ])
    func passes(_ swift: String) { #expect(Self.violations(in: swift, file: "Insights/Insight.swift").isEmpty) }
}
