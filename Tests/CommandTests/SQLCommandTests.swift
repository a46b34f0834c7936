import Foundation
import Testing

@Suite("SQL on the command line", .serialized)
struct SQLCommandTests {
    private func prepared() throws -> CommandLine {
        let line = try CommandLine()
        #expect(try line.run("simulate", "--plays", "500").code == 0)
        return line
    }

    @Test("a statement comes from an argument, a file or standard input, with comments and semicolons as they are")
    func sources() throws {
        let line = try prepared()
        defer { line.clean() }
        let texts = [
            "SELECT COUNT(*) AS plays FROM plays", "SELECT COUNT(*) AS plays FROM plays;",
            "  SELECT COUNT(*) AS plays FROM plays ;;\n",
            "-- how many\nSELECT COUNT(*) AS plays FROM plays",
            "--how many\n-- there are; really\nSELECT COUNT(*) AS plays FROM plays; -- done",
            "/* how\n many; */ SELECT COUNT(*) AS plays FROM plays; /* done */",
            "\n\nSELECT COUNT(*) AS plays -- plays; all\nFROM plays\n;\n-- the end",
        ]
        let end = ["--csv", "--data", line.data]
        for text in texts {
            #expect(try line.run(["sql", text] + end).output == "plays\n500\n", "\(text)")
            #expect(try line.run(["sql"] + end + ["--", text]).output == "plays\n500\n", "\(text)")
            #expect(
                try line.run(["sql", "-"] + end, environment: [:], input: text).output == "plays\n500\n", "\(text)")
            #expect(try line.run(["sql"] + end, environment: [:], input: text).output == "plays\n500\n", "\(text)")
            #expect(
                try line.run(["sql", "--file", line.write(text, to: "question.sql")] + end).output == "plays\n500\n",
                "\(text)")
        }
        let quoted = try line.run(["sql", "SELECT '-- no; comment' AS a, '/*' AS b"] + end)
        #expect(quoted.output == "a,b\n-- no; comment,/*\n")
    }

    @Test(
        "what is no statement is refused",
        arguments: [
            ([""], "empty"), (["-- nothing"], "empty"), ([";"], "empty"), (["--file", "/nowhere.sql"], "/nowhere.sql"),
            (["SELECT 1", "--file", "x"], "twice"),
        ]
            as [([String], String)])
    func refused(_ arguments: [String], _ words: String) throws {
        let line = try prepared()
        defer { line.clean() }
        let outcome = try line.run(["sql"] + arguments + ["--data", line.data])
        #expect(outcome.code == 2 && outcome.errors.contains(words) && outcome.output.isEmpty, "\(outcome)")
    }

    @Test(
        "what the engine says to its own users stays inside",
        arguments: [
            "SELECT * FROM pg_enumm", "SELECT * FROM enum", "SELECT nope FROM plays", "SELEC 1", "DELETE FROM plays",
            "INSERT INTO plays SELECT * FROM plays",
            "CREATE TABLE x (a INTEGER)", "DROP TABLE plays", "UPDATE plays SET ms_played = 0",
            "SELECT CAST('x' AS INTEGER)",
            "SELECT nofunction(1)", "SELECT 1 1 1",
            "SELECT * FROM main.nosuch", "SELECT * FROM warehouse.nosuch",
        ])
    func engine(_ text: String) throws {
        let line = try prepared()
        defer { line.clean() }
        let outcome = try line.run("sql", text)
        #expect(outcome.code == 2 && outcome.errors.split(separator: "\n").count == 1, "\(outcome)")
        for word in [
            "pg_enum\"", "duckdb_", "\"\"", "TransactionContext", "Catalog Error", "Parser Error", "Binder Error",
            "LINE 1",
        ] {
            #expect(!outcome.errors.contains(word), "\(outcome.errors)")
        }
    }
}
