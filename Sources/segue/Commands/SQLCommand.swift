import ArgumentParser
import Formatting
import Foundation
import Warehouse

struct SQLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql", abstract: "Query the warehouse in SQL. Nothing can be changed by it.",
        discussion: """
            The statement is an argument, a file (--file), or standard input. Comments and a semicolon at the end do no harm.

            Examples:
              segue sql "SELECT local_hour, COUNT(*) AS plays FROM plays GROUP BY 1 ORDER BY 1"
              segue sql --file question.sql --csv > answer.csv
              echo "SELECT COUNT(*) FROM plays" | segue sql
            """)

    @OptionGroup(title: "Shared options") var global: GlobalOptions

    @Flag(name: .long, help: "Write CSV.")
    var csv = false

    @Option(help: ArgumentHelp("Read the statement from a file.", valueName: "file"))
    var file: String?

    @Argument(help: "The statement; - or nothing reads it from standard input.")
    var statement: String?

    func run() async throws {
        // Before the warehouse is opened, and before its engine sees the text.
        let question = try Statement(reading: try read())
        try await Workspace.with(global, reachesFiles: false) { workspace in
            let rows = try await workspace.warehouse.read { try $0.query(question) }
            if global.json { return try Console.output(.object([("rows", rows.jsonRows)])) }
            if csv { return try Console.output(data: rows.csv) }
            try Console.output(TextTable(rows).rendered(width: Terminal.width))
        }
    }

    private func read() throws -> String {
        let text: String
        switch (statement, file) {
        case (.some, .some):
            throw CommandError.usage("The statement is given twice: as an argument and with --file. Give it once.")
        case (nil, let file?):
            guard let found = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw CommandError.usage(
                    "--file is \"\(file)\", which cannot be read as text in UTF-8. Check the path.")
            }
            text = found
        case ("-", nil): text = try Self.standardInput()
        case (let statement?, nil): text = statement
        case (nil, nil):
            guard isatty(STDIN_FILENO) == 0 else {
                throw CommandError.usage(
                    "The statement is missing. Give it as an argument, with --file, or on standard input.")
            }
            text = try Self.standardInput()
        }
        guard let plain = StatementText.significant(text) else {
            throw CommandError.usage("The statement is empty. Write for example \"SELECT COUNT(*) FROM plays\".")
        }
        return plain
    }

    /// What standard input holds, up to a bound.
    private static func standardInput() throws -> String {
        let most = 1_048_576
        let data = try FileHandle.standardInput.read(upToCount: most + 1) ?? Data()
        guard data.count <= most else {
            throw CommandError.usage("The statement on standard input is longer than 1 MB.")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw CommandError.usage("The statement on standard input is not text in UTF-8.")
        }
        return text
    }
}
