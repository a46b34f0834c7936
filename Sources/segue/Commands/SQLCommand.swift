import ArgumentParser
import Warehouse

struct SQLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql", abstract: "Ask the warehouse in SQL. It reads only.",
        discussion: "Example: segue sql \"SELECT local_hour, COUNT(*) AS plays FROM plays GROUP BY 1 ORDER BY 1\"")

    @OptionGroup var global: GlobalOptions

    @Flag(name: .long, help: "Write CSV.")
    var csv = false

    @Argument(help: "The statement.")
    var statement: String

    func run() async throws {
        // Before the warehouse is opened, and before its engine sees the text.
        let question = try Statement(reading: statement)
        try await Workspace.with(global, reachesFiles: false) { workspace in
            let rows = try await workspace.warehouse.read { try $0.query(question) }
            if global.json { return Console.output(.object([("rows", rows.jsonRows)])) }
            if csv { return Console.output(rows.csv) }
            Console.output(TextTable(rows).rendered())
        }
    }
}
